"""SQLite has one writer at a time. Whoever waits to write is served in the order of coming, by whatever process."""

from __future__ import annotations

import multiprocessing
import time
from multiprocessing.synchronize import Event
from pathlib import Path

import pytest
import sqlalchemy as sa

from citizen.db import writers_queue
from citizen.db.session import Database

pytestmark = pytest.mark.once

_WAITERS = 5
_BETWEEN = 0.15  # long against the first waits of SQLite's own handler, which grow and so let latecomers pass


def _write(url: str, name: str, go: Event) -> None:
    go.wait(60)
    database = Database(url)
    with database.writer.begin() as connection:
        connection.execute(sa.text("INSERT INTO written VALUES (:name)"), {"name": name})
    database.dispose()


def _order_of(url: str) -> list[str]:
    """Somebody writes; others come one after the other and wait; then the first is done. Who is served when?"""
    context = multiprocessing.get_context("fork")
    signals = [context.Event() for _ in range(_WAITERS)]
    # They begin to be before anything is open here: what SQLite knows of its locks must not be copied.
    waiters = [context.Process(target=_write, args=(url, str(n), go)) for n, go in enumerate(signals)]
    for one in waiters:
        one.start()
    database = Database(url)
    with database.writer.begin() as connection:
        connection.execute(sa.text("CREATE TABLE written (name TEXT)"))
    with database.writer.begin() as connection:
        connection.execute(sa.text("INSERT INTO written VALUES ('the first')"))
        for go in signals:
            go.set()
            time.sleep(_BETWEEN)
    for one in waiters:
        one.join(60)
    with database.reader.begin() as connection:
        found = list(connection.scalars(sa.text("SELECT name FROM written ORDER BY rowid")))
    database.dispose()
    return found[1:]


def test_who_came_first_writes_first(tmp_path: Path) -> None:
    assert _order_of(f"sqlite:///{tmp_path / 'queue.db'}") == [str(number) for number in range(_WAITERS)]


def test_a_writer_that_never_ends_is_waited_for_only_so_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writers_queue, "PATIENCE", 0.05)
    database, other = (Database(f"sqlite:///{tmp_path / 'queue.db'}") for _ in range(2))
    with (
        database.writer.begin(),
        pytest.raises(sa.exc.OperationalError, match="locked"),
        other.writer.begin(),
    ):
        pytest.fail("two wrote at once")
    with other.writer.begin() as connection:
        connection.execute(sa.text("CREATE TABLE written (name TEXT)"))


def test_a_database_in_memory_needs_no_queue() -> None:
    with Database("sqlite://").writer.begin() as connection:
        connection.execute(sa.text("CREATE TABLE written (name TEXT)"))


def test_where_nothing_can_be_laid_down_beside_the_database_writing_goes_on(tmp_path: Path) -> None:
    (tmp_path / "queue.db-queue").mkdir()
    database = Database(f"sqlite:///{tmp_path / 'queue.db'}")
    with database.writer.begin() as connection:
        connection.execute(sa.text("CREATE TABLE written (name TEXT)"))
