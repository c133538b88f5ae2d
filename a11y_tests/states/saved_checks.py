"""Saved checks: the codes, finding one again, then and now, news, deleting."""

from __future__ import annotations

from a11y_tests.states.register import state
from tests.journeys import steps
from tests.support.visitor import Visitor


def _saved_address(visitor: Visitor) -> str:
    saved_check_codes(visitor)
    return visitor.page.url.removesuffix("/codes")


@state()
def saved_check_codes(visitor: Visitor) -> None:
    steps.check(visitor)
    visitor.press("保存这次结果")


@state(status=422)
def saved_check_find_with_an_error(visitor: Visitor) -> None:
    visitor.open("/check/find")
    visitor.fill("办理编号", "C7K 3M9")
    visitor.press("查找")


@state()
def saved_check_then_and_now(visitor: Visitor) -> None:
    visitor.open(_saved_address(visitor))


@state(status=422)
def saved_check_news_with_an_error(visitor: Visitor) -> None:
    visitor.open(_saved_address(visitor) + "/news")
    visitor.choose("用什么方式告诉您？", "短信")
    visitor.press("有变化时告诉我")


@state()
def saved_check_delete(visitor: Visitor) -> None:
    visitor.open(_saved_address(visitor) + "/delete")


@state()
def saved_check_deleted(visitor: Visitor) -> None:
    saved_check_delete(visitor)
    visitor.press("删除保存的结果")
