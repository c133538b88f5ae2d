"""An application for a device that was approved: what opens a way."""

from __future__ import annotations

from decimal import Decimal

from citizen.applications import cases
from citizen.applications.lifecycle import Act
from citizen.applications.office_acts import Decision, Per
from citizen.db.session import Database
from tests.applications import steps as applying
from tests.applications.office import OFFICER, at_the_office, bring_to_review
from tests.support.visitor import Visitor


def apply_for_device(visitor: Visitor) -> str:
    """An application for the subsidy that was sent; returns its reference."""
    reference = applying.start(visitor, programme="assistive-device-subsidy")
    visitor.follow("项目要问的问题")
    visitor.press("回答下一个问题")
    while not visitor.page.url.endswith("/answers"):
        question = visitor.page.h1
        visitor.choose(question, {"您属于哪个区？": "北京市通州区", "您有残疾人证吗？": "有，没有过期"}[question])
        visitor.press("保存并继续")
    visitor.press("都对，保存并继续")
    applying.give_contact(visitor)
    visitor.follow("材料")
    applying.finish_papers(visitor)
    applying.send(visitor)
    return reference


def approve(database: Database, reference: str) -> None:
    with at_the_office(database, reference) as (session, case):
        bring_to_review(session, case)
        cases.decide(session, case=case, by=OFFICER, decision=Decision(Act.APPROVE, amount=Decimal(600), per=Per.ONCE))
