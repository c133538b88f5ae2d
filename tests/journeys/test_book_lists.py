"""Waiting lists, group sessions, series and families, from beginning to end and without script."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from icalendar import Calendar

from citizen.booking.models import Booking, GroupSession
from citizen.booking.terms import BookingState
from citizen.db.session import Database
from tests.journeys import list_steps as steps
from tests.support.visitor import Visitor

pytestmark = [pytest.mark.database, pytest.mark.usefixtures("sample_places")]


class TestWaiting:
    def test_a_time_is_offered_and_taken(self, visitor: Visitor, app: Flask) -> None:
        other = Visitor(app)
        steps.book(other)
        steps.look_for(visitor)
        steps.join_waiting_list(visitor)
        assert visitor.page.h1 == "有一个时间留给您了"
        visitor.press("要，约这个时间")
        assert visitor.page.h1 == "已经约好了"

    def test_no_keeps_the_place_and_leaving_says_first_what_it_means(self, visitor: Visitor) -> None:
        steps.look_for(visitor)
        steps.join_waiting_list(visitor)
        visitor.press("不要这个时间")
        assert visitor.page.has_text("这个时间给下一位。您的排队位置不变")
        visitor.open("/book")
        assert visitor.page.has_text("您正在排的队")
        visitor.follow(steps.ASSESSMENT)
        visitor.follow("不再排队")
        visitor.press("是，不再排队")
        assert visitor.page.h1 == "您已经不再排队"
        assert not visitor.page.has_text("王秀英")

    def test_on_any_device_with_reference_and_code(self, visitor: Visitor, app: Flask) -> None:
        steps.look_for(visitor)
        steps.join_waiting_list(visitor)
        reference, code = visitor.page.summary["办理编号"], visitor.page.summary["查询码"]
        assert re.fullmatch(r"W\w\w \w{3} \w{3}", reference)
        later = Visitor(app)
        later.open("/book/find")
        later.fill("办理编号", reference)
        later.fill("查询码", code)
        later.press("查看预约")
        assert later.page.h1 == "有一个时间留给您了"
        later.press("要，约这个时间")
        assert later.page.h1 == "已经约好了"

    def test_a_wrong_answer_is_told(self, visitor: Visitor) -> None:
        steps.look_for(visitor)
        visitor.open("/book/waiting/join")
        visitor.press("开始排队")
        assert visitor.page.status == 422
        assert visitor.page.errors == ["请填写您的姓名或称呼"]

    def test_a_stranger_sees_nothing(self, visitor: Visitor, app: Flask) -> None:
        steps.look_for(visitor)
        steps.join_waiting_list(visitor)
        stranger = Visitor(app)
        steps.look_for(stranger)
        stranger.open(visitor.page.url)
        assert stranger.page.status == 404


class TestGroupSessions:
    def test_a_seat_is_held_checked_and_confirmed(self, visitor: Visitor, database: Database) -> None:
        steps.look_for(visitor, steps.LECTURE)
        assert visitor.page.h1 == "请选择一场"
        visitor.choose("您想参加哪一场？", steps.lecture())
        visitor.press("给我留一个名额")
        assert visitor.page.h1 == "请核对，再确认预约"
        visitor.fill("您的姓名或称呼", "王秀英")
        visitor.press("确认预约")
        assert visitor.page.h1 == "已经约好了"
        with database.reading() as session:
            assert session.scalar(sa.select(sa.func.sum(GroupSession.booked))) == 1
        visitor.follow("取消这个预约")
        visitor.press("是，取消预约")
        with database.reading() as session:
            assert session.scalar(sa.select(sa.func.sum(GroupSession.booked))) == 0

    def test_a_full_session_is_no_choice_and_a_direct_post_is_refused(
        self, visitor: Visitor, database: Database
    ) -> None:
        steps.look_for(visitor, steps.LECTURE)
        visitor.choose("您想参加哪一场？", steps.lecture())
        with database.writing() as session:
            lectures = GroupSession.code.contains("tongzhou-community-legal-education")
            session.execute(sa.update(GroupSession).where(lectures).values(capacity=0))
        visitor.press("给我留一个名额")
        assert visitor.page.status == 409
        assert visitor.page.has_text("最后一个名额刚刚被别人约走了")
        assert visitor.page.has_text("现在已经约满的场次")
        with database.reading() as session:
            assert session.scalar(sa.select(sa.func.count()).select_from(Booking)) == 0


class TestSeries:
    def test_ten_appointments_as_one(self, visitor: Visitor, database: Database) -> None:
        steps.hold_series(visitor, count=10, first=steps.first_monday())
        assert visitor.page.h1 == "请核对每一次，再确认"
        assert len(visitor.page.summary) > 1
        visitor.fill("您的姓名或称呼", "王秀英")
        visitor.press("确认全部预约")
        assert visitor.page.h1 == "您的连续预约"
        assert visitor.page.has_text("还有 10 次")
        with database.reading() as session:
            states = session.scalars(sa.select(Booking.state)).all()
        assert states == [BookingState.CONFIRMED] * 10
        calendar = Calendar.from_ical(visitor.download("把每一次都保存到日历（.ics 文件）").data)
        assert len(calendar.walk("VEVENT")) == 10
        assert len({event["UID"] for event in calendar.walk("VEVENT")}) == 10

    def test_a_holiday_is_skipped_and_named(self, visitor: Visitor) -> None:
        """Fridays from 27 November: the sixth would be New Year's Day."""
        steps.list_series(visitor, count=8, first="2026年11月27日 星期五 上午9:00")
        assert visitor.page.has_text("跳过的日子")
        assert visitor.page.has_text("2027年1月1日 星期五 上午9:00：法定节假日，不开门。")

    def test_the_rest_is_cancelled_and_the_code_opens_all(self, visitor: Visitor, app: Flask) -> None:
        steps.book_series(visitor, count=4, first=steps.first_monday())
        reference, code = visitor.page.summary["连续预约的办理编号"], visitor.page.summary["查询码"]
        later = Visitor(app)
        later.open("/book/find")
        later.fill("办理编号", reference)
        later.fill("查询码", code)
        later.press("查看预约")
        assert later.page.h1 == "您的连续预约"
        later.follow("取消剩下的全部")
        later.press("是，全部取消")
        assert later.page.has_text("这组连续预约里，没有还没到的预约了")

    def test_a_list_that_changed_meanwhile_is_shown_anew(self, visitor: Visitor, app: Flask) -> None:
        """Both treatment rooms of the first time go to others, who look without a series."""
        steps.list_series(visitor, count=4, first=steps.first_monday())
        for _ in range(2):
            faster = Visitor(app)
            steps.hold_series(faster, count=4, first=steps.first_monday())
        visitor.press("把这些时间都留给我")
        assert visitor.page.status == 409
        assert visitor.page.has_text("有人先约走了一个时间")


