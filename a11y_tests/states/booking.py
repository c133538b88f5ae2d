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
def book_what_for(visitor: Visitor) -> None:
    book_district(visitor)
    visitor.choose("您想去哪个区？", steps.TONGZHOU)
    visitor.press("继续")


@state()
def book_service(visitor: Visitor) -> None:
    book_what_for(visitor)
    visitor.choose("您在哪方面需要帮助？", steps.AREAS[steps.ASSESSMENT])
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


@state()
def book_near(visitor: Visitor) -> None:
    steps.look_for(visitor)
    visitor.follow("选一个离您近的街道，看看有多远")


@state()
def book_places_by_distance(visitor: Visitor) -> None:
    book_near(visitor)
    visitor.choose("哪个街道或乡镇离您近？", "示例三街道")
    visitor.press("继续")


@state()
def book_days(visitor: Visitor) -> None:
    book_times(visitor)
    visitor.follow("看其他日子")


@state(status=422)
def book_days_with_an_error(visitor: Visitor) -> None:
    book_days(visitor)
    visitor.press("继续")


@state(status=422)
def book_days_since_no_day(visitor: Visitor) -> None:
    """A date that does not exist was typed."""
    book_days(visitor)
    visitor.fill_date("从哪一天开始看？", 2026, 2, 31)
    visitor.press("看这些日子")


@state(status=422)
def book_day_with_an_error(visitor: Visitor) -> None:
    book_day(visitor)
    visitor.press("继续")


@state()
def book_day(visitor: Visitor) -> None:
    book_days(visitor)
    visitor.choose("您想哪一天去？", "2026年11月24日 星期二（7个时间：上午3个，下午4个）")
    visitor.press("继续")


@state()
def book_nothing_suits(visitor: Visitor) -> None:
    book_times(visitor)
    visitor.follow("都不合适")


@state()
def book_home_survey_needs(visitor: Visitor) -> None:
    """With what people have had changed at home."""
    book_what_for(visitor)
    visitor.choose("您在哪方面需要帮助？", steps.AREAS[steps.SURVEY])
    visitor.press("继续")
    visitor.choose("您想约什么服务？", steps.SURVEY)
    visitor.press("继续")


@state()
def book_ask(visitor: Visitor) -> None:
    book_nothing_suits(visitor)
    visitor.follow("写下来，请对方安排时间")


@state(status=422)
def book_ask_with_an_error(visitor: Visitor) -> None:
    book_ask(visitor)
    visitor.press("发送")


@state()
def book_asked(visitor: Visitor) -> None:
    book_ask(visitor)
    visitor.fill("要告诉对方什么？ （选填）", "星期三下午最好")
    visitor.choose("您想怎样收到回复？", "用文字")
    visitor.fill("您的姓名或称呼", "王秀英")
    visitor.press("发送")


@state()
def book_call_back(visitor: Visitor) -> None:
    """For somebody who cannot hear: no call is offered."""
    steps.look_for(visitor, needs=("手语翻译（国家通用手语）",))
    visitor.follow("这些地点都不合适")
    visitor.follow("请人回复我（短信或电话）")


@state()
def book_ask_withdraw(visitor: Visitor) -> None:
    book_asked(visitor)
    visitor.follow("撤回")


@state(status=409)
def book_time_taken(visitor: Visitor) -> None:
    """Somebody else takes the only interpreter while this person reads."""
    faster = Visitor(visitor.client.application)
    for one in (visitor, faster):
        steps.look_for(one, needs=("手语翻译（国家通用手语）",))
        one.follow(f"看{steps.REHAB}的时间")
    faster.press("选这个时间")
    visitor.press("选这个时间")


@state()
def book_check(visitor: Visitor) -> None:
    steps.hold_first_time(visitor)


@state(status=422)
def book_check_with_an_error(visitor: Visitor) -> None:
    steps.hold_first_time(visitor)
    visitor.press("确认预约")


@state(key=True)
def book_confirmed(visitor: Visitor) -> None:
    """On a later day, whatever other states have booked: on the day itself the page offers to check in."""
    steps.look_for(visitor)
    visitor.follow(f"看{steps.REHAB}的时间")
    visitor.follow("看其他日子")
    for _day_and_time in range(2):
        question = visitor.page.h1
        visitor.choose(question, visitor.offered(question)[-2])
        visitor.press("继续")
    visitor.fill("您的姓名或称呼", "王秀英")
    visitor.press("确认预约")


@state()
def book_letter(visitor: Visitor) -> None:
    steps.book(visitor)
    visitor.follow("这次预约的信件：阅读、打印、盲文或朗读")


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
