"""Engines and sessions. Reading transactions are held read-only by the engine itself, on both databases.

SQLite: the driver's own transaction handling is off; readers say BEGIN with query_only, writers BEGIN IMMEDIATE in the
order of coming (writers_queue), so that a writer never fails half-way because another one was faster. PostgreSQL:
READ COMMITTED, pinned.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from citizen.core import security_log
from citizen.db import writers_queue

_log = logging.getLogger("citizen.database")
_BUSY_TIMEOUT_MS = 15_000
#: A server that is silently gone (a cable, a firewall) is noticed: nobody waits for it longer than for a lock.
_POSTGRESQL = {
    "options": "-c lock_timeout=10000 -c statement_timeout=30000 -c timezone=UTC",
    "connect_timeout": 5,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 35_000,
}


class _Session(Session):
    """A database that goes at the moment of closing takes nothing back: what was to be kept was committed before, and
    what only read is whole.
    """

    def close(self) -> None:
        try:
            super().close()
        except DBAPIError as fault:
            _log.warning("the database went while a session was closed: %s", security_log.fault_lines(fault))
            self.invalidate()


class Database:
    """The two doors to one database: `reading` and `writing`."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._is_sqlite = make_url(url).get_backend_name() == "sqlite"
        if self._is_sqlite:
            self._prepare_folder()
            self.reader = _sqlite_engine(url, writes=False)
            self.writer = _sqlite_engine(url, writes=True)
        else:
            self.writer = sa.create_engine(
                url,
                hide_parameters=True,  # a fault that is logged must not repeat the row
                isolation_level="READ COMMITTED",
                pool_pre_ping=True,
                connect_args=_POSTGRESQL,
            )
            self.reader = self.writer.execution_options(postgresql_readonly=True)
        # On SQLite every reading transaction sees one moment anyway.
        one_moment = {} if self._is_sqlite else {"isolation_level": "REPEATABLE READ"}
        self._one_moment = self.reader.execution_options(**one_moment)
        self._resting: list[Any] = []

    def open_reading(self) -> Session:
        """A session that cannot write; the caller closes it."""
        return _Session(self.reader, expire_on_commit=False, autoflush=False)

    def open_writing(self) -> Session:
        """A session for one unit of work; the caller commits or rolls back, and closes it."""
        return _Session(self.writer, expire_on_commit=False)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        with self.open_reading() as session:
            yield session

    @contextmanager
    def reading_one_moment(self) -> Iterator[Session]:
        """Everything as it stood when it was first read, whatever others write meanwhile: for what must fit together
        over many statements.
        """
        with _Session(self._one_moment, expire_on_commit=False, autoflush=False) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A short transaction of its own: committed at the end, rolled back on any error."""
        with self.open_writing() as session, session.begin():
            yield session

    def lend_reader(self) -> Any:
        """A bare connection on which nothing is begun, for single rows (one_row.py); to be given back at once. SQLite's
        are kept apart from the pool, whose book-keeping costs more than such a row.
        """
        if self._is_sqlite and self._resting:
            with suppress(IndexError):  # another thread was faster
                return self._resting.pop()
        pooled = self.reader.raw_connection()
        if not self._is_sqlite:
            return pooled
        bare = pooled.dbapi_connection
        pooled.detach()
        return bare

    def give_back_reader(self, lent: Any, *, is_broken: bool = False) -> None:
        """For the next one who asks; a broken one is replaced."""
        if is_broken:
            lent.close() if self._is_sqlite else lent.invalidate()
        elif self._is_sqlite:
            self._resting.append(lent)
        else:
            lent.close()

    def dispose(self) -> None:
        while self._resting:
            self._resting.pop().close()
        self.reader.dispose()
        self.writer.dispose()

    def _prepare_folder(self) -> None:
        path = make_url(self.url).database
        if path and path != ":memory:":
            Path(path).parent.mkdir(parents=True, exist_ok=True)


def _sqlite_engine(url: str, *, writes: bool) -> sa.Engine:
    engine = sa.create_engine(url, hide_parameters=True, connect_args={"check_same_thread": False})

    event.listen(engine, "connect", lambda connection, _record: _configure(connection, writes=writes))

    @event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        raw = cast(sqlite3.Connection, connection.connection.dbapi_connection)
        if not writes:
            raw.execute("BEGIN")
            return
        writers_queue.begin(
            raw,
            engine.url.database,
            usual_wait_ms=_BUSY_TIMEOUT_MS,
            last_try=lambda: connection.exec_driver_sql("BEGIN IMMEDIATE"),
        )

    return engine


def _configure(connection: Any, *, writes: bool) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={_BUSY_TIMEOUT_MS}")
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    # FULL: a confirmed citizen must not lose the booking in a power cut.
    cursor.execute("PRAGMA synchronous=FULL")
    # KiB for each connection, of which a worker holds many; the operating system keeps the file in memory for all.
    cursor.execute("PRAGMA cache_size=-256")
    # What is deleted is overwritten: a destroyed data key must not be found in a free page.
    cursor.execute("PRAGMA secure_delete=ON")
    if not writes:
        cursor.execute("PRAGMA query_only=ON")
    cursor.close()
