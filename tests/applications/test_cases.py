from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.applications import cases, service
from citizen.applications.case_state import CaseChanged, find_open_correction, standing_of, way_of
from citizen.applications.lifecycle import MOVES, Act, NotPossibleNow, Status
from citizen.applications.models import Application, Case
from citizen.applications.office_acts import Asked, Decision, Officer, Per
from citizen.applications.sent_models import CorrectionEnd
from citizen.core.errors import NotFound, RuleBroken
from citizen.db.session import Database
from citizen.notices.service import list_notices
from tests.applications.builders import a_complete_draft, a_draft, a_sent_application, send, somebody
from tests.applications.office import (
    APPROVAL,
    ELSEWHERE,
    OFFICER,
    REASON,
    REFUSAL,
    ask,
    bring_to_review,
    the_case,
)

pytestmark = pytest.mark.database

NOON = datetime(2026, 11, 2, 4, 0, tzinfo=UTC)


@pytest.fixture
def sent(session: Session) -> Application:
    return a_sent_application(session, somebody(session))


def told(session: Session, application: Application) -> list[str]:
    return [one.kind for one in list_notices(session, about=application.reference)]


# -- finding ---------------------------------------------------------------------------------------------------


def test_a_case_is_found_by_its_number_however_it_is_written(session: Session, sent: Application) -> None:
    spaced = f"{sent.reference[:3]} {sent.reference[3:6].lower()} {sent.reference[6:]}-1"
    assert cases.get_case(session, by=OFFICER, number=spaced).application_id == sent.id


@pytest.mark.parametrize("number", ["", "-", "A-1", "{}", "{}-0", "{}-2", "{}-x", "{}-²", "{}-99999999999999999999"])
def test_another_number_finds_nothing(session: Session, sent: Application, number: str) -> None:
    with pytest.raises(NotFound):
        cases.get_case(session, by=OFFICER, number=number.format(sent.reference))


def test_an_office_of_another_district_finds_nothing(session: Session, sent: Application) -> None:
    assert cases.list_cases(session, by=ELSEWHERE) == []
    with pytest.raises(NotFound):
        cases.get_case(session, by=ELSEWHERE, number=f"{sent.reference}-1")


def test_a_draft_is_nobodys_but_the_persons(session: Session) -> None:
    draft = a_complete_draft(session, somebody(session))
    assert cases.list_cases(session, by=OFFICER) == []
    with pytest.raises(NotFound):
        cases.open_case(session, case=the_case(draft), by=OFFICER)


def test_cases_are_listed_by_status_and_programme(session: Session, case: Case) -> None:
    other = the_case(a_sent_application(session, somebody(session, "two")))
    cases.advance_case(session, case=other, act=Act.ACCEPT, by=OFFICER)
    assert cases.list_cases(session, by=OFFICER, statuses=[Status.SUBMITTED]) == [case]
    assert cases.list_cases(session, by=OFFICER, statuses=[Status.ACCEPTED]) == [other]
    assert cases.list_cases(session, by=OFFICER, programme="nothing") == []
    assert len(cases.list_cases(session, by=OFFICER, at_most=1)) == 1


# -- moving ----------------------------------------------------------------------------------------------------


def test_a_case_goes_all_the_way(session: Session, sent: Application, case: Case, at) -> None:
    acts = [Act.ACCEPT, Act.REVIEW, Act.SEND_TO_CIVIL_AFFAIRS, Act.PUBLICISE]
    for number, act in enumerate(acts, start=1):
        with at(NOON + timedelta(days=number)):
            cases.advance_case(session, case=case, act=act, by=OFFICER)
    cases.decide(session, case=case, by=OFFICER, decision=APPROVAL)
    for act in (Act.PAY, Act.CLOSE):
        cases.advance_case(session, case=case, act=act, by=OFFICER)
    assert case.status is Status.CLOSED
    events = service.list_events(session, application=sent)
    assert [one.act for one in events][-7:] == [*acts, Act.APPROVE, Act.PAY, Act.CLOSE]
    assert {one.actor for one in events[-7:]} == {"staff:test"}
    assert "case_publicised" in told(session, sent)
    assert "case_decided" in told(session, sent)


@pytest.mark.parametrize("act", sorted(set(Act) - MOVES))
def test_only_moves_move(session: Session, case: Case, act: Act) -> None:
    with pytest.raises(NotPossibleNow):
        cases.advance_case(session, case=case, act=act, by=OFFICER)