class TestFamily:
    def test_a_second_person_next_to_the_first(self, visitor: Visitor, database: Database) -> None:
        steps.book(visitor)
        steps.second_person(visitor)
        assert visitor.page.h1 == "挨着第一位的时间"
        visitor.choose("第二位约哪个时间？", steps.next_to_the_first())
        visitor.press("继续")
        visitor.fill("您的姓名或称呼", "王秀英")
        visitor.press("确认预约")
        assert visitor.page.h1 == "已经约好了"
        with database.reading() as session:
            one, two = session.scalars(sa.select(Booking).order_by(Booking.start_at)).all()
        assert one.together_id == two.together_id is not None
        assert two.start_at - one.start_at <= timedelta(hours=1)
        assert one.public_ref != two.public_ref
        assert one.person_key != two.person_key

    def test_both_are_confirmed_on_one_page(self, visitor: Visitor, database: Database) -> None:
        steps.hold_both(visitor)
        assert visitor.page.h1 == "请核对两位的预约，再确认"
        visitor.fill("您的姓名或称呼", "王秀英")
        visitor.press("确认两位的预约")
        assert visitor.page.h1 == "已经约好了"
        assert visitor.page.has_text("另一位家人的预约")
        with database.reading() as session:
            assert session.scalars(sa.select(Booking.state)).all() == [BookingState.CONFIRMED] * 2
