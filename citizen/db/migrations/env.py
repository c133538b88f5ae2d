"""Runs migrations. On SQLite foreign keys are off meanwhile: with them on, a batch rebuild of a parent table silently
deletes child rows that cascade; afterwards every reference is checked.
"""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any, Literal

import sqlalchemy as sa
from alembic import context

from citizen.db.base import Base
from citizen.db.types import PlainJson, SealedJson, SealedText, UtcDateTime

_ROOMS = Path(__file__).resolve().parent.parent.parent
for models in sorted(_ROOMS.glob("*/models.py")):
    importlib.import_module(f"citizen.{models.parent.name}.models")


def _render(kind: str, value: Any, _context: object) -> str | Literal[False]:
    """Migrations name plain column types: they must go on working when ours change."""
    if kind != "type":
        return False
    if isinstance(value, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if isinstance(value, (SealedText, SealedJson)):
        return "sa.Text()"
    if value is PlainJson:
        return 'sa.JSON().with_variant(JSONB(), "postgresql")'
    return False


def run() -> None:
    engine = sa.create_engine(context.config.get_main_option("sqlalchemy.url") or "", poolclass=sa.pool.NullPool)
    with engine.connect() as connection:
        is_sqlite = connection.dialect.name == "sqlite"
        if is_sqlite:
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.commit()
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=True,
            compare_type=True,
            render_item=_render,
        )
        with context.begin_transaction():
            context.run_migrations()
        if is_sqlite and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()):
            raise RuntimeError(f"broken references after the migration: {broken}")
        connection.commit()


run()