def test_a_case_cannot_be_moved_out_of_turn(session: Session, case: Case) -> None:
    with pytest.raises(NotPossibleNow):
        cases.advance_case(session, case=case, act=Act.PAY, by=OFFICER)
    assert case.status is Status.SUBMITTED


def test_another_district_cannot_move_it(session: Session, case: Case) -> None:
    with pytest.raises(NotFound):
        cases.advance_case(session, case=case, act=Act.ACCEPT, by=ELSEWHERE)


def test_who_decided_upon_an_older_version_is_told_so(session: Session, case: Case) -> None:
    seen = case.version
    cases.advance_case(session, case=case, act=Act.ACCEPT, by=OFFICER, seen=seen)
    with pytest.raises(CaseChanged):
        cases.advance_case(session, case=case, act=Act.REVIEW, by=OFFICER, seen=seen)
    assert case.status is Status.ACCEPTED


def test_of_two_officers_at_once_one_wins(database: Database) -> None:
    with database.writing() as session:
        reference = a_sent_application(session, somebody(session)).reference
    number = f"{reference}-1"
    with database.reading() as one:
        seen = cases.get_case(one, by=OFFICER, number=number).version
    outcomes = []
    for officer in (OFFICER, Officer("staff:second", "tongzhou")):
        try:
            with database.writing() as session:
                found = cases.get_case(session, by=officer, number=number)
                cases.decide(session, case=found, by=officer, decision=REFUSAL, seen=seen)
            outcomes.append("won")
        except (CaseChanged, NotPossibleNow):
            outcomes.append("lost")
    assert outcomes == ["won", "lost"]
    with database.reading() as session:
        found = cases.get_case(session, by=OFFICER, number=number)
        acts = [one.act for one in service.list_events(session, application=found.application)]
    assert acts.count(Act.REFUSE) == 1


def test_opening_is_recorded_once(session: Session, sent: Application, case: Case, at) -> None:
    with at(NOON):
        cases.open_case(session, case=case, by=OFFICER)
    cases.open_case(session, case=case, by=OFFICER)
    assert case.opened_at == NOON
    assert [one.act for one in service.list_events(session, application=sent)].count(Act.OPEN) == 1


# -- deciding --------------------------------------------------------------------------------------------------


def test_a_decision_keeps_what_was_decided(session: Session, case: Case, at) -> None:
    bring_to_review(session, case)
    given = Decision(
        Act.APPROVE, amount=Decimal("100"), per=Per.MONTH, valid_from=date(2026, 12, 1), valid_until=date(2027, 11, 30)
    )
    with at(NOON):
        cases.decide(session, case=case, by=OFFICER, decision=given)
    assert case.decision == {
        "outcome": "approve",
        "amount": "100.00",
        "per": "month",
        "valid_from": "2026-12-01",
        "valid_until": "2027-11-30",
    }
    assert case.decided_at == NOON
    stored = session.connection().execute(sa.text("SELECT decision FROM application_case")).scalar_one()
    assert "100.00" not in stored


@pytest.mark.parametrize(
    ("decision", "code"),
    [
        (Decision(Act.REFUSE), "text_missing"),
        (Decision(Act.REFUSE, reason=" \n "), "text_missing"),
        (Decision(Act.REFUSE, reason="长" * 2001), "text_too_long"),
        (Decision(Act.REFUSE, reason=REASON, amount=Decimal(1)), "amount_impossible"),
        (Decision(Act.APPROVE, amount=Decimal(0)), "amount_impossible"),
        (Decision(Act.APPROVE, valid_from=date(2027, 1, 1), valid_until=date(2026, 1, 1)), "ends_before_it_starts"),
    ],
)
def test_a_decision_that_says_too_little_or_nonsense_is_refused(
    session: Session, case: Case, decision: Decision, code: str
) -> None:
    bring_to_review(session, case)
    with pytest.raises(RuleBroken) as found:
        cases.decide(session, case=case, by=OFFICER, decision=decision)
    assert found.value.code == code
    assert case.status is Status.FEDERATION_REVIEW


def test_nothing_else_is_a_decision(session: Session, case: Case) -> None:
    with pytest.raises(NotPossibleNow):
        cases.decide(session, case=case, by=OFFICER, decision=Decision(Act.CLOSE))


def test_a_notice_of_a_decision_never_says_which(session: Session, sent: Application, case: Case) -> None:
    cases.decide(session, case=case, by=OFFICER, decision=REFUSAL)
    newest = list_notices(session, about=sent.reference)[0]
    assert newest.kind == "case_decided"
    assert REFUSAL.reason not in newest.body
    assert "未批准" not in newest.body + newest.subject


