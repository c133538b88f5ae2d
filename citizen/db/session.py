"""Engines and sessions. Reading transactions are held read-only by the engine itself, on both databases.

SQLite: the driver's own transaction handling is off; readers say BEGIN with query_only, writers BEGIN IMMEDIATE, so
that a writer never fails half-way because another one was faster. PostgreSQL: READ COMMITTED, pinned.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

_BUSY_TIMEOUT_MS = 15_000


class Database:
    """The two doors to one database: `reading` and `writing`."""

    def __init__(self, url: str) -> None:
        self.url = url
        if make_url(url).get_backend_name() == "sqlite":
            self._prepare_folder()
            self.reader = _sqlite_engine(url, writes=False)
            self.writer = _sqlite_engine(url, writes=True)
        else:
            self.writer = sa.create_engine(
                url,
                isolation_level="READ COMMITTED",
                pool_pre_ping=True,
                connect_args={"options": "-c lock_timeout=10000 -c statement_timeout=30000 -c timezone=UTC"},
            )
            self.reader = self.writer.execution_options(postgresql_readonly=True)

    def open_reading(self) -> Session:
        """A session that cannot write; the caller closes it."""
        return Session(self.reader, expire_on_commit=False, autoflush=False)

    def open_writing(self) -> Session:
        """A session for one unit of work; the caller commits or rolls back, and closes it."""
        return Session(self.writer, expire_on_commit=False)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        with self.open_reading() as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A short transaction of its own: committed at the end, rolled back on any error."""
        with self.open_writing() as session, session.begin():
            yield session

    def dispose(self) -> None:
        self.reader.dispose()
        self.writer.dispose()

    def _prepare_folder(self) -> None:
        path = make_url(self.url).database
        if path and path != ":memory:":
            Path(path).parent.mkdir(parents=True, exist_ok=True)


def _sqlite_engine(url: str, *, writes: bool) -> sa.Engine:
    engine = sa.create_engine(url, connect_args={"check_same_thread": False})

    @event.listens_for(engine, "connect")
    def configure(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={_BUSY_TIMEOUT_MS}")
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA foreign_keys=ON")
        # FULL: a confirmed citizen must not lose the booking in a power cut.
        cursor.execute("PRAGMA synchronous=FULL")
        if not writes:
            cursor.execute("PRAGMA query_only=ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine
