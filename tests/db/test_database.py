"""The promises of citizen.db on both engines."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError

from citizen.db import sealing
from citizen.db.session import Database
from citizen.people.models import Visit

NOON = datetime(2026, 3, 7, 4, 0, tzinfo=UTC)


def a_visit(**values: object) -> Visit:
    return Visit(**{"key_hash": "k" * 64, "created_at": NOON, "last_seen_at": NOON, **values})


def test_a_reading_session_cannot_write(database: Database) -> None:
    with database.reading() as session, pytest.raises(DBAPIError, match=r"(?i)read-?only"):
        session.execute(sa.insert(Visit).values(id=sa.null(), key_hash="x", on_kiosk=False))


def test_after_a_reading_session_the_same_connection_writes_again(database: Database) -> None:
    with database.reading() as session:
        session.scalar(sa.select(sa.func.count()).select_from(Visit))
    with database.writing() as session:
        session.add(a_visit())
    with database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Visit)) == 1


def test_a_database_that_goes_while_a_session_is_closed_takes_nothing_back(
    database: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """What was read is whole. The connection that went is given up, and the next one works."""
    dialect = database.reader.dialect

    def go(_connection: object) -> None:
        monkeypatch.undo()
        raise dialect.loaded_dbapi.OperationalError("terminating connection")

    with database.writing() as session:
        session.add(a_visit())
    with database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Visit)) == 1
        monkeypatch.setattr(dialect, "do_rollback", go)
    assert "the database went while a session was closed" in caplog.text
    with database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Visit)) == 1


def test_a_failed_unit_of_work_leaves_nothing(database: Database) -> None:
    def break_off() -> None:
        with database.writing() as session:
            session.add(a_visit())
            session.flush()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        break_off()
    with database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Visit)) == 0


def test_times_come_back_aware_and_equal(database: Database) -> None:
    with database.writing() as session:
        session.add(a_visit())
    with database.reading() as session:
        assert session.scalars(sa.select(Visit)).one().created_at == NOON


def test_naive_times_are_refused(session) -> None:
    session.add(a_visit(created_at=datetime(2026, 1, 1)))  # noqa: DTZ001
    with pytest.raises(StatementError, match="naive"):
        session.flush()


def test_unique_keys_are_enforced(session) -> None:
    session.add_all([a_visit(), a_visit()])
    with pytest.raises(IntegrityError):
        session.flush()


def test_a_sealed_value_is_not_readable_in_the_database(database: Database) -> None:
    with database.writing() as session:
        session.add(a_visit(subject_name="古丽娜·𠮷"))
    with database.reading() as session:
        raw = session.execute(sa.text("SELECT subject_name FROM visit")).scalar_one()
        assert "古丽娜" not in raw
        assert session.scalars(sa.select(Visit)).one().subject_name == "古丽娜·𠮷"


def test_old_keys_still_read_and_new_keys_write() -> None:
    old, new = (sealing.Fernet.generate_key().decode() for _ in range(2))
    before = sealing._keys, sealing._hash_key
    try:
        sealing.use_keys([old], hash_key="h")
        token = sealing.seal("低保")
        sealing.use_keys([new, old], hash_key="h")
        assert sealing.unseal(token) == "低保"
        assert sealing.Fernet(new).decrypt(sealing.seal("新").encode()).decode() == "新"
    finally:
        sealing._keys, sealing._hash_key = before


def test_isolation_is_pinned(database_url: str) -> None:
    database = Database(database_url)  # as the product opens it; the tests' own does not wait for the disk
    with contextlib.ExitStack() as at_the_end, database.open_writing() as session:
        at_the_end.callback(database.dispose)
        if session.get_bind().dialect.name == "sqlite":
            assert session.execute(sa.text("PRAGMA foreign_keys")).scalar() == 1
            assert session.execute(sa.text("PRAGMA synchronous")).scalar() == 2
            assert session.execute(sa.text("PRAGMA journal_mode")).scalar() == "wal"
        else:
            assert session.execute(sa.text("SHOW transaction_isolation")).scalar() == "read committed"


@pytest.mark.once
def test_what_is_deleted_is_overwritten_in_the_file(tmp_path: Path) -> None:
    """A destroyed data key must not be found in a free page, whatever SQLite was built to do by itself."""
    database = Database(f"sqlite:///{tmp_path / 'own.db'}")
    for engine in (database.writer, database.reader):
        sa.event.listen(engine, "connect", lambda raw, _: raw.execute("PRAGMA secure_delete=OFF"), insert=True)
        with engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA secure_delete").scalar_one() == 1
    database.dispose()
