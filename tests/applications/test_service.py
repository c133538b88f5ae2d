from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.applications import asking, choosing, service, submission
from citizen.applications.lifecycle import Act, NotPossibleNow, PapersPlan, Part, Phase, Status
from citizen.applications.models import Application, ApplicationEvent
from citizen.applications.origins import Known
from citizen.applications.service import ChangedMeanwhile, GivenAnswer
from citizen.core.errors import NotFound, RuleBroken
from citizen.core.references import grouped
from citizen.db.session import Database
from citizen.eligibility.answers import Answers
from citizen.people import service as people
from citizen.proxies.authority import Relation, Who
from tests.applications.builders import (
    CONTACT,
    FROM_CHECK,
    KNOWN,
    PROGRAMME,
    a_complete_draft,
    a_draft,
    a_sent_application,
    say,
    send,
    somebody,
)

pytestmark = pytest.mark.database
NOON = datetime(2026, 3, 7, 4, 0, tzinfo=UTC)


def events(session: Session, application: Application) -> list[tuple[Act, str | None, str]]:
    found = service.list_events(session, application=application)
    return [(one.act, one.from_status, one.to_status) for one in found]


# -- starting --------------------------------------------------------------------------------------------------


def test_a_draft_takes_along_what_the_check_knows_and_the_programme_asks(session: Session) -> None:
    draft = a_draft(session, somebody(session))
    answers = asking.answers_of(draft)
    assert answers.facts == {name: value for name, value in KNOWN.facts.items() if name != "owns_motor_wheelchair"}
    assert [case.district for case in draft.cases] == ["tongzhou"]
    assert asking.first_unanswered(draft) is None
    assert all(asking.origin_of(draft, fact) == FROM_CHECK for fact in answers)
    assert not draft.answers_confirmed


def test_not_sure_is_taken_along_too(session: Session) -> None:
    draft = a_draft(session, somebody(session), known=KNOWN.saying("severe", None))
    assert "severe" in asking.answers_of(draft).unsure
    assert asking.first_unanswered(draft) is None


def test_without_a_check_the_district_is_asked_first_and_then_what_its_conditions_need(session: Session) -> None:
    who = somebody(session)
    draft = a_draft(session, who, known=Answers())
    assert asking.asked_facts(draft) == ("person_district",)
    say(session, who, draft, "person_district", "tongzhou")
    assert asking.asked_facts(draft) == ("person_district", "birth_date", "employment_status", "severe")
    assert [case.district for case in draft.cases] == ["tongzhou"]


def test_pressing_start_twice_makes_one_draft(session: Session) -> None:
    who = somebody(session)
    assert a_draft(session, who) is a_draft(session, who)


def test_the_same_programme_for_another_child_is_another_draft(session: Session) -> None:
    one = somebody(session, relation=Relation.GUARDIAN, name="小红")
    other = Who(one.visit_id, type(one.subject)(Relation.GUARDIAN, "小明"))
    assert a_draft(session, one).reference != a_draft(session, other).reference


@pytest.mark.parametrize("programme", ["no-such-programme", "accident-insurance"])
def test_what_cannot_be_applied_for_starts_nothing(session: Session, programme: str) -> None:
    with pytest.raises(NotFound):
        choosing.start_draft(session, who=somebody(session), programme_ids=[programme], known=Known())


def test_without_a_visit_nothing_starts(session: Session) -> None:
    with pytest.raises(NotFound):
        choosing.start_draft(session, who=Who(), programme_ids=[PROGRAMME], known=Known())


# -- answering -------------------------------------------------------------------------------------------------


def test_a_changed_answer_is_the_persons_own_and_must_be_confirmed_again(session: Session) -> None:
    who = somebody(session)
    draft = a_complete_draft(session, who)
    say(session, who, draft, "severe", None)
    assert asking.origin_of(draft, "severe") is None
    assert asking.origin_of(draft, "birth_date") == FROM_CHECK
    assert asking.missing_parts(draft) == [Part.ANSWERS]


def test_a_question_that_is_not_asked_cannot_be_answered(session: Session) -> None:
    who = somebody(session)
    with pytest.raises(NotFound):
        say(session, who, a_draft(session, who), "owns_motor_wheelchair", True)


def test_answers_of_a_district_left_behind_are_not_kept(session: Session) -> None:
    who = somebody(session)
    draft = a_draft(session, who)
    say(session, who, draft, "person_district", "xicheng")
    service.confirm_answers(session, who=who, application=draft)
    assert set(asking.answers_of(draft)) == {"person_district"}


def test_without_an_answer_there_is_nothing_to_confirm(session: Session) -> None:
    who = somebody(session)
    with pytest.raises(RuleBroken, match="answers_missing"):
        service.confirm_answers(session, who=who, application=a_draft(session, who, known=Answers()))


@pytest.mark.parametrize("district", [None, "fenghua", "other"])
def test_without_a_district_that_runs_the_programme_nobody_would_receive_it(
    session: Session, district: str | None
) -> None:
    who = somebody(session)
    draft = a_draft(session, who, known=Answers())
    say(session, who, draft, "person_district", district)
    with pytest.raises(RuleBroken, match="no_district"):
        service.confirm_answers(session, who=who, application=draft)


