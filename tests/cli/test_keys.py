"""Changing the keys of the data: afterwards everything is read with the new key alone; meanwhile nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from cryptography.fernet import Fernet
from flask import Flask

from citizen.applications.models import Application
from citizen.applications.paper_store import PaperStore
from citizen.config import Settings
from citizen.db import rotation, sealing
from citizen.db.session import Database
from citizen.people.models import Visit
from tests.applications.builders import CONTACT, a_draft, a_sent_application, somebody

pytestmark = pytest.mark.database

OLD, NEW = (Fernet.generate_key().decode() for _ in range(2))


@pytest.fixture(autouse=True)
def old_key(settings: Settings, app: Flask) -> Iterator[None]:
    """The site has run with the old key so far."""
    use(OLD)
    yield
    sealing.use_keys(settings.data_keys, hash_key=settings.secret_key)


def use(*keys: str) -> None:
    sealing.use_keys(keys, hash_key="h" * 40)


def run(app: Flask, *args: str) -> str:
    result = app.test_cli_runner().invoke(args=["keys", *args])
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture
def rows(database: Database, papers_folder) -> str:
    """A sent application, one from before data keys, a visit with a name, and a paper."""
    with database.writing() as session:
        who = somebody(session)
        a_sent_application(session, who)
        legacy = a_draft(session, who)
        session.flush()
        session.execute(
            sa.text("UPDATE application SET answers = :a WHERE reference = :r"),
            {"a": sealing.seal('{"facts": {"severe": true}}'), "r": legacy.reference},
        )
        session.execute(sa.update(Visit).values(subject_name="王秀英"))
    for name in list(papers_folder.glob("*")):
        name.unlink()
    return PaperStore(papers_folder).put(b"a paper")


def everything_is_read(database: Database, papers_folder, paper: str) -> None:
    with database.reading() as session:
        applications = session.scalars(sa.select(Application).order_by(Application.created_at)).all()
        assert {"severe": True} in [one.answers["facts"] for one in applications]
        assert CONTACT in [dict(one.contact) for one in applications]
        assert all(one.access_code for one in applications)
        assert set(session.scalars(sa.select(Visit.subject_name))) == {"王秀英"}
    assert PaperStore(papers_folder).get(paper) == b"a paper"


def test_after_rotating_the_old_key_can_go(app: Flask, database: Database, papers_folder, rows: str) -> None:
    use(NEW, OLD)
    assert "needed: run `keys rotate`" in run(app, "status")
    assert "2 data keys" in run(app, "rotate", "--batch", "1")
    assert "key 2: 0 values, 0 papers (can be removed from DATA_KEYS)" in run(app, "status")
    use(NEW)
    everything_is_read(database, papers_folder, rows)


def test_rotating_again_changes_nothing(app: Flask, database: Database, rows: str) -> None:
    use(NEW, OLD)
    run(app, "rotate")
    assert run(app, "rotate") == "0 data keys, 0 values and 0 papers sealed anew\n"


def test_without_rotating_the_old_key_is_missed(app: Flask, rows: str) -> None:
    use(NEW)
    result = app.test_cli_runner().invoke(args=["keys", "status"])
    assert result.exit_code == 1
    assert "cannot be read" in result.output
    before = app.test_cli_runner().invoke(args=["keys", "rotate"])
    assert before.exit_code == 1
    use(OLD)
    assert "key 1" in run(app, "status")


def test_a_run_that_died_is_finished_by_the_next(
    app: Flask, database: Database, papers_folder, rows: str, monkeypatch
) -> None:
    use(NEW, OLD)
    swaps = iter(range(2))
    swap = rotation._swap

    def dying(*args: object) -> bool:
        next(swaps)
        return swap(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(rotation, "_swap", dying)
    with pytest.raises(StopIteration):
        rotation.rotate(database, batch=1)
    monkeypatch.undo()
    run(app, "rotate")
    use(NEW)
    everything_is_read(database, papers_folder, rows)


def test_what_is_written_meanwhile_wins(app: Flask, database: Database, rows: str, monkeypatch) -> None:
    """Between reading a value and writing it anew, its owner changes it."""
    use(NEW, OLD)
    swap = rotation._swap

    def after_a_change(session, table, row, fresh) -> bool:
        if table.name == "visit":
            session.execute(sa.update(Visit).values(subject_name="王小红"))
        return swap(session, table, row, fresh)

    monkeypatch.setattr(rotation, "_swap", after_a_change)
    rotation.rotate(database, batch=50)
    use(NEW)
    with database.reading() as session:
        assert set(session.scalars(sa.select(Visit.subject_name))) == {"王小红"}
