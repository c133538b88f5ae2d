"""The directory's guides and places, reports and needs, and talking in writing."""

from __future__ import annotations

from a11y_tests.states.register import state
from tests.support.visitor import Visitor

PLACE = "tongzhou-warm-home"


@state()
def programmes_by_kind_of_disability(visitor: Visitor) -> None:
    visitor.open("/programmes?disability=psychiatric&district=tongzhou&need=rehabilitation")


@state()
def a_place(visitor: Visitor) -> None:
    visitor.open(f"/places/{PLACE}")


@state()
def a_childs_way(visitor: Visitor) -> None:
    visitor.open("/guides/child-rehabilitation")


@state()
def task_table_of_2017(visitor: Visitor) -> None:
    visitor.open("/guides/tasks-of-2017")


@state()
def quiz_start(visitor: Visitor) -> None:
    visitor.open("/guides/quiz")


@state()
def quiz_answered(visitor: Visitor) -> None:
    visitor.open("/guides/quiz/1?answer=2")


@state(status=422)
def report_with_an_error(visitor: Visitor) -> None:
    visitor.open(f"/reports/new?place={PLACE}")
    visitor.press("发出")


@state()
def report_received(visitor: Visitor) -> None:
    visitor.open(f"/reports/new?place={PLACE}")
    visitor.tick("不安全")
    visitor.fill("请写写经过 （选填）", "门口台阶坏了")
    visitor.press("发出")


@state()
def needs(visitor: Visitor) -> None:
    visitor.open("/needs")


@state()
def needs_for_whom(visitor: Visitor) -> None:
    visitor.open("/needs/for-whom")


@state(status=422)
def needs_with_an_error(visitor: Visitor) -> None:
    visitor.open("/needs/new")
    visitor.press("登记")


@state()
def needs_registered(visitor: Visitor) -> None:
    visitor.open("/needs/new")
    visitor.tick("辅助器具")
    visitor.fill("具体需要什么？ （选填）", "要合适的轮椅")
    visitor.choose("告诉哪个区？", "北京市西城区")
    visitor.press("登记")


@state()
def needs_to_change(visitor: Visitor) -> None:
    needs_registered(visitor)
    visitor.follow("更改")


@state()
def needs_to_withdraw(visitor: Visitor) -> None:
    needs_registered(visitor)
    visitor.follow("撤回")


@state()
def needs_to_find(visitor: Visitor) -> None:
    visitor.open("/needs/find")


@state()
def talk_in_writing(visitor: Visitor) -> None:
    visitor.open("/talk")
    visitor.fill("您想说什么？", "我想办残疾人证")
    visitor.press("给对方看")