# -- two windows -----------------------------------------------------------------------------------------------


def test_a_part_changed_in_another_window_is_never_overwritten(session: Session) -> None:
    who = somebody(session)
    draft = a_draft(session, who)
    old_mark, old_contact = asking.answer_mark(draft, "severe"), asking.mark_of(draft.contact)
    say(session, who, draft, "severe", False)
    service.save_contact(session, who=who, application=draft, contact=CONTACT, seen=old_contact)
    with pytest.raises(ChangedMeanwhile):
        service.save_answer(session, who=who, application=draft, given=GivenAnswer("severe", None, old_mark))
    with pytest.raises(ChangedMeanwhile):
        service.save_contact(session, who=who, application=draft, contact={**CONTACT, "name": "别人"}, seen=old_contact)
    assert asking.answers_of(draft).facts["severe"] is False
    assert draft.contact == CONTACT


def test_two_windows_on_different_parts_are_no_conflict(session: Session) -> None:
    who = somebody(session)
    draft = a_draft(session, who)
    contact = asking.mark_of(draft.contact)
    say(session, who, draft, "severe", False)
    service.save_contact(session, who=who, application=draft, contact=CONTACT, seen=contact)
    assert draft.contact == CONTACT


def test_the_same_form_sent_twice_is_no_conflict(session: Session) -> None:
    who = somebody(session)
    draft = a_draft(session, who)
    mark = asking.mark_of(draft.contact)
    for _ in range(2):
        service.save_contact(session, who=who, application=draft, contact=CONTACT, seen=mark)
    assert [act for act, *_ in events(session, draft)].count(Act.GIVE_CONTACT) == 1


def test_two_requests_at_once_cannot_both_change_the_row(database: Database) -> None:
    with database.writing() as session:
        who = somebody(session)
        reference = a_draft(session, who).reference
    with database.open_reading() as reading:
        stale = service.get_application(reading, who=who, reference=reference)
        reading.expunge(stale)
    with database.writing() as session:
        draft = service.get_application(session, who=who, reference=reference)
        service.plan_papers(session, who=who, application=draft, plan=PapersPlan.BRING)
    with database.open_writing() as session:
        session.add(stale)
        with pytest.raises(ChangedMeanwhile):
            service.plan_papers(session, who=who, application=stale, plan=PapersPlan.COMPLETE)
        session.rollback()


# -- sending ---------------------------------------------------------------------------------------------------


def test_sending_twice_is_sending_once(session: Session, at) -> None:
    who = somebody(session)
    draft = a_complete_draft(session, who)
    with at(NOON):
        send(session, who, draft)
    with at(NOON + timedelta(hours=1)):
        send(session, who, draft)
        submission.submit_application(session, who=who, application=draft, seen="anything")
    assert (draft.phase, draft.submitted_at) == (Phase.SENT, NOON)
    assert [case.status for case in draft.cases] == [Status.SUBMITTED]
    assert events(session, draft).count((Act.SUBMIT, "draft", "submitted")) == 1


def test_two_requests_that_send_at_once_write_one_receipt(database: Database) -> None:
    with database.writing() as session:
        who = somebody(session)
        reference = a_complete_draft(session, who).reference
    with database.open_reading() as reading:
        late = service.get_application(reading, who=who, reference=reference)
        reading.expunge(late)
    with database.writing() as session:
        send(session, who, service.get_application(session, who=who, reference=reference))
    with database.writing() as session:
        session.add(late)
        assert late.phase is Phase.DRAFT
        send(session, who, late)
        assert late.phase is Phase.SENT
        assert [act for act, *_ in events(session, late)].count(Act.SUBMIT) == 1


def test_answers_that_were_not_shown_are_not_sent(session: Session) -> None:
    who = somebody(session)
    draft = a_complete_draft(session, who)
    shown = asking.contents_mark(draft)
    service.plan_papers(session, who=who, application=draft, plan=PapersPlan.COMPLETE)
    with pytest.raises(ChangedMeanwhile):
        submission.submit_application(session, who=who, application=draft, seen=shown)
    assert draft.phase is Phase.DRAFT


def test_a_part_that_is_missing_stops_the_sending(session: Session) -> None:
    who = somebody(session)
    draft = a_draft(session, who)
    assert asking.missing_parts(draft) == [Part.ANSWERS, Part.CONTACT, Part.PAPERS]
    with pytest.raises(RuleBroken, match="parts_missing"):
        send(session, who, draft)


def test_what_was_sent_cannot_be_edited(session: Session) -> None:
    who = somebody(session)
    sent = a_sent_application(session, who)
    with pytest.raises(NotPossibleNow):
        say(session, who, sent, "severe", False)
    with pytest.raises(NotPossibleNow):
        service.save_contact(session, who=who, application=sent, contact={}, seen=asking.mark_of(CONTACT))
    with pytest.raises(NotPossibleNow):
        service.plan_papers(session, who=who, application=sent, plan=PapersPlan.OPEN)


