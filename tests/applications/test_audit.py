"""The log is verified by one who does not trust the database."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.applications import cases
from citizen.applications.audit import Audit, verify_events
from citizen.applications.models import Application
from citizen.db import sealing
from citizen.db.event_hash import event_hash
from citizen.db.sealing import seal
from tests.applications.builders import a_draft, a_sent_application, somebody
from tests.applications.office import OFFICER, REFUSAL, bring_to_review, the_case

pytestmark = pytest.mark.database


@pytest.fixture
def log(session: Session) -> Application:
    """An application with a log of eight events, beside others."""
    a_draft(session, somebody(session, "other"))
    application = a_sent_application(session, somebody(session))
    bring_to_review(session, the_case(application))
    cases.decide(session, case=the_case(application), by=OFFICER, decision=REFUSAL)
    return application


def forge(session: Session, statement: str, **values: object) -> None:
    """Change the database behind everybody's back."""
    session.execute(sa.text(statement), values)


def problems(session: Session) -> list[tuple[int, str]]:
    return [(one.position, one.problem) for one in verify_events(session).breaks]


def test_logs_that_nobody_touched_are_whole(session: Session, log: Application) -> None:
    audit = verify_events(session)
    assert audit == Audit(applications=2, events=9, erased_details=0, breaks=[])
    session.refresh(log)
    assert log.event_count == 8


CHANGES = {
    "another actor": "UPDATE application_event SET actor = 'staff:else' WHERE act = 'review'",
    "another moment": "UPDATE application_event SET at = '2020-01-01 00:00:00' WHERE act = 'review'",
    "another act": "UPDATE application_event SET act = 'close' WHERE act = 'review'",
    "another way": "UPDATE application_event SET to_status = 'approved' WHERE act = 'review'",
    "another case": "UPDATE application_event SET case_id = NULL WHERE act = 'review'",
}


@pytest.mark.parametrize("statement", CHANGES.values(), ids=CHANGES)
def test_a_changed_event_is_found(session: Session, log: Application, statement: str) -> None:
    forge(session, statement)
    assert problems(session) == [(7, "changed")]


def test_a_removed_event_is_found(session: Session, log: Application) -> None:
    forge(session, "DELETE FROM application_event WHERE act = 'accept'")
    assert problems(session) == [(6, "gap")]


def test_a_removed_event_with_the_gap_closed_is_found(session: Session, log: Application) -> None:
    forge(session, "DELETE FROM application_event WHERE act = 'accept'")
    for position in (7, 8):
        forge(session, "UPDATE application_event SET position = position - 1 WHERE position = :p", p=position)
    assert problems(session) == [(6, "changed")]


def test_swapped_events_are_found(session: Session, log: Application) -> None:
    for old, new in ((6, 99), (7, 6), (99, 7)):
        forge(session, "UPDATE application_event SET position = :new WHERE position = :old", new=new, old=old)
    assert problems(session) == [(6, "changed")]


@pytest.mark.parametrize("kept", [7, 3, 0])
def test_a_cut_off_end_is_found(session: Session, log: Application, kept: int) -> None:
    mine = "application_id = (SELECT id FROM application WHERE reference = :reference)"
    statement = f"DELETE FROM application_event WHERE position > :kept AND {mine}"
    forge(session, statement, kept=kept, reference=log.reference)
    assert problems(session) == [(kept + 1, "cut_off")]


def test_a_cut_off_end_with_the_count_changed_is_found(session: Session, log: Application) -> None:
    forge(session, "DELETE FROM application_event WHERE position = 8")
    forge(session, "UPDATE application SET event_count = 7 WHERE reference = :reference", reference=log.reference)
    assert problems(session) == [(7, "added")]


def test_an_added_event_is_found(session: Session, log: Application) -> None:
    columns = "application_id, case_id, act, actor, relation, visit_id, at, from_status, to_status"
    forge(
        session,
        f"INSERT INTO application_event (id, position, hash, {columns}) SELECT :id, 9, hash, {columns}"
        " FROM application_event WHERE position = 8",
        id="0" * 32,
    )
    assert problems(session) == [(9, "changed")]


def test_a_changed_detail_is_found(session: Session, log: Application) -> None:
    forge(
        session,
        "UPDATE application_event SET detail = :detail WHERE act = 'refuse'",
        detail=seal('{"outcome": "refuse", "reason": "another reason"}'),
    )
    assert problems(session) == [(8, "detail_changed")]


def test_a_detail_that_cannot_be_opened_is_found(session: Session, log: Application) -> None:
    forge(session, "UPDATE application_event SET detail = 'nonsense' WHERE act = 'refuse'")
    assert problems(session) == [(8, "detail_changed")]


def test_an_erased_detail_is_counted_and_breaks_nothing(session: Session, log: Application) -> None:
    before = verify_events(session).erased_details
    forge(session, "UPDATE application_event SET detail = NULL WHERE act = 'refuse'")
    audit = verify_events(session)
    assert audit.breaks == []
    assert audit.erased_details == before + 1


def test_a_break_in_one_log_does_not_hide_one_in_another(session: Session, log: Application) -> None:
    forge(session, "UPDATE application_event SET actor = 'nobody'")
    assert [one.problem for one in verify_events(session).breaks] == ["changed", "changed"]


def test_without_the_key_no_hash_can_be_made(session: Session, log: Application, keyless: Callable[[], str]) -> None:
    assert keyless() != log_head(session, log)


def log_head(session: Session, log: Application) -> str:
    session.refresh(log)
    return log.event_head


@pytest.fixture
def keyless(session: Session, log: Application, monkeypatch: pytest.MonkeyPatch) -> Callable[[], str]:
    """The hash of the last event as somebody would make it who has the database only."""
    row = session.execute(sa.text("SELECT * FROM application_event WHERE position = 8")).mappings().one()
    previous = session.execute(sa.text("SELECT hash FROM application_event WHERE position = 7")).scalar_one()

    def make() -> str:
        monkeypatch.setattr(sealing, "_hash_key", b"guessed")
        return event_hash(str(previous), row)

    return make
