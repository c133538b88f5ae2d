"""After sending: requests of the office, messages, objecting, applying again. The office acts through its services."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from a11y_tests.states.register import state
from citizen.applications import cases
from citizen.applications.lifecycle import Act
from citizen.applications.office_acts import Asked, Decision, Per
from tests.applications import steps
from tests.applications.office import OFFICER, REFUSAL, ask, at_the_office, bring_to_review
from tests.conftest import database_of
from tests.support.visitor import Visitor


def _sent(visitor: Visitor) -> str:
    return steps.apply(visitor)


def _status(visitor: Visitor, reference: str) -> None:
    visitor.open(f"/applications/{reference}/status")


def _asked(visitor: Visitor) -> str:
    reference = _sent(visitor)
    with at_the_office(database_of(visitor.client.application), reference) as (session, case):
        ask(session, case, Asked(facts=["birth_date"], contact=True), until=date(2099, 1, 1))
    return reference


def _refused(visitor: Visitor) -> str:
    reference = _sent(visitor)
    with at_the_office(database_of(visitor.client.application), reference) as (session, case):
        cases.decide(session, case=case, by=OFFICER, decision=REFUSAL)
    return reference


@state()
def sent_waits_for_the_person(visitor: Visitor) -> None:
    _status(visitor, _asked(visitor))


@state()
def sent_correct(visitor: Visitor) -> None:
    visitor.open(f"/applications/{_asked(visitor)}/cases/1/correct")


@state()
def sent_correct_answer(visitor: Visitor) -> None:
    visitor.open(f"/applications/{_asked(visitor)}/cases/1/correct/birth_date")


@state()
def sent_correct_contact(visitor: Visitor) -> None:
    visitor.open(f"/applications/{_asked(visitor)}/cases/1/correct-contact")


@state()
def sent_messages(visitor: Visitor) -> None:
    reference = _sent(visitor)
    visitor.open(f"/applications/{reference}/messages")
    visitor.fill("给受理单位的消息", "什么时候有结果？")
    visitor.press("发送消息")
    with at_the_office(database_of(visitor.client.application), reference) as (session, case):
        cases.send_message(session, case=case, by=OFFICER, body="下周。请等电话。")
    visitor.open(f"/applications/{reference}/messages")


@state()
def sent_history(visitor: Visitor) -> None:
    visitor.open(f"/applications/{_refused(visitor)}/history")


@state()
def sent_case_refused(visitor: Visitor) -> None:
    visitor.open(f"/applications/{_refused(visitor)}/cases/1")


@state(status=422)
def sent_object_with_errors(visitor: Visitor) -> None:
    visitor.open(f"/applications/{_refused(visitor)}/cases/1/object")
    visitor.press("提交异议")


@state(status=422)
def sent_renew_with_errors(visitor: Visitor) -> None:
    reference = _sent(visitor)
    given = Decision(Act.APPROVE, amount=Decimal(100), per=Per.MONTH)
    with at_the_office(database_of(visitor.client.application), reference) as (session, case):
        bring_to_review(session, case)
        cases.decide(session, case=case, by=OFFICER, decision=given)
    visitor.open(f"/applications/{reference}/renew")
    visitor.press("继续")
