"""Asking without a time limit: for oneself, for somebody else, at a terminal; read on another device; answered."""

from __future__ import annotations

import pytest

from tests.journeys import steps
from tests.staff.hall import at_the_desk
from tests.support.visitor import Visitor

pytestmark = [pytest.mark.database, pytest.mark.usefixtures("sample_places")]

SIGN = "手语翻译（国家通用手语）"


def ask(visitor: Visitor, *, needs: tuple[str, ...] = (), words: str = "星期三下午最好") -> tuple[str, str]:
    """From the list of places to a question that is sent; returns reference and access code."""
    steps.look_for(visitor, needs=needs)
    visitor.follow("这些地点都不合适")
    visitor.follow("写下来，请对方安排时间")
    visitor.fill("要告诉对方什么？ （选填）", words)
    visitor.choose("您想怎样收到回复？", "用文字")
    visitor.fill("您的姓名或称呼", "王秀英")
    visitor.press("发送")
    assert visitor.page.h1 == "已经发送"
    return visitor.page.summary["办理编号"], visitor.page.summary["查询码"]


def test_asked_answered_with_an_appointment_and_read_on_another_device(
    visitor: Visitor, other_visitor: Visitor
) -> None:
    reference, code = ask(visitor, needs=(SIGN,))
    staff = Visitor(visitor.client.application)
    at_the_desk(staff, "G4711", roles="place")
    staff.open("/staff/asked")
    staff.follow(next(link.name for link in staff.page.links if link.name.startswith(steps.ASSESSMENT)))
    assert "星期三下午最好" in staff.page.text
    staff.follow("在示例通州康复中心约时间")
    staff.choose("为对方约哪个时间？", "2026年11月24日 星期二 上午9:00")
    staff.fill("您的回复", "星期三没有手语翻译，为您约了星期二。")
    staff.press("约好并回复")
    assert staff.page.has_text("都已回复。")
    other_visitor.open("/sign-in/by-code")
    other_visitor.fill("办理编号", reference)
    other_visitor.fill("查询码", code)
    other_visitor.press("打开")
    assert other_visitor.page.h1 == "对方已经回复"
    assert other_visitor.page.has_text("星期三没有手语翻译，为您约了星期二。")
    visitor.open("/book")
    assert visitor.page.has_text("已回复")
    assert visitor.page.has_text("2026年11月24日 星期二 上午9:00")


def test_whoever_needs_sign_language_is_not_offered_a_call(visitor: Visitor) -> None:
    steps.look_for(visitor, needs=(SIGN,))
    visitor.follow("这些地点都不合适")
    visitor.follow("请人回复我（短信或电话）")
    assert "给我打电话" not in visitor.page.text
    assert visitor.page.has_text("您需要手语或字幕，所以不会给您打电话。")


def test_a_call_without_a_number_is_refused_and_nothing_typed_is_lost(visitor: Visitor) -> None:
    steps.look_for(visitor)
    visitor.follow("这些地点都不合适")
    visitor.follow("请人回复我（短信或电话）")
    visitor.choose("您想怎样收到回复？", "给我打电话")
    visitor.fill("您的姓名或称呼", "王秀英")
    visitor.press("发送")
    assert (visitor.page.status, visitor.page.errors) == (422, ["请填写要打的电话号码"])
    assert "王秀英" in visitor.page.html


def test_taking_it_back(visitor: Visitor) -> None:
    ask(visitor)
    visitor.follow("撤回")
    visitor.press("是，撤回")
    assert visitor.page.h1 == "您已撤回"


def test_what_is_asked_for_leads_from_its_programme_to_the_question(visitor: Visitor) -> None:
    """A place in a day centre has no times: somebody is asked."""
    visitor.open("/book?programme=community-day-care&district=xicheng")
    visitor.follow("开始")
    visitor.choose("您在为谁办理？", "我自己")
    visitor.press("继续")
    assert visitor.page.h1 == "当天需要什么？"
    visitor.press("继续")
    assert visitor.page.h1 == "写下来，请对方安排时间"
    assert visitor.page.has_text("有没有位置、收不收费，对方会告诉您。")


def test_for_somebody_else_it_carries_their_name(visitor: Visitor) -> None:
    visitor.open("/book?service=home-help-services&district=chaoyang")
    visitor.follow("开始")
    visitor.choose("您在为谁办理？", "有人授权我办理")
    visitor.fill("怎么称呼这位？ （选填）", "李奶奶")
    visitor.press("继续")
    visitor.press("继续")
    visitor.choose("您想怎样收到回复？", "到服务大厅当面说")
    visitor.fill("您的姓名或称呼", "李强")
    visitor.press("发送")
    assert visitor.page.summary["为谁办理"] == "李奶奶"


def test_at_a_terminal_it_goes_with_the_visit_and_comes_back_with_the_code(visitor: Visitor) -> None:
    visitor.open("/kiosk")
    reference, code = ask(visitor)
    visitor.press("结束并清除")
    visitor.open("/sign-in/by-code")
    visitor.fill("办理编号", reference)
    visitor.fill("查询码", code)
    visitor.press("打开")
    assert visitor.page.h1 == "已经发送"
