"""Withdrawing, writing, objecting, applying again."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.applications import asking, cases, messages, objections, renewal, service, withdrawal
from citizen.applications.case_state import standing_of
from citizen.applications.lifecycle import Act, NotPossibleNow, PapersPlan, Phase, Status
from citizen.applications.models import Application, Case
from citizen.applications.office_acts import Decision
from citizen.core.errors import NotFound, RuleBroken
from citizen.notices.service import list_notices
from citizen.proxies.authority import Relation, Subject, Who
from tests.applications.builders import CONTACT, PROGRAMME, a_draft, a_sent_application, say, send, somebody
from tests.applications.office import APPROVAL, OFFICER, REFUSAL, ask, bring_to_review, the_case

pytestmark = pytest.mark.database

OTHER = "assistive-device-subsidy"


def for_two(session: Session, who: Who) -> Application:
    """An application for two programmes, sent; what is not known is answered with "not sure"."""
    draft = a_draft(session, who, PROGRAMME, OTHER)
    while (fact := asking.first_unanswered(draft)) is not None:
        say(session, who, draft, fact, None)
    service.confirm_answers(session, who=who, application=draft)
    service.save_contact(session, who=who, application=draft, contact=CONTACT, seen=asking.mark_of(draft.contact))
    service.plan_papers(session, who=who, application=draft, plan=PapersPlan.BRING)
    send(session, who, draft)
    return draft


def acts(session: Session, application: Application) -> list[Act]:
    return [one.act for one in service.list_events(session, application=application)]


# -- withdrawing -----------------------------------------------------------------------------------------------


def test_what_nobody_opened_is_taken_back_in_full(session: Session, who: Who, sent: Application) -> None:
    messages.write_message(session, who=who, application=sent, body="什么时候有结果？")
    assert withdrawal.withdraw_cases(session, who=who, application=sent, positions={1})
    assert (sent.phase, sent.answers, sent.contact) == (Phase.WITHDRAWN, {}, {})
    assert messages.list_messages(session, application=sent) == []
    assert sent.submitted_at is not None


def test_what_was_opened_stays_as_a_record(session: Session, who: Who, sent: Application, case: Case) -> None:
    cases.open_case(session, case=case, by=OFFICER)
    assert not withdrawal.withdraw_cases(session, who=who, application=sent, positions={1})
    assert sent.phase is Phase.WITHDRAWN
    assert sent.answers


def test_one_of_two_is_taken_back_and_the_other_goes_on(session: Session, who: Who) -> None:
    both = for_two(session, who)
    assert not withdrawal.withdraw_cases(session, who=who, application=both, positions={2})
    assert both.phase is Phase.SENT
    assert both.answers
    cases.advance_case(session, case=the_case(both, 1), act=Act.ACCEPT, by=OFFICER)
    with pytest.raises(NotPossibleNow):
        cases.advance_case(session, case=the_case(both, 2), act=Act.ACCEPT, by=OFFICER)


def test_the_last_one_taken_back_unopened_erases_all(session: Session, who: Who) -> None:
    both = for_two(session, who)
    withdrawal.withdraw_cases(session, who=who, application=both, positions={2})
    assert withdrawal.withdraw_cases(session, who=who, application=both, positions={1})
    assert both.answers == {}


def test_withdrawing_twice_is_once(session: Session, who: Who, sent: Application) -> None:
    withdrawal.withdraw_cases(session, who=who, application=sent, positions={1})
    withdrawal.withdraw_cases(session, who=who, application=sent, positions={1})
    assert acts(session, sent).count(Act.WITHDRAW) == 1


def test_what_is_decided_cannot_be_taken_back(session: Session, who: Who, sent: Application, case: Case) -> None:
    cases.decide(session, case=case, by=OFFICER, decision=REFUSAL)
    assert withdrawal.cases_to_withdraw(session, application=sent) == []
    with pytest.raises(NotPossibleNow):
        withdrawal.withdraw_cases(session, who=who, application=sent, positions={1})


def test_withdrawing_ends_what_the_office_asked(session: Session, who: Who, sent: Application, case: Case) -> None:
    ask(session, case)
    withdrawal.withdraw_cases(session, who=who, application=sent, positions={1})
    assert not standing_of(session, case=case).correction_open


def test_nothing_chosen_is_nothing_withdrawn(session: Session, who: Who, sent: Application) -> None:
    with pytest.raises(RuleBroken):
        withdrawal.withdraw_cases(session, who=who, application=sent, positions=set())


# -- messages --------------------------------------------------------------------------------------------------


def test_a_thread_holds_both_sides_in_order(session: Session, who: Who, sent: Application, case: Case) -> None:
    messages.write_message(session, who=who, application=sent, body="什么时候有结果？")
    cases.send_message(session, case=case, by=OFFICER, body="下周。")
    messages.write_message(session, who=who, application=sent, body="谢谢。")
    thread = messages.list_messages(session, application=sent)
    assert [(one.from_office, one.body) for one in thread] == [
        (False, "什么时候有结果？"),
        (True, "下周。"),
        (False, "谢谢。"),
    ]
    assert [one.position for one in thread] == [1, 2, 3]
    assert acts(session, sent)[-3:] == [Act.WRITE, Act.REPLY, Act.WRITE]


def test_a_message_is_new_until_the_person_says_so(session: Session, who: Who, sent: Application, case: Case) -> None:
    cases.send_message(session, case=case, by=OFFICER, body="请来一趟。")
    assert messages.count_unread(session, application=sent) == 1
    assert list_notices(session, about=sent.reference)[0].kind == "office_wrote"
    messages.mark_read(session, application=sent, by_office=False)
    assert messages.count_unread(session, application=sent) == 0


def test_answering_means_having_read(session: Session, who: Who, sent: Application, case: Case) -> None:
    cases.send_message(session, case=case, by=OFFICER, body="请来一趟。")
    messages.write_message(session, who=who, application=sent, body="好的。")
    assert messages.count_unread(session, application=sent) == 0


def test_an_office_that_reads_says_so_of_the_persons_messages_only(
    session: Session, who: Who, sent: Application, case: Case
) -> None:
    messages.write_message(session, who=who, application=sent, body="您好。")
    cases.send_message(session, case=case, by=OFFICER, body="您好。请讲。")
    messages.mark_read(session, application=sent, by_office=True)
    assert [one.read_at is not None for one in messages.list_messages(session, application=sent)] == [True, False]


def test_a_stuck_button_writes_once(session: Session, who: Who, sent: Application) -> None:
    for _press in range(3):
        messages.write_message(session, who=who, application=sent, body="您好。")
    assert len(messages.list_messages(session, application=sent)) == 1


def test_messages_have_limits(session: Session, who: Who, sent: Application) -> None:
    for body, code in (("", "text_missing"), (" \n", "text_missing"), ("长" * 1001, "text_too_long")):
        with pytest.raises(RuleBroken) as found:
            messages.write_message(session, who=who, application=sent, body=body)
        assert found.value.code == code
    for number in range(messages.MOST_UNREAD):
        messages.write_message(session, who=who, application=sent, body=f"第{number}条")
    with pytest.raises(RuleBroken) as found:
        messages.write_message(session, who=who, application=sent, body="再一条")
    assert found.value.code == "too_many_unread"


def test_there_is_nobody_to_write_to_before_sending_and_after_withdrawing(
    session: Session, who: Who, sent: Application
) -> None:
    with pytest.raises(NotPossibleNow):
        messages.write_message(session, who=who, application=a_draft(session, who), body="您好。")
    withdrawal.withdraw_cases(session, who=who, application=sent, positions={1})
    assert not messages.may_write(sent)


def test_messages_are_sealed(session: Session, who: Who, sent: Application) -> None:
    messages.write_message(session, who=who, application=sent, body="我叫王小明")
    assert "王小明" not in session.connection().execute(sa.text("SELECT body FROM application_message")).scalar_one()


# -- objecting -------------------------------------------------------------------------------------------------


def refused(session: Session, case: Case) -> Case:
    cases.decide(session, case=case, by=OFFICER, decision=REFUSAL)
    return case


def test_an_objection_reopens_the_case(session: Session, who: Who, case: Case) -> None:
    bring_to_review(session, case)
    refused(session, case)
    objection = objections.send_objection(session, who=who, case=case, body="年龄写错了。")
    cases.answer_objection(session, case=case, by=OFFICER, answer="您说得对。", reopen=True)
    assert (case.status, case.decision, case.decided_at) == (Status.FEDERATION_REVIEW, None, None)
    assert (objection.reopened, objection.answer) == (True, "您说得对。")
    cases.decide(session, case=case, by=OFFICER, decision=APPROVAL)
    assert case.status is Status.APPROVED


def test_an_objection_may_leave_the_decision(session: Session, who: Who, sent: Application, case: Case) -> None:
    refused(session, case)
    objections.send_objection(session, who=who, case=case, body="我不同意。")
    cases.answer_objection(session, case=case, by=OFFICER, answer="规定如此。", reopen=False)
    assert case.status is Status.REFUSED
    kinds = {one.kind for one in list_notices(session, about=sent.reference)}
    assert {"objection_received", "objection_answered"} <= kinds


def test_objecting_twice_with_the_same_words_is_once(session: Session, who: Who, case: Case) -> None:
    refused(session, case)
    for _press in range(2):
        objections.send_objection(session, who=who, case=case, body="我不同意。")
    assert len(objections.list_objections(session, case=case)) == 1
    with pytest.raises(NotPossibleNow):
        objections.send_objection(session, who=who, case=case, body="还有一点。")


def test_there_is_nothing_to_object_to_before_a_decision(session: Session, who: Who, case: Case) -> None:
    with pytest.raises(NotPossibleNow):
        objections.send_objection(session, who=who, case=case, body="我不同意。")
    assert objections.last_day(case) is None


def test_an_objection_is_answered_once(session: Session, who: Who, case: Case) -> None:
    refused(session, case)
    with pytest.raises(NotPossibleNow):
        cases.answer_objection(session, case=case, by=OFFICER, answer="？", reopen=True)


# -- applying again --------------------------------------------------------------------------------------------


def approved(session: Session, case: Case) -> None:
    bring_to_review(session, case)
    cases.decide(session, case=case, by=OFFICER, decision=Decision(Act.APPROVE, amount=Decimal(100)))


def test_nothing_changed_means_nothing_is_asked(session: Session, who: Who, sent: Application, case: Case) -> None:
    approved(session, case)
    draft = renewal.renew_application(session, who=who, application=sent, changed=())
    assert draft.reference != sent.reference
    assert draft.renews_id == sent.id
    assert asking.answers_of(draft).facts == asking.answers_of(sent).facts
    assert draft.contact == sent.contact
    assert asking.Part.ANSWERS not in asking.missing_parts(draft)


def test_only_what_changed_is_asked(session: Session, who: Who, sent: Application, case: Case) -> None:
    approved(session, case)
    draft = renewal.renew_application(session, who=who, application=sent, changed={"employment_status"})
    assert asking.first_unanswered(draft) == "employment_status"
    assert set(asking.answers_of(sent)) - set(asking.answers_of(draft)) == {"employment_status"}
    assert asking.Part.ANSWERS in asking.missing_parts(draft)


def test_renewing_twice_finds_the_same_draft(session: Session, who: Who, sent: Application, case: Case) -> None:
    approved(session, case)
    first = renewal.renew_application(session, who=who, application=sent, changed=())
    assert renewal.renew_application(session, who=who, application=sent, changed=()) is first


def test_what_was_refused_is_not_renewed(session: Session, who: Who, sent: Application, case: Case) -> None:
    refused(session, case)
    with pytest.raises(NotFound):
        renewal.renew_application(session, who=who, application=sent, changed=())


def test_only_the_programme_that_was_approved_is_renewed(session: Session, who: Who) -> None:
    both = for_two(session, who)
    approved(session, the_case(both, 1))
    refused(session, the_case(both, 2))
    draft = renewal.renew_application(session, who=who, application=both, changed=())
    assert [one.programme_id for one in draft.cases] == [PROGRAMME]


def test_two_children_have_applications_of_their_own(session: Session) -> None:
    guardian = somebody(session, "guardian", relation=Relation.GUARDIAN, name="小红")
    brother = Who(visit_id=guardian.visit_id, subject=Subject(Relation.GUARDIAN, "小刚"))
    first, second = a_sent_application(session, guardian), a_sent_application(session, brother)
    cases.decide(session, case=the_case(first), by=OFFICER, decision=REFUSAL)
    assert the_case(second).status is Status.SUBMITTED
    assert (first.subject_name, second.subject_name) == ("小红", "小刚")
    withdrawal.withdraw_cases(session, who=brother, application=second, positions={1})
    assert first.answers


def test_the_day_a_decision_lasts_until_is_kept(session: Session, case: Case) -> None:
    given = Decision(Act.REFUSE, reason="材料不全。", valid_until=date(2027, 1, 1))
    cases.decide(session, case=case, by=OFFICER, decision=given)
    assert case.decision is not None
    assert case.decision["valid_until"] == "2027-01-01"
