"""Booking: each step, its errors, the confirmation, cancelling."""

from __future__ import annotations

from a11y_tests.states.register import state
from tests.journeys import steps
from tests.support.visitor import Visitor


@state()
def book_start(visitor: Visitor) -> None:
    visitor.open("/book")


@state()
def book_for_whom(visitor: Visitor) -> None:
    visitor.open("/book/for-whom")


@state()
def book_district(visitor: Visitor) -> None:
    visitor.open("/book")
    visitor.follow("开始")
    visitor.choose("您在为谁办理？", "我自己")
    visitor.press("继续")


@state()
def book_service(visitor: Visitor) -> None:
    book_district(visitor)
    visitor.choose("您想去哪个区？", steps.TONGZHOU)
    visitor.press("继续")


@state(status=422)
def book_service_with_an_error(visitor: Visitor) -> None:
    book_service(visitor)
    visitor.press("继续")


@state()
def book_needs(visitor: Visitor) -> None:
    book_service(visitor)
    visitor.choose("您想约什么服务？", steps.ASSESSMENT)
    visitor.press("继续")


@state()
def book_places(visitor: Visitor) -> None:
    steps.look_for(visitor, needs=("手语翻译（国家通用手语）", "助听环路或扩音设备"))


@state(key=True)
def book_times(visitor: Visitor) -> None:
    steps.look_for(visitor)
    visitor.follow(f"看{steps.REHAB}的时间")


@state(status=422)
def book_times_with_an_error(visitor: Visitor) -> None:
    book_times(visitor)
    visitor.press("继续")


@state()
def book_nothing_suits(visitor: Visitor) -> None:
    book_times(visitor)
    visitor.follow("这些时间都不合适")


@state(status=409)
def book_time_taken(visitor: Visitor) -> None:
    """Somebody else takes the only interpreter while this person reads."""
    faster = Visitor(visitor.client.application)
    for one in (visitor, faster):
        steps.look_for(one, needs=("手语翻译（国家通用手语）",))
        one.follow(f"看{steps.REHAB}的时间")
    faster.press("选这个最早的时间")
    visitor.press("选这个最早的时间")


@state()
def book_check(visitor: Visitor) -> None:
    steps.hold_first_time(visitor)


@state(status=422)
def book_check_with_an_error(visitor: Visitor) -> None:
    steps.hold_first_time(visitor)
    visitor.press("确认预约")


@state(key=True)
def book_confirmed(visitor: Visitor) -> None:
    steps.book(visitor)


@state()
def book_cancel(visitor: Visitor) -> None:
    steps.book(visitor)
    visitor.follow("取消这个预约")


@state()
def book_cancelled(visitor: Visitor) -> None:
    steps.book(visitor)
    visitor.follow("取消这个预约")
    visitor.press("是，取消预约")


@state()
def book_find(visitor: Visitor) -> None:
    visitor.open("/book/find")
