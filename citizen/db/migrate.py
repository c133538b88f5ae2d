"""Alembic, driven from code: no ini file, the URL comes from the settings."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

_FOLDER = Path(__file__).resolve().parent / "migrations"


def configuration(url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.set_main_option("file_template", "%%(rev)s")
    # "%" in passwords must not be read as interpolation.
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    return config


def upgrade(url: str, revision: str = "head") -> None:
    command.upgrade(configuration(url), revision)


def downgrade(url: str, revision: str) -> None:
    command.downgrade(configuration(url), revision)


def write_revision(url: str, message: str) -> None:
    """The next numbered migration, from the difference to the database at `url` (which must be at head)."""
    number = len(list((_FOLDER / "versions").glob("[0-9]*.py"))) + 1
    name = "_".join(message.lower().split())
    command.revision(configuration(url), message=message, autogenerate=True, rev_id=f"{number:04d}_{name}")


def is_at_head(engine: sa.Engine) -> bool:
    heads = set(ScriptDirectory.from_config(configuration(str(engine.url))).get_heads())
    with engine.connect() as connection:
        return set(MigrationContext.configure(connection).get_current_heads()) == heads
