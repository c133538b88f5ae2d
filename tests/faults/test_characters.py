"""Rare characters and too long texts in every room where somebody writes: kept as they are, or refused in place."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from citizen.applications import cases
from citizen.db.session import Database
from tests.applications import steps
from tests.applications.office import OFFICER, REFUSAL, at_the_office, bring_to_review
from tests.journeys.test_book import hold_first_time
from tests.support.visitor import Visitor

pytestmark = [pytest.mark.database, pytest.mark.usefixtures("sample_places")]

RARE = "𠮷㛃·阿卜杜拉·买买提👩🏽‍🦽"
LONG_NAME = "买买提艾力·阿卜杜热合曼·𠮷" + "长" * 16


def contact(visitor: Visitor) -> None:
    steps.start(visitor)
    visitor.follow("联系方式")
    visitor.choose("有消息时，怎样通知？", "自己在本网站查看，或到服务大厅问")


def message(visitor: Visitor) -> None:
    reference = steps.apply(visitor)
    visitor.open(f"/applications/{reference}/messages")


def objection(visitor: Visitor) -> None:
    reference = steps.apply(visitor)
    database = visitor.client.application.extensions["database"]
    with at_the_office(database, reference) as (session, case):
        bring_to_review(session, case)
        cases.decide(session, case=case, by=OFFICER, decision=REFUSAL)
    visitor.open(f"/applications/{reference}/cases/1/object")


def report(visitor: Visitor) -> None:
    visitor.open("/reports/new?place=tongzhou-warm-home")
    visitor.tick("不安全")


def needs(visitor: Visitor) -> None:
    visitor.open("/needs")
    visitor.follow("开始")
    visitor.choose("您在为谁办理？", "我自己")
    visitor.press("继续")
    visitor.tick("辅助器具")
    visitor.choose("告诉哪个区？", "北京市西城区")


#: The way there, the field, its limit, the button.
FIELDS: list[tuple[Callable[[Visitor], object], str, int, str]] = [
    (contact, "您的姓名", 50, "保存并继续"),
    (contact, "通信地址 （选填）", 200, "保存并继续"),
    (message, "给受理单位的消息", 1000, "发送消息"),
    (objection, "您为什么不同意？", 2000, "提交异议"),
    (report, "请写写经过 （选填）", 2000, "发出"),
    (needs, "具体需要什么？ （选填）", 2000, "登记"),
    (hold_first_time, "您的姓名或称呼", 40, "确认预约"),
]


@pytest.mark.parametrize(("go_there", "label", "limit", "button"), FIELDS)
def test_one_character_too_many_is_said_in_place_and_nothing_is_lost(
    visitor: Visitor, go_there: Callable[[Visitor], object], label: str, limit: int, button: str
) -> None:
    go_there(visitor)
    if go_there is contact and label != "您的姓名":
        visitor.fill("您的姓名", LONG_NAME)
    too_long = "𠮷" * limit + "㛃"
    visitor.fill(label, too_long)
    page = visitor.press(button)
    assert page.status == 422
    assert page.title.startswith("错误：")
    assert any(f"{limit}" in error and f"{limit + 1}" in error for error in page.errors), page.errors
    assert too_long in page.html
    visitor.fill(label, RARE)
    page = visitor.press(button)
    assert page.status == 200
    if go_there is contact:
        page = visitor.follow("联系方式")
    assert RARE in page.html or go_there in (hold_first_time, objection)


def test_what_was_written_is_what_the_office_reads(visitor: Visitor, database: Database) -> None:
    reference = steps.start(visitor)
    steps.answer(visitor)
    steps.give_contact(visitor, name=LONG_NAME)
    visitor.follow("材料")
    steps.add_paper(visitor, name=f"{RARE}.jpg")
    assert visitor.page.has_text(f"{RARE}.jpg")
    steps.finish_papers(visitor)
    steps.send(visitor)
    assert LONG_NAME in visitor.page.html
    visitor.open(f"/applications/{reference}/messages")
    visitor.fill("给受理单位的消息", f"{RARE}\n第二行")
    visitor.press("发送消息")
    with at_the_office(database, reference) as (session, case):
        assert case.application.contact["name"] == LONG_NAME
        assert [paper.file_name for paper in cases.papers_of_case(session, case=case)] == [f"{RARE}.jpg"]
        assert cases.send_message(session, case=case, by=OFFICER, body=RARE).body == RARE
    assert RARE in visitor.open(f"/applications/{reference}/messages").html
