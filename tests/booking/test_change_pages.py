"""Changing an appointment without script: another time, other needs, company, coming late, cancelling."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from icalendar import Calendar

from citizen.booking import service
from citizen.booking.models import Booking, BookingNeed, Service, Site
from citizen.booking.terms import BookingState, Need, NeedState
from citizen.core import clock
from citizen.db.session import Database
from citizen.proxies.authority import Who
from tests.booking.conftest import FIRST, SERVICE
from tests.booking.test_moving import NEXT_WEEK, book
from tests.support.visitor import Visitor

pytestmark = [pytest.mark.database, pytest.mark.usefixtures("small_place")]

HOUR = timedelta(hours=1)
Newcomer = Callable[[], Who]


@pytest.fixture
def opened(database: Database, newcomer: Newcomer, visitor: Visitor) -> str:
    """A booking on Monday at nine, opened with reference and access code; the visitor stands on its page."""
    with database.writing() as session:
        booking = book(session, newcomer())
        reference, code = booking.public_ref, booking.access_code
    visitor.open(f"/book/find?reference={reference}")
    visitor.fill("查询码", code)
    visitor.press("查看预约")
    assert visitor.page.h1 == "已经约好了"
    return reference


def stored(database: Database, reference: str) -> Booking:
    with database.reading() as session:
        booking = session.scalars(sa.select(Booking).where(Booking.public_ref == reference)).one()
        session.expunge_all()
    return booking


def test_the_page_shows_the_codes_the_square_and_who_is_there(visitor: Visitor, opened: str) -> None:
    assert visitor.page.summary["办理编号"].replace(" ", "") == opened
    assert visitor.page.summary["当天接待"] == "1 名工作人员"
    assert visitor.page.summary["无台阶通道"] == "有。可以不走台阶进门。"
    assert visitor.page.has_text("到了现场，出示二维码或说出办理编号都可以。")


def test_another_day_and_time(visitor: Visitor, database: Database, opened: str) -> None:
    visitor.follow("改时间")
    assert visitor.page.h1 == "想改到哪一天？"
    assert visitor.page.has_text("确认新时间以前，它仍是您的")
    visitor.press("继续")
    assert visitor.page.status == 422
    visitor.choose("想改到哪一天？", "2026年11月30日 星期一（上午3个时间）")
    visitor.press("继续")
    visitor.choose("想改到几点？", "2026年11月30日 星期一 上午10:00")
    visitor.press("继续")
    assert visitor.page.summary["新的时间"].startswith("2026年11月30日 星期一 上午10:00")
    assert visitor.page.summary["现在的时间"].startswith("2026年11月23日 星期一 上午9:00")
    assert stored(database, opened).start_at == FIRST
    visitor.press("改到新的时间")
    assert visitor.page.h1 == "已经约好了"
    assert visitor.page.has_text("已改到新的时间。")
    assert stored(database, opened).start_at == NEXT_WEEK + HOUR


def test_a_time_somebody_else_took_leaves_the_appointment(
    visitor: Visitor, database: Database, newcomer: Newcomer, opened: str
) -> None:
    visitor.open(f"/book/bookings/{opened}/move/check?start=2026-11-30T02:00%2B00:00")
    with database.writing() as session:
        for _ in range(2):
            book(session, newcomer(), NEXT_WEEK + HOUR)
    visitor.press("改到新的时间")
    assert visitor.page.has_text("您的预约没有变")
    assert visitor.page.has_text("那个时间刚被别人选走。")
    assert stored(database, opened).start_at == FIRST


def test_too_late_says_how_to_reach_the_place_in_writing(visitor: Visitor, database: Database, opened: str) -> None:
    with database.writing() as session:
        session.execute(sa.update(Service).where(Service.code == SERVICE).values(change_hours=48))
        session.execute(sa.update(Site).values(text_channel="短信 106900000000"))
    with clock.fixed(FIRST - 40 * HOUR):
        visitor.open(f"/book/bookings/{opened}")
        assert visitor.page.has_text("这里已不能改时间，请用文字或电话联系地点。仍然可以取消。")
        visitor.open(f"/book/bookings/{opened}/move")
        assert visitor.page.h1 == "这里已不能改时间"
        assert visitor.page.has_text("短信 106900000000")
        assert visitor.page.has_text("您的预约没有变")


def test_an_interpreter_is_reserved_in_addition(visitor: Visitor, database: Database, opened: str) -> None:
    visitor.follow("更改当天需要的安排")
    visitor.tick("手语翻译（国家通用手语）")
    visitor.press("保存")
    assert visitor.page.summary["已为您安排"] == "手语翻译"
    assert visitor.page.summary["当天接待"] == "1 名工作人员、1 名手语翻译"
    assert stored(database, opened).start_at == FIRST


@pytest.fixture
def without_interpreter(database: Database, newcomer: Newcomer, opened: str) -> str:
    """The only interpreter has another appointment at nine."""
    with database.writing() as session:
        book(session, newcomer(), FIRST, needs=(Need.SIGN_LANGUAGE,))
    return opened


def ask_for_an_interpreter(visitor: Visitor) -> None:
    visitor.follow("更改当天需要的安排")
    visitor.tick("手语翻译（国家通用手语）")
    visitor.press("保存")


def test_what_is_not_free_is_never_promised(visitor: Visitor, database: Database, without_interpreter: str) -> None:
    ask_for_an_interpreter(visitor)
    assert visitor.page.status == 409
    assert visitor.page.has_text("您的时间里，这些约不到：手语翻译。")
    visitor.press("继续")
    assert visitor.page.status == 422
    visitor.choose("您想怎么办？", "时间不变，请地点想办法")
    visitor.press("继续")
    assert visitor.page.has_text("已转告地点，地点会答复您。您的时间不变。")
    with database.reading() as session:
        asked = session.scalars(sa.select(BookingNeed).where(BookingNeed.state == NeedState.ASKED)).all()
        assert [need.need for need in asked] == [Need.SIGN_LANGUAGE]


def test_or_another_time_at_which_it_is_free(visitor: Visitor, database: Database, without_interpreter: str) -> None:
    ask_for_an_interpreter(visitor)
    visitor.choose("您想怎么办？", "另选一个能安排的时间")
    visitor.press("继续")
    assert visitor.page.h1 == "想改到哪一天？"
    visitor.choose("想改到哪一天？", "2026年11月23日 星期一（上午2个时间）")
    visitor.press("继续")
    visitor.choose("想改到几点？", "2026年11月23日 星期一 上午10:00")
    visitor.press("继续")
    assert visitor.page.summary["到时为您安排"] == "手语翻译"
    visitor.press("改到新的时间")
    assert visitor.page.summary["已为您安排"] == "手语翻译"
    assert stored(database, without_interpreter).start_at == FIRST + HOUR


def test_somebody_comes_along(visitor: Visitor, database: Database, opened: str) -> None:
    visitor.follow("有人陪同")
    visitor.choose("有几个人陪您来？", "2 人")
    visitor.press("保存")
    assert visitor.page.summary["陪同的人"] == "2 人"
    assert stored(database, opened).companions == 2


def test_coming_late_is_said_on_the_day_alone(visitor: Visitor, database: Database, opened: str) -> None:
    assert "会晚到" not in visitor.page.text
    with clock.fixed(FIRST - HOUR):
        visitor.open(f"/book/find?reference={opened}")
        with database.reading() as session:
            code = session.scalars(sa.select(Booking).where(Booking.public_ref == opened)).one().access_code
        visitor.fill("查询码", code)
        visitor.press("查看预约")
        visitor.follow("会晚到")
        visitor.press("告诉地点")
        assert visitor.page.status == 422
        visitor.choose("大约晚到多久？", "大约 20 分钟")
        visitor.press("告诉地点")
        assert visitor.page.summary["会晚到（地点已知道）"] == "大约 20 分钟"
    assert stored(database, opened).late_minutes == 20


@pytest.mark.parametrize("reason", ["", "生病了"])
def test_cancelling_with_a_reason_or_without(visitor: Visitor, database: Database, opened: str, reason: str) -> None:
    visitor.follow("取消这个预约")
    if reason:
        visitor.choose("为什么取消？ （选填）", reason)
    visitor.press("是，取消预约")
    assert visitor.page.h1 == "这个预约已取消"
    booking = stored(database, opened)
    assert (booking.state, booking.closed_reason) == (
        BookingState.CANCELLED_BY_PERSON,
        "ill" if reason else "",
    )


def test_the_calendar_file_changes_the_same_entry(visitor: Visitor, database: Database, opened: str) -> None:
    entries = [entry(visitor, opened)]
    visitor.open(f"/book/bookings/{opened}/move/check?start=2026-11-30T02:00%2B00:00")
    visitor.press("改到新的时间")
    entries.append(entry(visitor, opened))
    with database.writing() as session:
        service.cancel_booking(session, who=Who(), reference=opened, by_service=True)
    visitor.open(f"/book/bookings/{opened}")
    assert visitor.page.h1 == "地点取消了这个预约"
    entries.append(entry(visitor, opened))
    assert len({uid for uid, _sequence, _method in entries}) == 1
    assert [sequence for _uid, sequence, _method in entries] == [0, 1, 2]
    assert [method for _uid, _sequence, method in entries] == ["PUBLISH", "PUBLISH", "CANCEL"]


def entry(visitor: Visitor, reference: str) -> tuple[str, int, str]:
    answer = visitor.client.get(f"/book/bookings/{reference}/calendar.ics")
    calendar = Calendar.from_ical(answer.data)
    event = calendar.walk("VEVENT")[0]
    return str(event["UID"]), int(event["SEQUENCE"]), str(calendar["METHOD"])
