"""The clock of the machine jumps by a year between two requests: nothing is lost, and no page counts backwards."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask

from citizen.applications.cases import Asked
from citizen.core import clock
from citizen.db.session import Database
from tests.applications import steps
from tests.applications.office import ask, at_the_office, bring_to_review
from tests.applications.test_routes import look_for
from tests.support.visitor import Visitor

pytestmark = pytest.mark.database

NOON = datetime(2026, 11, 2, 4, 0, tzinfo=UTC)
YEAR = timedelta(days=365)
_BACKWARDS = re.compile(r"[-−–]\s?\d+\s?(?:个工作日|个月|天|日|小时|分钟|年)")


def look_at_everything(visitor: Visitor, reference: str) -> None:
    for page in ("", "/status", "/history", "/cases/1", "/cases/1/correct", "/messages", "/receipt", "/papers"):
        visitor.open(f"/applications/{reference}{page}")
        assert visitor.page.status == 200, page
        assert not _BACKWARDS.search(visitor.page.main), page


def come_back(app: Flask, reference: str, code: str) -> Visitor:
    """Another browser with both codes: where the clock is a year ahead, the visit of the first one is over."""
    browser = Visitor(app)
    look_for(browser, reference, code)
    return browser


@pytest.mark.parametrize("jump", [YEAR, -YEAR])
def test_a_draft_goes_on_and_is_sent(app: Flask, visitor: Visitor, database: Database, jump: timedelta) -> None:
    with clock.fixed(NOON):
        reference = steps.start(visitor)
        code = steps.access_code(visitor)
        steps.answer(visitor)
    with clock.fixed(NOON + jump):
        meanwhile = come_back(app, reference, code)
        meanwhile.open(f"/applications/{reference}")
        steps.give_contact(meanwhile, name="𠮷野·家")
        meanwhile.follow("材料")
        steps.finish_papers(meanwhile)
    with clock.fixed(NOON):
        visitor.open(f"/applications/{reference}")
        steps.send(visitor)
        assert visitor.page.h1 == "您的申请已提交"
        assert visitor.page.has_text("𠮷野·家")
        with at_the_office(database, reference) as (session, case):
            bring_to_review(session, case)
    with clock.fixed(NOON + jump):
        with at_the_office(database, reference) as (session, case):
            ask(session, case, Asked(facts=["birth_date"]), until=date(2028, 1, 1))
        look_at_everything(come_back(app, reference, code), reference)
    with clock.fixed(NOON):
        look_at_everything(visitor, reference)
        visitor.open(f"/applications/{reference}/cases/1/correct")
        visitor.follow("出生日期")
        visitor.fill_date(visitor.page.h1, 1991, 5, 1)
        visitor.press("保存并继续")
        visitor.press("全部交给受理单位")
        assert visitor.page.has_text("受理单位已收到您的答复")
        look_at_everything(visitor, reference)


def test_a_phone_is_never_given_more_than_its_minutes(visitor: Visitor) -> None:
    with clock.fixed(NOON):
        reference = steps.start(visitor)
        visitor.open(f"/applications/{reference}/papers")
        visitor.press("用手机拍照添加")
    with clock.fixed(NOON - YEAR):
        assert visitor.open(f"/applications/{reference}/papers/phone").has_text("还有10分钟")
    with clock.fixed(NOON + timedelta(hours=1)):
        assert visitor.open(f"/applications/{reference}/papers/phone").has_text("手机没有添加文件")
