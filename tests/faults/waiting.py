"""Somebody else holds what a request wants to write: on SQLite the one writer's place, on PostgreSQL the row."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from citizen.applications.models import Application
from citizen.db.session import Database

_WAITING = "FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


def is_postgresql(database: Database) -> bool:
    return database.writer.dialect.name == "postgresql"


@contextmanager
def writers_wait(database: Database, reference: str) -> Iterator[Callable[[], bool]]:
    """Hold the row of an application; gives a question: does anybody wait for it? SQLite cannot tell: give it time."""
    with database.open_writing() as holder:
        mine = sa.update(Application).where(Application.reference == reference)
        holder.execute(mine.values(version=Application.version).execution_options(synchronize_session=False))
        yield _asker(database)
        holder.rollback()


def end_who_waits(database: Database) -> int:
    """PostgreSQL ends the connections that wait for a lock, as a restart of the database does; returns how many."""
    with database.reading() as session:
        return len(session.execute(sa.text(f"SELECT pg_terminate_backend(pid) {_WAITING}")).all())


def _asker(database: Database) -> Callable[[], bool]:
    if is_postgresql(database):
        return lambda: bool(database_says(database, f"SELECT count(*) {_WAITING}"))
    asked = iter(range(1, 1000))
    return lambda: next(asked) > 20  # a second: the request is on its way and stands at the lock


def database_says(database: Database, query: str) -> int:
    with database.reading() as session:
        return session.scalar(sa.text(query)) or 0
