"""The steps of waiting, of groups, of series and of families, as a person takes them on the Chinese site."""

from __future__ import annotations

from datetime import date, timedelta

from citizen.core import clock
from tests.support.visitor import Visitor

ASSESSMENT, REHAB = "康复评估与训练", "示例通州康复中心"
LECTURE = "legal-education"
REHAB_CODE = "sample-tongzhou-rehab"
_WEEKDAYS = "一二三四五六日"


def look_for(visitor: Visitor, service: str = "rehab-assessment", *, needs: tuple[str, ...] = ()) -> None:
    """By a link from another page, for oneself: to the places, or to the sessions of a group."""
    visitor.open(f"/book/for-whom?service={service}&district=tongzhou")
    visitor.choose("您在为谁办理？", "我自己")
    visitor.press("继续")
    for need in needs:
        visitor.tick(need)
    visitor.press("继续")


def book(visitor: Visitor) -> None:
    """A confirmed appointment at the earliest time."""
    look_for(visitor)
    visitor.follow(f"看{REHAB}的时间")
    visitor.press("选这个时间")
    visitor.fill("您的姓名或称呼", "王秀英")
    visitor.press("确认预约")


def join_waiting_list(visitor: Visitor, *, weekday: str | None = None) -> None:
    """After looking for something."""
    visitor.open("/book/nothing-suits")
    visitor.open("/book/waiting/join")
    if weekday is not None:
        visitor.tick(weekday)
    visitor.fill("您的姓名或称呼", "王秀英")
    visitor.press("开始排队")


def first_session(day_after: date, weekday: int) -> date:
    """The next day of this weekday, tomorrow at the earliest."""
    tomorrow = day_after + timedelta(days=1)
    return tomorrow + timedelta(days=(weekday - tomorrow.weekday()) % 7)


def lecture(*, left: int = 30, needs: str = "") -> str:
    """The first lecture as the page says it."""
    day = first_session(clock.today(), 3)
    return f"{in_chinese(day)} 上午9:30至11:00，示例通州社区服务中心，还有 {left} 个名额"


def in_chinese(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日 星期{_WEEKDAYS[day.weekday()]}"


def list_series(visitor: Visitor, *, count: int, first: str | None = None) -> None:
    """As far as the whole list, from a first time on or from the first that is offered; nothing is held yet."""
    look_for(visitor)
    visitor.open(f"/book/places/{REHAB_CODE}/series")
    visitor.choose("一共约几次？", f"{count} 次")
    visitor.press("继续")
    while first is not None and not visitor.page.has_text(first):
        visitor.follow("从更晚的日子开始")
    visitor.choose("第一次约在什么时候？", first or visitor.offered("第一次约在什么时候？")[0])
    visitor.press("看每一次的时间")


def first_monday() -> str:
    """A Monday in the next two weeks, nine in the morning."""
    return f"{in_chinese(first_session(clock.today(), 0))} 上午9:00"


def hold_series(visitor: Visitor, *, count: int, first: str | None = None) -> None:
    list_series(visitor, count=count, first=first)
    visitor.press("把这些时间都留给我")


def book_series(visitor: Visitor, *, count: int, first: str | None = None) -> None:
    hold_series(visitor, count=count, first=first)
    visitor.fill("您的姓名或称呼", "王秀英")
    visitor.press("确认全部预约")


def choose_second_person(visitor: Visitor) -> None:
    """From a booking to what somebody else needs."""
    visitor.follow("再给另一位家人约紧挨着的时间")
    say_who_is_second(visitor)


def say_who_is_second(visitor: Visitor) -> None:
    visitor.choose("您在为谁办理？", "有人授权我办理")
    visitor.fill("怎么称呼这位？ （选填）", "妈妈")
    visitor.press("继续")


def second_person(visitor: Visitor) -> None:
    """On to the times next to the first appointment."""
    choose_second_person(visitor)
    visitor.press("继续")


def hold_both(visitor: Visitor) -> None:
    """Two times are held before anything is confirmed: on a day when nobody else comes, whoever booked before."""
    look_for(visitor)
    visitor.follow(f"看{REHAB}的时间")
    visitor.follow("看其他日子")
    visitor.choose("您想哪一天去？", [day for day in visitor.offered("您想哪一天去？") if "个时间" in day][-1])
    visitor.press("继续")
    visitor.choose("您想几点去？", visitor.offered("您想几点去？")[0])
    visitor.press("继续")
    visitor.follow("先不确认，再给另一位家人约紧挨着的时间")
    say_who_is_second(visitor)
    visitor.press("继续")
    visitor.choose("第二位约哪个时间？", visitor.offered("第二位约哪个时间？")[0])
    visitor.press("继续")


def next_to_the_first() -> str:
    """The first time of the centre is two hours from eight in the morning; the next one an hour later."""
    return f"{in_chinese(clock.today())} 上午11:00"
