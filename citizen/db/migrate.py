"""Alembic, driven from code: no ini file, the URL comes from the settings."""

from __future__ import annotations

from functools import cache
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
    return revision_of(engine) == newest()


def is_usable(engine: sa.Engine) -> bool:
    """Whether this version can work with the database: it is at our newest migration, or a newer version already
    brought it further. That one only adds (docs/migrations.md), so that ours goes on serving until it is replaced.
    """
    standing = revision_of(engine)
    return standing is not None and (standing == newest() or not is_known(standing))


def revision_of(engine: sa.Engine) -> str | None:
    """The migration a database stands at; None when it has no tables yet."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest() -> str:
    """The newest migration this version knows."""
    head = _scripts().get_current_head()
    assert head is not None
    return head


def is_known(revision: str) -> bool:
    return any(script.revision == revision for script in _scripts().walk_revisions())


@cache
def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(configuration("sqlite://"))