# -- taking back -----------------------------------------------------------------------------------------------


def test_what_was_sent_can_be_taken_back_and_stays_readable(session: Session) -> None:
    who = somebody(session)
    sent = a_sent_application(session, who)
    for _ in range(2):
        service.withdraw_application(session, who=who, application=sent)
    assert sent.phase is Phase.WITHDRAWN
    assert [case.status for case in sent.cases] == [Status.WITHDRAWN]
    assert sent.contact == CONTACT
    assert events(session, sent)[-1] == (Act.WITHDRAW, "submitted", "withdrawn")
    assert [act for act, *_ in events(session, sent)].count(Act.WITHDRAW) == 1


def test_a_draft_that_is_given_up_leaves_nothing_behind(session: Session) -> None:
    who = somebody(session)
    draft = a_complete_draft(session, who)
    service.withdraw_application(session, who=who, application=draft)
    assert (draft.phase, draft.answers, draft.contact) == (Phase.WITHDRAWN, {}, {})
    with pytest.raises(NotPossibleNow):
        send(session, who, draft)


def test_after_the_decision_it_is_too_late(session: Session) -> None:
    who = somebody(session)
    sent = a_sent_application(session, who)
    sent.cases[0].status = Status.APPROVED
    session.flush()
    with pytest.raises(NotPossibleNow):
        service.withdraw_application(session, who=who, application=sent)


# -- who -------------------------------------------------------------------------------------------------------


def test_events_say_who_did_it_for_whom_and_when(session: Session, at) -> None:
    who = somebody(session, relation=Relation.GUARDIAN, name="小红")
    with at(NOON):
        sent = a_sent_application(session, who)
    found = service.list_events(session, application=sent)
    assert [one.act for one in found] == [
        Act.START, Act.ANSWER, Act.GIVE_CONTACT, Act.PLAN_PAPERS, Act.SUBMIT,
    ]  # fmt: skip
    assert [one.position for one in found] == [1, 2, 3, 4, 5]
    assert {(one.actor, one.relation, one.visit_id, one.at) for one in found} == {
        ("helper", Relation.GUARDIAN, who.visit_id, NOON)
    }
    assert "小红" not in str([vars(one) for one in found])


def test_the_database_holds_no_plain_text_of_a_person(session: Session) -> None:
    who = somebody(session, relation=Relation.GUARDIAN, name="小红")
    draft = a_sent_application(session, who)
    row = str(session.connection().execute(sa.text("SELECT * FROM application")).mappings().one())
    for secret in ("小红", "王小明", "13800001234", "1990", "unemployed", draft.access_code):
        assert secret not in row
    assert draft.reference in row


def test_other_peoples_applications_do_not_exist(session: Session) -> None:
    draft = a_draft(session, somebody(session))
    for stranger in (somebody(session, "two"), Who()):
        with pytest.raises(NotFound):
            service.get_application(session, who=stranger, reference=draft.reference)
        assert service.list_applications(session, who=stranger) == []
    with pytest.raises(NotFound):
        service.get_application(session, who=somebody(session, "three"), reference="../etc")


def test_reference_and_access_code_open_it_for_another_visit(session: Session) -> None:
    draft = a_draft(session, somebody(session))
    found = service.find_by_code(
        session, reference=f" {grouped(draft.reference).lower()} ", code=grouped(draft.access_code).lower()
    )
    assert found is draft
    stranger = somebody(session, "two")
    people.grant_access(session, visit_id=stranger.visit_id or uuid.uuid4(), reference=draft.reference)
    assert service.get_application(session, who=stranger, reference=draft.reference) is draft
    assert service.list_applications(session, who=stranger) == [draft]


def test_a_code_opens_only_its_own_application(session: Session) -> None:
    who = somebody(session)
    one, other = a_draft(session, who), a_draft(session, Who(who.visit_id, type(who.subject)(Relation.GUARDIAN)))
    assert service.find_by_code(session, reference=one.reference, code=other.access_code) is None
    assert service.find_by_code(session, reference="A22222222", code=one.access_code) is None
    assert service.find_by_code(session, reference="", code="") is None


@pytest.mark.parametrize("name", ["𠮷野家𠮷", "㛃", "阿卜杜拉·买买提", "👩🏽‍🦽小红", "欧" * 30, "é" * 50])
def test_rare_characters_in_names_come_back_as_they_were(session: Session, name: str) -> None:
    who = somebody(session, relation=Relation.GUARDIAN, name=name)
    draft = a_draft(session, who)
    service.save_contact(
        session, who=who, application=draft, contact={**CONTACT, "name": name}, seen=asking.mark_of({})
    )
    session.expire_all()
    assert draft.contact["name"] == name
    assert draft.subject_name == name


def test_events_are_numbered_once(session: Session) -> None:
    draft = a_draft(session, somebody(session))
    (first,) = service.list_events(session, application=draft)
    copy = {name: getattr(first, name) for name in ("application_id", "position", "act", "actor", "relation", "at")}
    session.add(ApplicationEvent(**copy, to_status="draft"))
    with pytest.raises(sa.exc.IntegrityError):
        session.flush()
