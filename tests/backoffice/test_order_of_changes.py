"""Whoever follows the cursor gets every change, in order, while others go on writing."""

from __future__ import annotations

import threading

import pytest
import sqlalchemy as sa

from citizen.applications import messages
from citizen.backoffice import case_lists
from citizen.backoffice.changes import number_changes
from citizen.backoffice.models import CaseChange, CasePlace
from citizen.backoffice.tokens import Bearer
from citizen.db.session import Database
from tests.applications.builders import a_complete_draft, a_sent_application, send, somebody

pytestmark = pytest.mark.database

READER = Bearer("TEST", "tongzhou", frozenset(), frozenset())


def seen_after(database: Database, after: int) -> list[tuple[int, str]]:
    with database.reading() as session:
        found, _more = case_lists.list_changes(session, by=READER, after=after, at_most=3)
    return [(one.sequence, one.number) for one in found]


def test_nothing_is_skipped_or_doubled_while_others_write(database: Database) -> None:
    sent: list[str] = []
    done = threading.Event()

    def write(name: str) -> None:
        for place in range(4):
            with database.writing() as session:
                who = somebody(session, f"{name} {place}")
                application = a_sent_application(session, who)
                sent.append(f"{application.reference}-1")
                messages.write_message(session, who=who, application=application, body="您好")

    writers = [threading.Thread(target=write, args=(f"writer {n}",)) for n in range(3)]
    seen: list[tuple[int, str]] = []

    def follow() -> None:
        while True:
            is_last_round = done.is_set()
            page = seen_after(database, seen[-1][0] if seen else 0)
            seen.extend(page)
            if is_last_round and not page:
                return

    reader = threading.Thread(target=follow)
    for thread in (*writers, reader):
        thread.start()
    for thread in writers:
        thread.join(timeout=90)
    done.set()
    reader.join(timeout=30)
    assert [sequence for sequence, _number in seen] == list(range(1, 25))
    assert sorted({number for _sequence, number in seen}) == sorted(sent)


def test_a_number_is_not_seen_before_all_smaller_ones(database: Database) -> None:
    """The one who took a number first commits first: the other waits for it."""
    with database.writing() as session:
        visitors = somebody(session, "one"), somebody(session, "two")
    finished: list[str] = []

    def second() -> None:
        with database.writing() as session:
            a_sent_application(session, visitors[1])
        finished.append("second")

    with database.open_writing() as slow:
        application = a_complete_draft(slow, visitors[0])
        send(slow, visitors[0], application)
        number_changes(slow)
        thread = threading.Thread(target=second)
        thread.start()
        thread.join(timeout=0.5)
        assert finished == []
        assert seen_after(database, 0) == []
        slow.commit()
    thread.join(timeout=30)
    assert [sequence for sequence, _number in seen_after(database, 0)] == [1, 2]
    assert seen_after(database, 0)[0][1] == f"{application.reference}-1"


def test_what_is_rolled_back_leaves_no_gap(database: Database) -> None:
    with database.open_writing() as session:
        a_sent_application(session, somebody(session))
        number_changes(session)
        session.rollback()
    with database.writing() as session:
        a_sent_application(session, somebody(session))
    assert [sequence for sequence, _number in seen_after(database, 0)] == [1]


def test_a_draft_is_in_no_order(database: Database) -> None:
    with database.writing() as session:
        a_complete_draft(session, somebody(session))
    with database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(CasePlace)) == 0
        assert session.scalar(sa.select(sa.func.count()).select_from(CaseChange)) == 0


def test_a_page_of_cases_is_found_by_its_index(database: Database) -> None:
    with database.reading() as session:
        explained = sa.select(CasePlace).where(CasePlace.district == "tongzhou", CasePlace.sequence > 5)
        if session.get_bind().dialect.name != "sqlite":
            pytest.skip("the planner of an empty table says nothing")
        plan = session.execute(
            sa.text(f"EXPLAIN QUERY PLAN {explained.compile(compile_kwargs={'literal_binds': True})}")
        )
        assert "USING INDEX" in " ".join(str(row) for row in plan)
