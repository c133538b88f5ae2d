"""Who was away too long finds the way back, and what was typed meanwhile; nobody learns which references exist."""

from __future__ import annotations

import pytest

from tests.applications import steps
from tests.support.visitor import Visitor

pytestmark = pytest.mark.database


def come_too_late(visitor: Visitor) -> None:
    """The browser has lost its key; the page that was open is still on the screen."""
    opened = visitor.page
    visitor.client.delete_cookie("visit")
    visitor.show_again(opened)


def test_after_the_end_of_a_visit_what_was_typed_is_given_back_twice(visitor: Visitor) -> None:
    steps.start(visitor)
    visitor.follow("联系方式")
    visitor.fill("您的姓名", "王小明")
    visitor.choose("有消息时，怎样通知？", "短信")
    visitor.fill("电话号码 （选填）", "13800001234")
    come_too_late(visitor)
    visitor.press("保存并继续")
    assert visitor.page.h1 == "这个表单打开太久了"
    visitor.press("再次提交")
    assert visitor.page.status == 404
    assert visitor.page.summary["您的姓名"] == "王小明"
    assert visitor.page.summary["电话号码"] == "13800001234"
    visitor.follow("查找申请")
    assert visitor.page.h1 == "查找您的申请"


def test_an_answer_is_given_back_in_its_words(visitor: Visitor) -> None:
    steps.start(visitor)
    visitor.follow("项目要问的问题")
    visitor.press("回答下一个问题")
    visitor.choose("您属于哪个区？", "北京市通州区")
    come_too_late(visitor)
    visitor.press("保存并继续")
    visitor.press("再次提交")
    assert visitor.page.summary == {"所属区": "北京市通州区"}


def test_who_only_looks_is_told_the_way_back_too(visitor: Visitor, other_visitor: Visitor) -> None:
    reference = steps.start(visitor)
    page = other_visitor.open(f"/applications/{reference}/contact")
    assert page.status == 404
    assert not page.has_text("您刚才填的内容")
    assert other_visitor.open("/applications/AAAAAAAAA/contact").text == page.text.replace(reference, "AAAAAAAAA")


def test_a_terminal_gives_nothing_back_to_whoever_comes_next(visitor: Visitor) -> None:
    visitor.client.set_cookie("kiosk", "1")
    steps.start(visitor)
    visitor.follow("联系方式")
    visitor.fill("您的姓名", "王小明")
    come_too_late(visitor)
    visitor.press("保存并继续")
    assert visitor.page.status == 400
    assert "王小明" not in visitor.page.html
    assert "再次提交" not in visitor.page.buttons
