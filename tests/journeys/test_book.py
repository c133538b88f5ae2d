"""Booking from beginning to end, without script: for oneself, for somebody else, in both languages, on a terminal."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask, before_render_template
from icalendar import Calendar

from citizen.core import clock
from citizen.db.session import Database
from citizen.web.transaction import session
from tests.conftest import database_of
from tests.journeys.steps import (
    ASSESSMENT,
    CHAOYANG,
    DEVICES,
    FITTING,
    REHAB,
    SURVEY,
    TONGZHOU,
    hold_first_time,
    look_for,
)
from tests.support.sample import MORNING
from tests.support.visitor import Visitor

pytestmark = [pytest.mark.database, pytest.mark.usefixtures("sample_places")]

COMMUNITY = "示例通州社区服务中心"


def choose_time(visitor: Visitor, *, day: str, time: str) -> None:
    """From the earliest time of a place to another one."""
    visitor.follow("看其他日子")
    visitor.choose("您想哪一天去？", day)
    visitor.press("继续")
    visitor.choose("您想几点去？", time)
    visitor.press("继续")


def book(visitor: Visitor) -> tuple[str, str]:
    """A confirmed booking; returns reference and access code."""
    hold_first_time(visitor)
    visitor.fill("您的姓名或称呼", "王秀英")
    visitor.press("确认预约")
    assert visitor.page.h1 == "已经约好了"
    return visitor.page.summary["办理编号"], visitor.page.summary["查询码"]


def test_a_rehabilitation_service_in_tongzhou(visitor: Visitor) -> None:
    look_for(
        visitor,
        district=TONGZHOU,
        service=ASSESSMENT,
        needs=("手语翻译（国家通用手语）", "助听环路或扩音设备"),
    )
    assert visitor.page.h1 == "请选择地点"
    assert "您需要的，这里有：手语翻译。" in visitor.page.text
    assert "这里不一定有：助听环路。" in visitor.page.text
    visitor.follow(f"看{REHAB}的时间")
    assert visitor.page.has_text("2026年11月24日 星期二 上午9:00至9:45，在示例通州康复中心，已安排：手语翻译。")
    choose_time(visitor, day="2026年11月24日 星期二（上午3个时间）", time="2026年11月24日 星期二 上午10:00")
    assert visitor.page.h1 == "请核对，再确认预约"
    assert visitor.page.has_text("这个时间为您保留到上午8:20")
    assert visitor.page.summary["已为您安排"].startswith("手语翻译")
    visitor.fill("您的姓名或称呼", "王秀英")
    visitor.press("确认预约")
    assert visitor.page.h1 == "已经约好了"
    assert re.fullmatch(r"B\w\w \w{3} \w{3}", visitor.page.summary["办理编号"])
    assert visitor.page.summary["时间"] == "2026年11月24日 星期二 上午10:00至10:45"
    assert visitor.page.has_text("示例数据，不是真实的机构")
    calendar = visitor.download("保存到日历（.ics 文件）")
    event = Calendar.from_ical(calendar.data).walk("VEVENT")[0]
    assert event.decoded("dtstart") == datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


def test_sign_first_names_the_page_as_it_stands(visitor: Visitor) -> None:
    book(visitor)
    assert visitor.page.h1 == "已经约好了"
    page = visitor.open(f"{visitor.page.url.partition('?')[0]}?sign=on")
    assert page.has_text("手语：已经约好了")
    assert not page.has_text("这个时间没有约成")


def test_a_device_fitting_in_chaoyang(visitor: Visitor) -> None:
    hold_first_time(visitor, district=CHAOYANG, service=FITTING, place=DEVICES)
    visitor.fill("您的姓名或称呼", "李强")
    visitor.fill("您的电话号码 （选填）", "13800000000")
    visitor.press("确认预约")
    assert visitor.page.h1 == "已经约好了"
    assert visitor.page.summary["服务"] == "辅助器具适配评估"
    assert visitor.page.has_text("53207000")


def test_a_visit_at_home_asks_for_the_address(visitor: Visitor) -> None:
    hold_first_time(visitor, service=SURVEY, place="示例通州辅助器具服务站")
    visitor.fill("您的姓名或称呼", "李强")
    visitor.press("确认预约")
    assert visitor.page.status == 422
    assert visitor.page.errors == ["请填写上门地址"]
    visitor.fill("上门地址", "玉桥街道某小区 3 号楼 1 单元 201")
    visitor.press("确认预约")
    assert visitor.page.summary["上门地址"] == "玉桥街道某小区 3 号楼 1 单元 201"


def test_on_behalf_of_somebody_else_in_english(visitor: Visitor) -> None:
    visitor.open("/book?lang=en")
    visitor.follow("Start")
    visitor.choose("Who are you doing this for?", "Someone who allowed me to do it for them")
    visitor.fill("What should we call this person? (optional)", "Grandma Li")
    visitor.press("Continue")
    visitor.choose("In which district?", "Fenghua, Ningbo")
    visitor.press("Continue")
    visitor.choose("What do you need help with?", "Assistive devices: choosing, fitting, repair")
    visitor.press("Continue")
    visitor.choose("What do you want to book?", "Assistive-device repair")
    visitor.press("Continue")
    visitor.tick("I come with a guide dog")
    visitor.press("Continue")
    visitor.follow("Times at Sample Device Station Fenghua")
    visitor.press("Take this time")
    assert visitor.page.has_text("You are doing this for Grandma Li.")
    visitor.fill("Your name, or what we should call you", "Li Qiang")
    visitor.press("Confirm the booking")
    assert visitor.page.h1 == "Your booking is confirmed"
    assert visitor.page.summary["For whom"] == "Grandma Li"
    assert visitor.page.summary["Time"] == "Friday, 20 November 2026, 10:00 to 10:30 am"


def test_coming_back_on_another_device_and_cancelling(visitor: Visitor, other_visitor: Visitor) -> None:
    reference, code = book(visitor)
    other_visitor.open("/book")
    other_visitor.follow("查看或取消预约")
    other_visitor.fill("办理编号", reference.lower().replace(" ", "－"))
    other_visitor.fill("查询码", code)
    other_visitor.press("查看预约")
    assert other_visitor.page.h1 == "已经约好了"
    other_visitor.follow("取消这个预约")
    assert other_visitor.page.has_text("取消后，这个时间马上让给别人")
    other_visitor.press("是，取消预约")
    assert other_visitor.page.h1 == "这个预约已取消"
    calendar = Calendar.from_ical(other_visitor.download("从日历中去掉（.ics 文件）").data)
    assert calendar["method"] == "CANCEL"
    assert calendar.walk("VEVENT")[0]["sequence"] == 1


def test_a_wrong_code_says_no_more_than_that_and_not_for_ever(visitor: Visitor, other_visitor: Visitor) -> None:
    reference, _code = book(visitor)
    other_visitor.open("/book/find")
    answers = set()
    for asked in ("B22 222 222", *[reference] * 10):
        other_visitor.fill("办理编号", asked)
        other_visitor.fill("查询码", "2222 2222")
        other_visitor.press("查看预约")
        answers.add((other_visitor.page.status, *other_visitor.page.errors))
    assert answers == {(422, "办理编号和查询码对不上。请两个都核对一下。")}
    other_visitor.press("查看预约")
    assert other_visitor.page.status == 429


def test_the_booking_of_somebody_else_does_not_exist(visitor: Visitor, other_visitor: Visitor) -> None:
    _reference, _code = book(visitor)
    address = visitor.page.url
    assert other_visitor.open(address).status == 404
    look_for(other_visitor, district=TONGZHOU, service=ASSESSMENT)  # now with a visit of their own
    for path in (address, f"{address}/cancel", f"{address}/calendar.ics", address.replace("bookings", "hold")):
        assert other_visitor.open(path).status == 404


def test_an_appointment_moves_to_another_place(visitor: Visitor) -> None:
    look_for(visitor, district=TONGZHOU, service=ASSESSMENT)
    visitor.follow(f"看{REHAB}的时间")
    visitor.press("选这个时间")
    visitor.fill("您的姓名或称呼", "王秀英")
    visitor.press("确认预约")
    codes = visitor.page.summary
    visitor.follow("改时间")
    visitor.follow("换一个地点")
    assert visitor.page.h1 == "换到哪个地点？"
    assert not visitor.page.has_text(f"{REHAB}有时间的日子")
    visitor.follow(f"{COMMUNITY}有时间的日子")
    for question in ("想改到哪一天？", "想改到几点？"):
        assert visitor.page.h1 == question
        visitor.choose(question, visitor.offered(question)[0])
        visitor.press("继续")
    assert visitor.page.summary["新地点"].startswith(COMMUNITY)
    assert visitor.page.summary["现在的地点"] == REHAB
    visitor.press("改到新的时间")
    assert visitor.page.has_text("已改到新的时间。")
    assert visitor.page.summary["地点"].startswith(COMMUNITY)
    assert visitor.page.summary["办理编号"] == codes["办理编号"]


def test_the_page_that_says_a_time_is_taken_keeps_no_writer_waiting(
    app: Flask, visitor: Visitor, other_visitor: Visitor
) -> None:
    made_by: set[bool] = set()

    def look(_sender: Flask, **_rest: object) -> None:
        made_by.add(session().get_bind() is database_of(app).reader)

    for one in (visitor, other_visitor):
        look_for(one, district=TONGZHOU, service=ASSESSMENT, needs=("手语翻译（国家通用手语）",))
        one.follow(f"看{REHAB}的时间")
    visitor.press("选这个时间")
    with before_render_template.connected_to(look, app):
        other_visitor.press("选这个时间")
    assert (other_visitor.page.status, made_by) == (409, {True})


def test_a_time_taken_in_the_meantime_loses_no_answer(visitor: Visitor, other_visitor: Visitor) -> None:
    for one in (visitor, other_visitor):
        look_for(one, district=TONGZHOU, service=ASSESSMENT, needs=("手语翻译（国家通用手语）",))
        one.follow(f"看{REHAB}的时间")
    visitor.press("选这个时间")  # the only interpreter
    other_visitor.press("选这个时间")
    assert other_visitor.page.status == 409
    assert other_visitor.page.has_text("这个时间刚刚被别人约走了")
    other_visitor.press("选这个时间")
    assert other_visitor.page.summary["已为您安排"].startswith("手语翻译")
    assert other_visitor.page.summary["时间"].startswith("2026年11月24日 星期二 上午10:00")


def test_a_hold_that_ran_out_keeps_what_was_typed(visitor: Visitor) -> None:
    hold_first_time(visitor)
    visitor.fill("您的姓名或称呼", "王秀英")
    with clock.fixed(MORNING + timedelta(minutes=21)):
        visitor.press("确认预约")
        assert visitor.page.has_text("您选的时间没有保留住")
        visitor.press("选这个时间")
        assert "王秀英" in visitor.page.html
        visitor.press("确认预约")
        assert visitor.page.h1 == "已经约好了"


def test_a_hold_can_be_extended_many_times(visitor: Visitor) -> None:
    hold_first_time(visitor)
    for turn in range(1, 13):
        with clock.fixed(MORNING + timedelta(minutes=15 * turn)):
            visitor.press("再保留20分钟")
            assert visitor.page.h1 == "请核对，再确认预约"


def test_pressing_confirm_twice_is_the_same_as_once(visitor: Visitor) -> None:
    hold_first_time(visitor)
    visitor.fill("您的姓名或称呼", "王秀英")
    before = visitor.page
    visitor.press("确认预约")
    first = visitor.page.summary["办理编号"]
    visitor.show_again(before)
    visitor.fill("您的姓名或称呼", "王秀英")
    visitor.press("确认预约")
    assert visitor.page.summary["办理编号"] == first
    visitor.open("/book")
    assert visitor.page.text.count("已约好") == 1


def test_leaving_day_or_time_unchosen_names_the_problem(visitor: Visitor) -> None:
    look_for(visitor, district=TONGZHOU, service=ASSESSMENT)
    visitor.follow(f"看{REHAB}的时间")
    visitor.follow("看其他日子")
    visitor.press("继续")
    assert (visitor.page.status, visitor.page.errors) == (422, ["请选择一天"])
    visitor.choose("您想哪一天去？", "2026年11月24日 星期二（7个时间：上午3个，下午4个）")
    visitor.press("继续")
    visitor.press("继续")
    assert (visitor.page.status, visitor.page.errors) == (422, ["请选择时间"])


def test_later_days_by_the_last_radio_and_by_a_typed_date(visitor: Visitor) -> None:
    look_for(visitor, district=TONGZHOU, service=ASSESSMENT)
    visitor.follow(f"看{REHAB}的时间")
    visitor.follow("看其他日子")
    visitor.choose("您想哪一天去？", "都不合适，看后面的日子")
    visitor.press("继续")
    assert visitor.page.h1 == "您想哪一天去？从2026年12月4日 星期五开始的日子"
    visitor.follow("回到最早的日子")
    visitor.fill_date("从哪一天开始看？", 2026, 12, 15)
    visitor.press("看这些日子")
    assert visitor.page.h1 == "您想哪一天去？从2026年12月15日 星期二开始的日子"
    visitor.fill_date("从哪一天开始看？", 2026, 2, 31)
    visitor.press("看这些日子")
    assert visitor.page.status == 422
    visitor.fill_date("从哪一天开始看？", 2028, 1, 1)
    visitor.press("看这些日子")
    assert visitor.page.h1 == "从那天起没有空的日子"


def test_nothing_suits_leads_to_a_person_in_one_step(visitor: Visitor) -> None:
    look_for(visitor, district=TONGZHOU, service=ASSESSMENT)
    visitor.follow(f"看{REHAB}的时间")
    visitor.follow("都不合适")
    assert {"用文字问", "用手语问", "写下来，请对方安排时间"} <= {link.name for link in visitor.page.links}


def test_a_link_from_a_programme_chooses_the_service(visitor: Visitor) -> None:
    visitor.open("/book?programme=assistive-device-fitting&district=chaoyang")
    visitor.follow("开始")
    visitor.choose("您在为谁办理？", "我自己")
    visitor.press("继续")
    assert visitor.page.h1 == "您想约什么服务？"
    visitor.choose("您想约什么服务？", "辅助器具适配评估")
    visitor.press("继续")
    assert visitor.page.h1 == "当天需要什么？"


def test_a_terminal_hands_out_no_file(app: Flask, visitor: Visitor) -> None:
    visitor.open("/kiosk")
    book(visitor)
    assert "保存到日历（.ics 文件）" not in {link.name for link in visitor.page.links}


def test_reading_writes_nothing(visitor: Visitor, database: Database) -> None:
    hold_first_time(visitor)
    with clock.fixed(MORNING + timedelta(hours=1)):
        for path in ("/book", "/book/places", "/book/nothing-suits", "/book/service"):
            assert visitor.open(path).status == 200


def test_the_letter_says_everything_and_comes_in_every_form(visitor: Visitor) -> None:
    reference, _code = book(visitor)
    visitor.follow("这次预约的信件：阅读、打印、盲文或朗读")
    page = visitor.page
    assert page.h1 == "您的预约"
    for words in ("王秀英", REHAB, "示例数据", "要带什么", "情况有变"):
        assert page.has_text(words), words
    address = page.url
    for name in ("PDF，可以打印", "PDF，大字版", "盲文文件（BRF），由程序转换", "录音（MP3），由机器朗读"):
        visitor.follow(name)
        assert len(visitor.page.response.data) > 500
        visitor.open(address)
    visitor.open(f"/book/bookings/{reference.replace(' ', '')}/cancel")
    visitor.press("是，取消预约")
    assert visitor.open(address).h1 == "您的预约已取消"


def test_the_letter_is_nobody_elses(visitor: Visitor, other_visitor: Visitor) -> None:
    book(visitor)
    visitor.follow("这次预约的信件：阅读、打印、盲文或朗读")
    assert other_visitor.open(visitor.page.url).status == 404
    assert other_visitor.open(f"{visitor.page.url}/pdf").status == 404
