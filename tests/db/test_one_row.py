"""A row read without a unit of work says what a session would say, sees what the session changed, and cannot write."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any, NamedTuple

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.core import clock
from citizen.db.one_row import OneRow
from citizen.db.session import Database
from citizen.eligibility.models import EligibilityCheck
from citizen.people import service as people
from citizen.people.models import Visit
from citizen.proxies.authority import Relation

pytestmark = pytest.mark.database


class Named(NamedTuple):
    id: uuid.UUID
    subject_name: str | None


NAMED = OneRow(Named, sa.select(Visit.id, Visit.subject_name).where(Visit.id == sa.bindparam("visit")))


class Check(NamedTuple):
    visit_id: uuid.UUID
    relation: Relation
    subject_name: str | None
    answers: Any
    revision: int
    on: dt.date
    saved_as: str | None
    created_at: dt.datetime


CHECK = OneRow(
    Check,
    sa.select(*(getattr(EligibilityCheck, name) for name in Check._fields)).where(
        EligibilityCheck.key == sa.bindparam("key")
    ),
)


def a_check(session: Session) -> EligibilityCheck:
    visit = people.start_visit(session, key=uuid.uuid4().hex, on_kiosk=False)
    now = clock.now()
    answers: dict[str, Any] = {"facts": {"severe": True, "village": "王家村"}, "unsure": ["grade"]}
    check = EligibilityCheck(
        key=uuid.uuid4().hex[:16], visit_id=visit.id, relation=Relation.GUARDIAN, subject_name="小明",
        answers=answers, revision=0, on=clock.today(), created_at=now, updated_at=now,
    )  # fmt: skip
    session.add(check)
    session.flush()
    return check


def test_every_kind_of_value_comes_out_as_the_session_gives_it(session: Session) -> None:
    check = a_check(session)
    found = CHECK.find(session, key=check.key)
    assert found is not None
    session.refresh(check)
    assert found == tuple(getattr(check, name) for name in Check._fields)
    assert [type(value) for value in found] == [type(getattr(check, name)) for name in Check._fields]


def test_what_the_session_changed_and_did_not_send_is_seen(session: Session) -> None:
    check = a_check(session)
    check.saved_as = "C22222222"
    found = CHECK.find(session, key=check.key)
    assert found is not None
    assert found.saved_as == "C22222222"


def test_a_database_says_what_is_committed(database: Database) -> None:
    with database.writing() as session:
        visit = people.start_visit(session, key=uuid.uuid4().hex, on_kiosk=False)
        visit.subject_name = "小明"
        session.flush()
        assert NAMED.find(database, visit=visit.id) is None
    assert NAMED.find(database, visit=visit.id) == Named(visit.id, "小明")
    assert NAMED.find(database, visit=uuid.uuid4()) is None


def test_a_connection_that_is_lent_comes_back(database: Database) -> None:
    for _ in range(40):  # more than a pool holds
        NAMED.find(database, visit=uuid.uuid4())
    with database.writing() as session:  # nothing is still being read
        session.execute(sa.update(Visit).values(device=None))


def test_a_connection_that_broke_is_replaced(database: Database) -> None:
    """As after a restart of the server: one question is asked again, nobody sees a fault."""
    lent = database.lend_reader()
    getattr(lent, "dbapi_connection", lent).close()
    database.give_back_reader(lent)
    assert NAMED.find(database, visit=uuid.uuid4()) is None


def test_a_database_that_is_not_there_is_said_as_always(database: Database) -> None:
    nothing = OneRow(Named, sa.select(sa.column("id"), sa.column("name")).select_from(sa.table("no_such_table")))
    with pytest.raises(sa.exc.DBAPIError):
        nothing.find(database)
    with database.reading() as session, pytest.raises(sa.exc.DBAPIError):
        nothing.find(session)


@pytest.mark.once  # on PostgreSQL these are the connections of the pool
def test_a_connection_for_rows_cannot_write_and_sees_what_was_committed_since(database: Database) -> None:
    lent = database.lend_reader()
    with pytest.raises(database.reader.dialect.loaded_dbapi.Error):
        lent.execute("UPDATE visit SET device = NULL")
    assert not lent.in_transaction
    database.give_back_reader(lent)
    with database.writing() as session:
        visit_id = people.start_visit(session, key=uuid.uuid4().hex, on_kiosk=False).id
    assert database.lend_reader() is lent
    database.give_back_reader(lent)
    assert NAMED.find(database, visit=visit_id) is not None


def test_nothing_is_left_open(database: Database) -> None:
    """Before a process parts into workers: none may speak over another one's connection."""
    lent = database.lend_reader()
    database.give_back_reader(lent)
    database.dispose()
    again = database.lend_reader()
    assert again is not lent
    database.give_back_reader(again)
