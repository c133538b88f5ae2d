"""Waiting lists, sessions of a group, series, two people of one family."""

from __future__ import annotations

import re

from a11y_tests.states.register import state
from tests.journeys import list_steps as steps
from tests.support.visitor import Visitor


@state()
def waiting_join(visitor: Visitor) -> None:
    steps.look_for(visitor, needs=("手语翻译（国家通用手语）",))
    visitor.open("/book/waiting/join")


@state(status=422)
def waiting_join_with_an_error(visitor: Visitor) -> None:
    waiting_join(visitor)
    visitor.press("开始排队")


@state()
def waiting_offer(visitor: Visitor) -> None:
    steps.look_for(visitor)
    steps.join_waiting_list(visitor)


@state()
def waiting_in_line(visitor: Visitor) -> None:
    """Somebody is before, and nothing is free on Sundays."""
    before = Visitor(visitor.client.application)
    for one in (before, visitor):
        steps.look_for(one)
        steps.join_waiting_list(one, weekday="星期日")


@state()
def waiting_leave(visitor: Visitor) -> None:
    waiting_offer(visitor)
    visitor.follow("不再排队")


@state()
def book_sessions(visitor: Visitor) -> None:
    steps.look_for(visitor, steps.LECTURE, needs=("助听环路或扩音设备",))


@state(status=422)
def book_sessions_with_an_error(visitor: Visitor) -> None:
    book_sessions(visitor)
    visitor.press("给我留一个名额")


@state()
def book_session_check(visitor: Visitor) -> None:
    steps.look_for(visitor, steps.LECTURE)
    visitor.choose("您想参加哪一场？", steps.lecture())
    visitor.press("给我留一个名额")


@state()
def seat_other_session(visitor: Visitor) -> None:
    """The third lecture: nobody else of the gallery looks for it."""
    steps.look_for(visitor, steps.LECTURE)
    visitor.choose("您想参加哪一场？", _sessions(visitor)[2])
    visitor.press("给我留一个名额")
    visitor.fill("您的姓名或称呼", "王秀英")
    visitor.press("确认预约")
    visitor.follow("改时间")


@state(status=422)
def seat_other_session_with_an_error(visitor: Visitor) -> None:
    seat_other_session(visitor)
    visitor.press("继续")


@state()
def seat_move_check(visitor: Visitor) -> None:
    seat_other_session(visitor)
    visitor.choose("想改到哪一场？", _sessions(visitor)[4])
    visitor.press("继续")


@state()
def series_choose(visitor: Visitor) -> None:
    steps.look_for(visitor)
    visitor.open(f"/book/places/{steps.REHAB_CODE}/series")


@state(status=422)
def series_choose_with_an_error(visitor: Visitor) -> None:
    series_choose(visitor)
    visitor.press("继续")


@state()
def series_first(visitor: Visitor) -> None:
    series_choose(visitor)
    visitor.choose("一共约几次？", "10 次")
    visitor.press("继续")


@state()
def series_list(visitor: Visitor) -> None:
    steps.list_series(visitor, count=10)


@state()
def series_check(visitor: Visitor) -> None:
    steps.hold_series(visitor, count=10)


@state()
def series_booked(visitor: Visitor) -> None:
    steps.book_series(visitor, count=4)


@state()
def series_cancel(visitor: Visitor) -> None:
    series_booked(visitor)
    visitor.follow("取消剩下的全部")


@state()
def together_for_whom(visitor: Visitor) -> None:
    steps.book(visitor)
    visitor.follow("再给另一位家人约紧挨着的时间")


@state()
def together_needs(visitor: Visitor) -> None:
    steps.book(visitor)
    steps.choose_second_person(visitor)


@state()
def together_times(visitor: Visitor) -> None:
    steps.book(visitor)
    steps.second_person(visitor)


@state()
def together_check(visitor: Visitor) -> None:
    steps.hold_both(visitor)


def _sessions(visitor: Visitor) -> list[str]:
    """The sessions on the page, however many seats are left."""
    return re.findall(r"\d+年\d+月\d+日 星期. 上午\d+:\d+至\d+:\d+，\w+，还有 \d+ 个名额", visitor.page.main)
