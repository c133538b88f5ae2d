from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.applications import asking, cases, corrections, service
from citizen.applications.case_state import find_open_correction, way_of
from citizen.applications.lifecycle import Act, Status
from citizen.applications.models import Application, Case, Correction
from citizen.applications.office_acts import Asked
from citizen.applications.sent_models import CorrectionEnd
from citizen.applications.service import ChangedMeanwhile, GivenAnswer
from citizen.core.errors import NotFound, RuleBroken
from citizen.proxies.authority import Who
from tests.applications.builders import CONTACT, a_complete_draft, somebody
from tests.applications.office import OFFICER, REFUSAL, ask

pytestmark = pytest.mark.database

NOON = datetime(2026, 11, 2, 4, 0, tzinfo=UTC)
BORN = date(1991, 5, 1)


def asked(session: Session, case: Case, what: Asked | None = None) -> Correction:
    ask(session, case, what)
    return corrections.get_correction(session, case=case)


def answer(
    session: Session, case: Case, correction: Correction, fact: str = "birth_date", value: object = BORN
) -> None:
    given = GivenAnswer(fact, value, corrections.buffer_mark(correction))  # type: ignore[arg-type]
    corrections.save_answer(session, application=case.application, correction=correction, given=given)


def send(session: Session, who: Who, case: Case, correction: Correction) -> None:
    seen = corrections.buffer_mark(correction)
    corrections.send_correction(session, who=who, case=case, correction=correction, seen=seen)


def test_an_answer_stands_aside_until_it_is_sent(session: Session, who: Who, sent: Application, case: Case) -> None:
    correction = asked(session, case)
    answer(session, case, correction)
    assert asking.answers_of(sent).facts["birth_date"] == date(1990, 5, 1)
    assert corrections.answers_so_far(sent, correction).facts["birth_date"] == BORN
    send(session, who, case, correction)
    assert asking.answers_of(sent).facts["birth_date"] == BORN
    assert correction.ended_as is CorrectionEnd.ANSWERED
    assert correction.buffer == {}
    assert find_open_correction(session, case=case) is None


def test_the_log_keeps_what_was_said_before_and_after(
    session: Session, who: Who, sent: Application, case: Case
) -> None:
    correction = asked(session, case)
    answer(session, case, correction)
    send(session, who, case, correction)
    event = service.list_events(session, application=sent)[-1]
    assert event.act is Act.ANSWER_CORRECTION
    assert event.detail is not None
    assert event.detail["facts"] == {"birth_date": {"before": "1990-05-01", "after": "1991-05-01"}}
    raw = session.connection().execute(sa.text("SELECT detail FROM application_event ORDER BY position DESC")).scalar()
    assert "1991" not in str(raw)


def test_half_an_answer_is_not_sent(session: Session, who: Who, sent: Application, case: Case) -> None:
    correction = asked(session, case, Asked(facts=["birth_date", "severe"], contact=True))
    answer(session, case, correction)
    with pytest.raises(RuleBroken):
        send(session, who, case, correction)
    missing = corrections.missing_in(session, application=sent, correction=correction)
    assert (missing.facts, missing.contact) == (("severe",), True)
    assert asking.answers_of(sent).facts["birth_date"] == date(1990, 5, 1)


def test_the_same_answer_again_is_an_answer(session: Session, who: Who, sent: Application, case: Case) -> None:
    correction = asked(session, case)
    answer(session, case, correction, value=date(1990, 5, 1))
    send(session, who, case, correction)
    assert asking.answers_of(sent).facts["birth_date"] == date(1990, 5, 1)


def test_not_sure_is_an_answer_too(session: Session, who: Who, sent: Application, case: Case) -> None:
    correction = asked(session, case, Asked(facts=["severe"]))
    answer(session, case, correction, "severe", None)
    send(session, who, case, correction)
    assert "severe" in asking.answers_of(sent).unsure


def test_contact_details_are_corrected(session: Session, who: Who, sent: Application, case: Case) -> None:
    correction = asked(session, case, Asked(contact=True))
    changed = {**CONTACT, "phone": "13700009999"}
    seen = corrections.buffer_mark(correction)
    corrections.save_contact(session, correction=correction, contact=changed, seen=seen)
    assert sent.contact == CONTACT
    send(session, who, case, correction)
    assert sent.contact == changed


def test_what_was_not_asked_stays_closed(session: Session, case: Case) -> None:
    correction = asked(session, case)
    with pytest.raises(NotFound):
        answer(session, case, correction, "severe", True)
    with pytest.raises(NotFound):
        corrections.save_contact(session, correction=correction, contact=CONTACT, seen="")


def test_two_windows_do_not_overwrite_each_other(session: Session, case: Case) -> None:
    correction = asked(session, case)
    seen = corrections.buffer_mark(correction)
    answer(session, case, correction)
    late = GivenAnswer("birth_date", date(1992, 1, 1), seen)
    with pytest.raises(ChangedMeanwhile):
        corrections.save_answer(session, application=case.application, correction=correction, given=late)


def test_only_what_was_shown_is_sent(session: Session, who: Who, case: Case) -> None:
    correction = asked(session, case)
    answer(session, case, correction)
    with pytest.raises(ChangedMeanwhile):
        corrections.send_correction(session, who=who, case=case, correction=correction, seen="another")


def test_sending_twice_is_once(session: Session, who: Who, sent: Application, case: Case) -> None:
    correction = asked(session, case)
    answer(session, case, correction)
    send(session, who, case, correction)
    send(session, who, case, correction)
    acts = [one.act for one in service.list_events(session, application=sent)]
    assert acts.count(Act.ANSWER_CORRECTION) == 1


def test_a_late_answer_is_taken_while_nothing_is_decided(session: Session, who: Who, case: Case, at) -> None:
    with at(NOON):
        ask(session, case, until=date(2026, 11, 5))
    correction = corrections.get_correction(session, case=case)
    with at(NOON + timedelta(days=30)):
        assert corrections.is_late(correction)
        answer(session, case, correction)
        send(session, who, case, correction)
    assert correction.ended_as is CorrectionEnd.ANSWERED
    pause = way_of(session, case=case).pauses[0]
    assert (pause.since, pause.until) == (date(2026, 11, 2), date(2026, 12, 2))


def test_after_a_decision_there_is_nothing_to_answer(session: Session, case: Case) -> None:
    asked(session, case)
    cases.decide(session, case=case, by=OFFICER, decision=REFUSAL)
    assert case.status is Status.REFUSED
    with pytest.raises(NotFound):
        corrections.get_correction(session, case=case)


def test_papers_are_open_only_for_what_was_asked(session: Session, who: Who, sent: Application, case: Case) -> None:
    draft = a_complete_draft(session, somebody(session, "two"))
    assert corrections.open_for_papers(session, application=draft).takes("anything")
    assert not corrections.open_for_papers(session, application=sent)
    asked(session, case, Asked(papers=["identity"]))
    opened = corrections.open_for_papers(session, application=sent)
    assert opened.takes("identity")
    assert not opened.takes("bank_card")


def test_nothing_of_an_answer_stands_open_in_the_database(session: Session, case: Case) -> None:
    correction = asked(session, case)
    answer(session, case, correction)
    row = session.connection().execute(sa.text("SELECT reason, buffer FROM application_correction")).one()
    assert "出生" not in row.reason
    assert "1991" not in row.buffer
