"""The day itself, without script: checking in, a number, the screen of the hall, the desk, joining remotely."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from citizen.booking.models import Booking, Service, Site
from citizen.booking.terms import BookingState, ServiceKind
from citizen.core import clock
from citizen.db.session import Database
from tests.journeys import steps
from tests.staff.hall import enrol, use_enrolment
from tests.support.sample import MORNING
from tests.support.visitor import Visitor

pytestmark = [pytest.mark.database, pytest.mark.usefixtures("sample_places")]

#: The first time at the sample place on that morning.
START = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def site_code(database: Database) -> str:
    with database.reading() as session:
        return next(one.code for one in session.scalars(sa.select(Site)) if one.name["zh"] == steps.REHAB)


def check_in(visitor: Visitor, reference: str, code: str) -> None:
    visitor.open("/arrive")
    visitor.fill("预约的办理编号", reference)
    visitor.fill("预约的查询码", code)
    visitor.press("报到")


def at_the_hall(visitor: Visitor, site_code: str, counter: str = "3 号窗口", code: str = "G2001") -> None:
    with clock.fixed(MORNING):
        enrolment = enrol(visitor.client.application, code, roles="desk")
    use_enrolment(visitor, code, enrolment)
    visitor.open("/staff/hall")
    visitor.follow(steps.REHAB)
    visitor.fill("您在哪个窗口？", counter)
    visitor.press("进入")
    assert visitor.page.h1.startswith("今天的大厅"), visitor.page.described()
    assert site_code in visitor.page.url


def test_with_reference_and_code_on_a_terminal_nothing_personal_is_shown(visitor: Visitor, app: Flask) -> None:
    reference, code = steps.book(visitor)
    terminal = Visitor(app)
    with clock.fixed(START - HOUR):
        terminal.open("/kiosk")
        check_in(terminal, reference, code)
    assert terminal.page.h1 == "您的号码是 A001"
    assert terminal.page.has_text("下一位就是您。")
    for personal in ("王秀英", steps.ASSESSMENT, reference, code):
        assert personal not in terminal.page.text
    terminal.open("/book")
    assert steps.ASSESSMENT not in terminal.page.text  # the terminal has not learnt to open the booking


def test_checking_in_twice_leads_to_the_same_number(visitor: Visitor) -> None:
    reference, code = steps.book(visitor)
    with clock.fixed(START):
        check_in(visitor, reference, code)
        first = visitor.page.url
        check_in(visitor, reference, code)
    assert visitor.page.url == first


def test_one_press_on_the_own_phone(visitor: Visitor) -> None:
    steps.book(visitor)
    with clock.fixed(START - HOUR):
        visitor.open("/arrive")
        visitor.press("我到了")
    assert visitor.page.h1 == "您的号码是 A001"


def test_a_wrong_code_says_no_more_than_that(visitor: Visitor, app: Flask) -> None:
    reference, _code = steps.book(visitor)
    other = Visitor(app)
    with clock.fixed(START):
        check_in(other, reference, "2222 2222")
        assert other.page.status == 422
        assert other.page.errors == ["办理编号和查询码对不上。请两个都核对一下。"]
        unknown = Visitor(app)
        check_in(unknown, "B2222222X", "2222 2222")
        assert unknown.page.errors == other.page.errors


def test_the_square_leads_to_the_form_and_the_code_is_still_asked_for(visitor: Visitor, app: Flask) -> None:
    reference, code = steps.book(visitor)
    other = Visitor(app)
    with clock.fixed(START):
        other.open(f"/arrive/{reference.replace(' ', '')}")
        assert other.page.h1 == "我到了：报到"
        other.fill("预约的查询码", code)
        other.press("报到")
    assert other.page.h1 == "您的号码是 A001"


def test_too_early_and_on_another_day(visitor: Visitor, app: Flask) -> None:
    reference, code = steps.book(visitor)
    for moment, title in ((START - 3 * HOUR, "还没到报到时间"), (START - 24 * HOUR, "您的预约不是今天")):
        one = Visitor(app)
        with clock.fixed(moment):
            check_in(one, reference, code)
        assert (one.page.status, one.page.h1) == (409, title)
    assert visitor.open("/arrive").h1 == "我到了：报到"


def test_a_number_without_an_appointment_and_how_to_be_called(visitor: Visitor, site_code: str) -> None:
    with clock.fixed(START):
        visitor.open("/arrive")
        visitor.follow("没有预约也可以取号")
        visitor.follow(f"{steps.REHAB}（{steps.TONGZHOU}）")
        visitor.press("取号")
        assert visitor.page.status == 422
        visitor.choose("您来办什么事？", "咨询，或者其他事")
        visitor.choose("轮到您时，怎样叫您？", "屏幕显示，同时语音播报")
        visitor.press("取号")
        assert re.fullmatch(r"您的号码是 [B-N]001", visitor.page.h1)
        assert visitor.page.summary["怎样叫您"].startswith("屏幕显示，同时语音播报")
        visitor.open(visitor.page.url + "/how")
        visitor.choose("怎样叫您的号码？", "屏幕显示、语音播报，工作人员也走过来叫我")
        visitor.press("保存")
        assert "走过来" in visitor.page.summary["怎样叫您"]
    with clock.fixed(START + 24 * HOUR):
        visitor.open(visitor.page.url)
        assert visitor.page.h1.endswith("号已经过期")


def test_from_the_screen_to_the_counter(visitor: Visitor, app: Flask, site_code: str) -> None:
    steps.book(visitor)
    desk, hall = Visitor(app), Visitor(app)
    with clock.fixed(START - HOUR):
        visitor.open("/arrive")
        visitor.press("我到了")
        at_the_hall(desk, site_code)
        desk.press("叫下一位")
        visitor.follow("再看看")
        assert visitor.page.h1 == "A001 号，轮到您了"
        assert visitor.page.has_text("3 号窗口")
        hall.open(f"/hall/{site_code}/board")
        assert hall.page.has_text("A001")
        assert "王秀英" not in hall.page.text
        assert hall.page.response.headers["Refresh"] == "20"
        hall.follow("停止自动刷新")
        assert "Refresh" not in hall.page.response.headers
        desk.press("再叫一次 A001")
        desk.press("A001 已到窗口")
        visitor.open(visitor.page.url)
        assert visitor.page.h1 == "A001 号已经办完"
        desk.press("叫下一位")
        assert desk.page.has_text("没有人在等。")


def test_who_did_not_hear_is_called_again(visitor: Visitor, app: Flask, site_code: str) -> None:
    steps.book(visitor)
    desk = Visitor(app)
    with clock.fixed(START - HOUR):
        visitor.open("/arrive")
        visitor.press("我到了")
        at_the_hall(desk, site_code)
        desk.press("叫下一位")
        desk.press("A001 没有来")
        visitor.open(visitor.page.url)
        assert visitor.page.has_text("没关系：告诉服务台，会再叫您。")
        desk.press("重新叫 A001")
        visitor.open(visitor.page.url)
        assert visitor.page.h1 == "A001 号，轮到您了"


def state_of(database: Database) -> BookingState:
    with database.reading() as session:
        return session.scalars(sa.select(Booking.state)).one()


def test_the_desk_writes_down_arrival_and_outcome(
    visitor: Visitor, app: Flask, site_code: str, database: Database
) -> None:
    steps.book(visitor)
    desk = Visitor(app)
    with clock.fixed(START - 10 * MINUTE):
        at_the_hall(desk, site_code)
        desk.press("王秀英 到了")
    assert state_of(database) is BookingState.ARRIVED
    with clock.fixed(START + 5 * MINUTE):
        desk.open(desk.page.url)
        desk.press("王秀英 的服务已完成")
    assert state_of(database) is BookingState.DONE


def test_the_desk_writes_down_that_nobody_came(
    visitor: Visitor, app: Flask, site_code: str, database: Database
) -> None:
    steps.book(visitor)
    desk = Visitor(app)
    with clock.fixed(START + 14 * MINUTE):
        at_the_hall(desk, site_code)
        assert "王秀英 没有来" not in desk.page.text
    with clock.fixed(START + 15 * MINUTE):
        desk.open(desk.page.url)
        desk.press("王秀英 没有来")
    assert state_of(database) is BookingState.NO_SHOW


def test_a_hall_of_another_district_does_not_exist(visitor: Visitor, database: Database, site_code: str) -> None:
    at_the_hall(visitor, site_code)
    with database.reading() as session:
        other = next(one.code for one in session.scalars(sa.select(Site)) if one.district != "tongzhou")
    assert visitor.open(f"/staff/hall/{other}?counter=1").status == 404


def make_remote(database: Database, address: str = "https://video.example.cn/room") -> None:
    with database.writing() as session:
        booking = session.scalars(sa.select(Booking)).one()
        session.get_one(Service, booking.service_id).kind = ServiceKind.REMOTE
        site = session.get_one(Site, booking.site_id)
        site.join_address, site.text_channel = address, "微信群：示例"


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [(START - 16 * MINUTE, False), (START - 15 * MINUTE, True), (START + 44 * MINUTE, True), (START + HOUR, False)],
)
def test_the_link_opens_only_at_its_time_and_writing_comes_first(
    visitor: Visitor, database: Database, moment: datetime, is_open: bool
) -> None:
    reference, _code = steps.book(visitor)
    make_remote(database)
    with clock.fixed(moment):
        visitor.open(f"/book/bookings/{reference.replace(' ', '')}/join")
    assert visitor.page.h1 == "怎样在线参加"
    assert visitor.page.text.index("微信群：示例") < visitor.page.text.index("视频")
    assert ("https://video.example.cn/room" in visitor.page.html) is is_open


def test_a_terminal_says_how_instead_of_a_link(visitor: Visitor, database: Database) -> None:
    visitor.open("/kiosk")
    reference, _code = steps.book(visitor)
    make_remote(database)
    with clock.fixed(START):
        visitor.open("/kiosk")
        visitor.open("/book/find")
        visitor.fill("办理编号", reference)
        visitor.fill("查询码", _code)
        visitor.press("查看预约")
        visitor.open(f"/book/bookings/{reference.replace(' ', '')}/join")
    assert "video.example.cn" not in visitor.page.html
    assert visitor.page.has_text("这台公用终端不打开别的网站")


def test_what_is_at_a_place_or_somebody_elses_has_no_join_page(visitor: Visitor, app: Flask) -> None:
    reference, _code = steps.book(visitor)
    path = f"/book/bookings/{reference.replace(' ', '')}/join"
    assert visitor.open(path).status == 404
    assert Visitor(app).open(path).status == 404
