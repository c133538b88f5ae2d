"""Coming to act for somebody: choosing, asking, the person's own turn, guardians, papers, invitations."""

from __future__ import annotations

from a11y_tests.states.register import state
from tests.proxies import test_consent as turns
from tests.proxies import test_mandate_flows as flows
from tests.support.people import act_for, app_of, make_mandate, make_person, signed_in
from tests.support.visitor import Visitor


@state()
def for_whom_by_name(visitor: Visitor) -> None:
    helper = signed_in(visitor, name="李娜")
    with app_of(visitor).extensions["database"].writing() as session:
        person = make_person(session, name="王秀英")
        make_mandate(session, helper, person)
    visitor.client.own_words.add("王秀英")
    act_for(visitor, person)
    visitor.open("/for-whom")


@state()
def mandate_without_signing_in(visitor: Visitor) -> None:
    visitor.open("/for-whom/ask")


@state()
def mandate_ask_how(visitor: Visitor) -> None:
    signed_in(visitor)
    visitor.open("/for-whom/ask")


@state(status=422)
def mandate_ask_here_with_an_error(visitor: Visitor) -> None:
    signed_in(visitor)
    visitor.open("/for-whom/ask/here")
    visitor.press("继续")


@state()
def mandate_hand_over(visitor: Visitor) -> None:
    turns.ask(visitor)


@state()
def consent_turn(visitor: Visitor) -> None:
    turns.ask(visitor)
    visitor.follow("我是王秀英，开始")


@state()
def consent_account(visitor: Visitor) -> None:
    consent_turn(visitor)
    visitor.press("我有账户")


@state(key=True)
def consent_question(visitor: Visitor) -> None:
    turns.ask(visitor)
    turns.begin_turn(visitor)


@state(status=422)
def consent_part_with_an_error(visitor: Visitor) -> None:
    consent_question(visitor)
    turns.reply(visitor, "只同意一部分")
    visitor.press("这是我的回答")


@state()
def consent_yes(visitor: Visitor) -> None:
    consent_question(visitor)
    turns.reply(visitor, "同意")


@state()
def consent_no(visitor: Visitor) -> None:
    consent_question(visitor)
    turns.reply(visitor, "不同意")


@state()
def consent_thinking(visitor: Visitor) -> None:
    consent_question(visitor)
    turns.reply(visitor, "我想先问问别人")


@state(status=404)
def consent_over(visitor: Visitor) -> None:
    signed_in(visitor)
    visitor.open("/consent/question")


@state()
def consent_told_yes(visitor: Visitor) -> None:
    consent_yes(visitor)
    visitor.press("我看完了，交还设备")


@state()
def consent_told_no(visitor: Visitor) -> None:
    consent_no(visitor)
    visitor.press("我看完了，交还设备")


@state()
def consent_told_later(visitor: Visitor) -> None:
    consent_thinking(visitor)
    visitor.press("我看完了，交还设备")


@state(status=422)
def mandate_invitation_with_an_error(visitor: Visitor) -> None:
    signed_in(visitor)
    visitor.open("/for-whom/invitation")
    visitor.fill("邀请码", "ABCD2345")
    visitor.press("继续")


@state()
def mandate_paper(visitor: Visitor) -> None:
    signed_in(visitor)
    visitor.open("/for-whom/ask/paper")


@state()
def mandate_paper_form(visitor: Visitor) -> None:
    signed_in(visitor)
    visitor.open("/for-whom/ask/paper/form")


@state(status=422)
def mandate_child_with_an_error(visitor: Visitor) -> None:
    signed_in(visitor)
    visitor.open("/for-whom/child")
    visitor.press("继续")


@state()
def mandate_child_notice(visitor: Visitor) -> None:
    signed_in(visitor)
    flows.name_child(visitor, (flows.clock.today().year - 8, 1, 1))


@state()
def mandate_ward_wishes(visitor: Visitor) -> None:
    signed_in(visitor)
    flows.name_child(visitor, (1990, 1, 1), name="大明")


@state()
def mandate_guardian_document(visitor: Visitor) -> None:
    signed_in(visitor)
    flows.name_child(visitor, (flows.clock.today().year - 15, 1, 1))


@state()
def mandate_begun_as_guardian(visitor: Visitor) -> None:
    mandate_guardian_document(visitor)
    flows.bring_no_paper(visitor)


@state()
def mandate_begun_by_office(visitor: Visitor) -> None:
    mandate_ward_wishes(visitor)
    flows.tell_wishes(visitor, "不愿意")
    flows.bring_no_paper(visitor)