# -- asking for corrections ------------------------------------------------------------------------------------


def test_asking_pauses_the_case(session: Session, sent: Application, case: Case, at) -> None:
    with at(NOON):
        ask(session, case, until=date(2026, 11, 20))
    correction = find_open_correction(session, case=case)
    assert correction is not None
    assert (correction.facts, correction.reason, correction.until) == (["birth_date"], REASON, date(2026, 11, 20))
    assert standing_of(session, case=case).correction_open
    assert case.status is Status.SUBMITTED
    assert way_of(session, case=case).pauses[0].since == date(2026, 11, 2)
    assert "correction_asked" in told(session, sent)


@pytest.mark.parametrize("act", [Act.ACCEPT, Act.REVIEW])
def test_the_office_waits_for_the_answer(session: Session, case: Case, act: Act) -> None:
    ask(session, case)
    with pytest.raises(NotPossibleNow):
        cases.advance_case(session, case=case, act=act, by=OFFICER)


def test_nobody_is_asked_twice_at_once(session: Session, case: Case) -> None:
    ask(session, case)
    with pytest.raises(NotPossibleNow):
        ask(session, case)


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (Asked(), "nothing_asked"),
        (Asked(facts=["nonsense"]), "unknown_fact"),
        (Asked(facts=["household_dibao"]), "unknown_fact"),
        (Asked(papers=["nonsense"]), "unknown_paper"),
    ],
)
def test_only_what_the_application_has_is_asked(session: Session, case: Case, asked: Asked, code: str) -> None:
    with pytest.raises(RuleBroken) as found:
        ask(session, case, asked)
    assert found.value.code == code


def test_a_deadline_gone_by_is_none(session: Session, case: Case, at) -> None:
    with at(NOON), pytest.raises(RuleBroken) as found:
        ask(session, case, until=date(2026, 11, 1))
    assert found.value.code == "deadline_passed"


def test_what_is_no_longer_needed_lets_the_case_go_on(session: Session, case: Case) -> None:
    ask(session, case)
    cases.cancel_correction(session, case=case, by=OFFICER)
    assert find_open_correction(session, case=case) is None
    cases.advance_case(session, case=case, act=Act.ACCEPT, by=OFFICER)


def test_nobody_is_refused_while_they_still_have_time(session: Session, case: Case, at) -> None:
    with at(NOON):
        ask(session, case, until=date(2026, 11, 20))
    with at(datetime(2026, 11, 20, 4, 0, tzinfo=UTC)), pytest.raises(NotPossibleNow):
        cases.decide(session, case=case, by=OFFICER, decision=REFUSAL)
    correction = find_open_correction(session, case=case)
    assert correction is not None
    with at(datetime(2026, 11, 21, 4, 0, tzinfo=UTC)):
        cases.decide(session, case=case, by=OFFICER, decision=REFUSAL)
    assert correction.ended_as is CorrectionEnd.DECIDED


def test_who_is_asked_cannot_be_approved_meanwhile(session: Session, case: Case) -> None:
    bring_to_review(session, case)
    ask(session, case)
    with pytest.raises(NotPossibleNow):
        cases.decide(session, case=case, by=OFFICER, decision=APPROVAL)


# -- the rest --------------------------------------------------------------------------------------------------


def test_a_withdrawn_case_is_out_of_reach(session: Session) -> None:
    who = somebody(session)
    draft = a_draft(session, who)
    service.withdraw_application(session, who=who, application=draft)
    assert cases.list_cases(session, by=OFFICER) == []


def test_a_programme_gone_from_the_catalogue_is_still_told_about(session: Session, sent: Application) -> None:
    found = the_case(sent)
    found.programme_id = "gone-from-the-catalogue"
    session.flush()
    cases.advance_case(session, case=found, act=Act.ACCEPT, by=OFFICER)
    assert told(session, sent)[0] == "case_moved"


def test_helper_and_person_are_both_told(session: Session) -> None:
    who = somebody(session)
    draft = a_complete_draft(session, who)
    contact = {"helper_name": "李红", "helper_phone": "13900005678", "name": "王小明", "told": "self"}
    draft.contact = contact
    session.flush()
    send(session, who, draft)
    cases.advance_case(session, case=the_case(draft), act=Act.ACCEPT, by=OFFICER)
    rows = session.execute(sa.text("SELECT channel FROM notice WHERE kind = 'case_moved'")).scalars().all()
    assert sorted(rows) == ["screen", "sms"]
