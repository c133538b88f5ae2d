"""The people of a place: their day, their hours, what cannot be arranged, and appointments that no longer fit."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.booking import place_acts, service
from citizen.booking.models import (
    Booking,
    BookingEvent,
    BookingNeed,
    Claim,
    Opening,
    OpeningException,
    Resource,
    Service,
    Site,
)  # fmt: skip
from citizen.booking.service import Contact
from citizen.booking.stranded import Why, stranded
from citizen.booking.terms import BookingState, Need, NeedState
from citizen.core import clock
from citizen.core.errors import Conflict, NotFound, RuleBroken
from citizen.db.session import Database
from citizen.notices.models import WrittenNotice
from citizen.proxies.authority import Who
from citizen.proxies.models import ActRecord
from tests.booking.conftest import FIRST, MORNING, PLACE, SERVICE, add_place, add_visit
from tests.staff.hall import enrol, use_enrolment
from tests.support.visitor import Visitor

pytestmark = pytest.mark.database

STAFF = Who(staff_id=UUID(int=7))
TICKS = 4


@pytest.fixture(autouse=True)
def morning():
    with clock.fixed(MORNING):
        yield


@pytest.fixture
def booked(database: Database) -> str:
    """Somebody has booked the first hour at a place with two therapists, two rooms and one interpreter."""
    with database.writing() as session:
        add_place(session, staff=2, rooms=2, interpreters=1)
    return book(database)


def book(database: Database, *needs: Need, start: datetime = FIRST, name: str = "王秀英") -> str:
    with database.writing() as session:
        who = Who(visit_id=add_visit(session).id)
        found = the_service(session)
        held = service.hold_time(
            session, who=who, service=found, site_code=PLACE, start=start, needs=needs, hold_minutes=20
        )
        service.confirm_booking(session, who=who, reference=held.public_ref, contact=Contact(name, "13800138000"))
        return held.public_ref


def the_service(session: Session) -> Service:
    return session.scalars(sa.select(Service).where(Service.code == SERVICE)).one()


def get(session: Session, reference: str) -> Booking:
    return session.scalars(sa.select(Booking).where(Booking.public_ref == reference)).one()


def claimed_by(session: Session, reference: str) -> set[UUID]:
    return set(session.scalars(sa.select(Claim.resource_id).where(Claim.booking_id == get(session, reference).id)))


def why(session: Session, reference: str) -> tuple[Why, ...]:
    return next((one.why for one in stranded(session) if one.booking.public_ref == reference), ())


# -- what no longer fits ---------------------------------------------------------------------------------------


def test_what_fits_is_not_listed(database: Database, booked: str) -> None:
    with database.reading() as session:
        assert stranded(session) == []


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (sa.update(Site).values(is_active=False), Why.PLACE_CLOSED),
        (sa.update(Resource).values(is_active=False), Why.RESOURCE_GONE),
        (sa.update(Resource).values(skills=["other"]), Why.SKILL_MISSING),
        (sa.update(Opening).values(to_minute=570), Why.NOT_OPEN),
        (sa.update(Opening).values(valid_to=date(2026, 11, 22)), Why.NOT_OPEN),
        (sa.delete(Opening), Why.NOT_OPEN),
    ],
)
def test_what_changed_is_named_and_nothing_is_deleted(database: Database, booked: str, change, reason: Why) -> None:
    with database.writing() as session:
        before = claimed_by(session, booked)
        session.execute(change)
    with database.reading() as session:
        assert reason in why(session, booked)
        assert stranded(session, "xicheng") == []
        assert get(session, booked).state is BookingState.CONFIRMED
        assert claimed_by(session, booked) == before


def test_a_promise_that_is_gone_is_named(database: Database, booked: str) -> None:
    reference = book(database, Need.STEP_FREE)
    with database.writing() as session:
        session.execute(sa.update(Site).values(meets=[]))
    with database.reading() as session:
        assert why(session, reference) == (Why.NEED_LOST,)
        assert why(session, booked) == ()


def test_what_is_over_is_not_listed(database: Database, booked: str) -> None:
    with database.writing() as session:
        session.execute(sa.delete(Opening))
    with clock.fixed(FIRST + timedelta(hours=2)), database.reading() as session:
        assert stranded(session) == []


# -- somebody else instead -------------------------------------------------------------------------------------


def take_away_one(database: Database, reference: str, kind: str = "staff") -> UUID:
    with database.writing() as session:
        mine = claimed_by(session, reference)
        gone = session.scalars(sa.select(Resource).where(Resource.id.in_(mine), Resource.code.startswith(kind))).one()
        gone.is_active = False
        return gone.id


def test_another_colleague_takes_the_same_time(database: Database, booked: str) -> None:
    gone = take_away_one(database, booked)
    with database.writing() as session:
        place_acts.reassign(session, who=STAFF, booking=get(session, booked), seen=get(session, booked).version)
    with database.reading() as session:
        booking = get(session, booked)
        assert (booking.start_at, booking.state) == (FIRST, BookingState.CONFIRMED)
        assert gone not in claimed_by(session, booked)
        assert session.scalar(sa.select(sa.func.count()).select_from(Claim)) == 2 * TICKS
        assert stranded(session) == []
        last = session.scalars(sa.select(BookingEvent).order_by(BookingEvent.at, BookingEvent.version)).all()[-1]
        assert (last.what, last.actor) == ("reassigned", f"staff:{UUID(int=7).hex}"[:40])


def test_nobody_else_leaves_everything_as_it_was(database: Database, booked: str) -> None:
    with database.writing() as session:
        session.execute(sa.update(Resource).where(Resource.code.startswith("staff")).values(is_active=False))
    with database.reading() as session:
        before, booking = claimed_by(session, booked), get(session, booked)
        assert not place_acts.can_reassign(session, booking)
    with pytest.raises((Conflict, NotFound)), database.writing() as session:
        place_acts.reassign(session, who=STAFF, booking=get(session, booked), seen=booking.version)
    with database.reading() as session:
        assert claimed_by(session, booked) == before


def test_an_interpreter_who_is_gone_is_not_given_up_in_silence(database: Database, booked: str) -> None:
    reference = book(database, Need.SIGN_LANGUAGE, start=FIRST + timedelta(hours=1))
    take_away_one(database, reference, "interpreter")
    with database.reading() as session:
        assert why(session, reference) == (Why.RESOURCE_GONE,)
        assert not place_acts.can_reassign(session, get(session, reference))


# -- answers ---------------------------------------------------------------------------------------------------


def answer_now(database: Database, reference: str, need: Need, answer: NeedState, note: str) -> None:
    with database.writing() as session:
        booking = get(session, reference)
        place_acts.answer_need(
            session, who=STAFF, booking=booking, need=need, answer=answer, note=note, seen=booking.version
        )


def test_a_no_is_kept_with_who_said_it_and_the_person_is_told(database: Database, booked: str) -> None:
    reference = book(database, Need.HEARING_LOOP, start=FIRST + timedelta(hours=1))
    with database.writing() as session:
        booking = get(session, reference)
        place_acts.answer_need(
            session, who=STAFF, booking=booking, need=Need.HEARING_LOOP, answer=NeedState.CANNOT,
            note="没有环路，可以用文字。", seen=booking.version,
        )  # fmt: skip
    with database.reading() as session:
        booking = get(session, reference)
        row = session.get(BookingNeed, (booking.id, Need.HEARING_LOOP))
        assert row is not None
        assert (row.state, row.note, row.answered_at) == (NeedState.CANNOT, "没有环路，可以用文字。", MORNING)
        assert booking.state is BookingState.CONFIRMED, "the time stays the person's"
        event = session.scalars(sa.select(BookingEvent).where(BookingEvent.what == "need_answered")).one()
        assert event.detail == {"need": "hearing_loop", "answer": "cannot"}
        assert event.actor.startswith("staff:")
        told = session.scalars(sa.select(WrittenNotice).where(WrittenNotice.kind == "booking_need_answered")).all()
        assert len(told) == 1


@pytest.mark.parametrize(
    ("need", "answer", "note", "code"),
    [
        (Need.HEARING_LOOP, NeedState.CANNOT, " ", "note_missing"),
        (Need.HEARING_LOOP, NeedState.ASKED, "x", "answer_missing"),
    ],
)
def test_an_answer_says_something(
    database: Database, booked: str, need: Need, answer: NeedState, note: str, code: str
) -> None:
    reference = book(database, Need.HEARING_LOOP, start=FIRST + timedelta(hours=1))
    with pytest.raises(RuleBroken, match=code):
        answer_now(database, reference, need, answer, note)


def test_an_interpreter_is_arranged_by_reserving_one_never_by_saying_so(database: Database) -> None:
    with database.writing() as session:
        add_place(session, staff=2, rooms=2)
    reference = book(database, Need.SIGN_LANGUAGE)
    with pytest.raises(RuleBroken, match="reserve_it"):
        answer_now(database, reference, Need.SIGN_LANGUAGE, NeedState.ARRANGED, "")


def test_of_two_answers_the_second_sees_that_something_changed(database: Database, booked: str) -> None:
    reference = book(database, Need.HEARING_LOOP, start=FIRST + timedelta(hours=1))
    for expected in (None, Conflict):
        try:
            with database.writing() as session:
                place_acts.answer_need(
                    session, who=STAFF, booking=get(session, reference), need=Need.HEARING_LOOP,
                    answer=NeedState.ARRANGED, note="", seen=2,
                )  # fmt: skip
        except Conflict:
            assert expected is Conflict
        else:
            assert expected is None


# -- the pages -------------------------------------------------------------------------------------------------


def at_the_place(visitor: Visitor, district: str = "tongzhou") -> None:
    use_enrolment(visitor, "P1", enrol(visitor.client.application, "P1", roles="place", district=district))


def test_the_day_shows_needs_companions_and_who_is_late(visitor: Visitor, database: Database, booked: str) -> None:
    reference = book(database, Need.HEARING_LOOP, start=FIRST + timedelta(hours=1), name="陈大明")
    with database.writing() as session:
        booking = get(session, reference)
        booking.companions, booking.late_minutes = 2, 20
    at_the_place(visitor)
    visitor.open("/staff/bookings")
    assert visitor.page.has_text("本区今天没有预约。")
    visitor.open("/staff/bookings?day=2026-11-23")
    for words in (
        "王秀英",
        "陈大明",
        "助听环路：已提出，还没有答复",
        "2 位陪同人",
        "本人说会晚到 20 分钟。",
        "等待到来",
    ):
        assert visitor.page.has_text(words), words
    visitor.follow("打印用的一页")
    assert visitor.page.has_text("陈大明")
    with database.reading() as session:
        assert (session.scalar(sa.select(sa.func.count()).select_from(ActRecord)) or 0) == 0, "nobody has an account"


def test_a_place_says_what_it_cannot_arrange(visitor: Visitor, database: Database, booked: str) -> None:
    reference = book(database, Need.HEARING_LOOP, start=FIRST + timedelta(hours=1))
    at_the_place(visitor)
    visitor.open(f"/staff/bookings/{reference}")
    visitor.follow("答复：助听环路")
    visitor.choose("能安排吗？", "不能安排")
    visitor.press("把答复发给本人")
    assert visitor.page.errors == ["请写明原因，和您能提供什么代替"]
    visitor.fill("要告诉本人什么？ （选填）", "没有环路，可以用文字。")
    visitor.press("把答复发给本人")
    assert visitor.page.has_text("不能安排")
    assert visitor.page.has_text("没有环路，可以用文字。")


def test_a_day_is_closed_after_what_it_concerns_was_shown(visitor: Visitor, database: Database, booked: str) -> None:
    at_the_place(visitor)
    visitor.open("/staff/places")
    visitor.follow("小地点")
    visitor.follow("关一天，或加开一天")
    visitor.press("看会影响哪些预约")
    assert visitor.page.status == 422
    visitor.choose("这一天有什么不同？", "关闭")
    visitor.choose("对哪里？", "整个地点")
    visitor.fill_date("哪一天？", 2026, 11, 23)
    visitor.fill("几点开始 （选填）", "9:10")
    visitor.press("看会影响哪些预约")
    assert visitor.page.errors == ["请填时间，例如 9:00 或 13:30，按 15 分钟算"]
    visitor.fill("几点开始 （选填）", "")
    visitor.press("看会影响哪些预约")
    assert visitor.page.has_text("1 个预约会不再合适")
    assert visitor.page.has_text("王秀英")
    with database.reading() as session:
        assert session.scalars(sa.select(OpeningException)).all() == [], "nothing is kept before the yes"
    visitor.press("保存更改")
    with database.reading() as session:
        assert len(session.scalars(sa.select(OpeningException)).all()) == 5
        assert get(session, booked).state is BookingState.CONFIRMED
    visitor.open("/staff/stranded")
    assert visitor.page.has_text("不在服务时间里。")
    assert visitor.page.has_text("这个时间没有别人有空。")


def test_what_a_place_has_goes_by_names_and_not_by_codes(visitor: Visitor, database: Database, booked: str) -> None:
    with database.writing() as session:
        skills = {"staff-0": ["therapist", "low-vision"], "room-0": ["treatment"], "room-1": ["our-own-word"]}
        for code, can in skills.items():
            session.execute(sa.update(Resource).where(Resource.code == code).values(skills=can))
    at_the_place(visitor)
    visitor.open(f"/staff/places/{PLACE}")
    names = visitor.page.headings
    assert {"工作人员（康复治疗、低视力）0 号", "房间（治疗室）0 号", "房间（our-own-word）1 号"} <= set(names)
    visitor.follow("更改房间（治疗室）0 号的时间")
    assert visitor.page.has_text("房间（治疗室）0 号")


def test_hours_are_added_and_ended(visitor: Visitor, database: Database, booked: str) -> None:
    at_the_place(visitor)
    visitor.open(f"/staff/places/{PLACE}/hours/staff-0")
    visitor.tick("周二")
    visitor.fill("几点开始", "9:00")
    visitor.fill("几点结束", "12:00")
    visitor.press("看会影响哪些预约")
    assert visitor.page.has_text("不影响任何预约。")
    visitor.press("保存更改")
    assert visitor.page.has_text("周二：9:00至12:00")
    visitor.open(f"/staff/places/{PLACE}/hours/staff-0")
    visitor.tick("周一")
    visitor.fill("几点开始", "11:00")
    visitor.fill("几点结束", "13:00")
    visitor.press("看会影响哪些预约")
    assert visitor.page.errors == ["这段时间已经有服务时间。请换一段，或者先结束原来的。"]
    visitor.follow("结束这段时间：周一：9:00至12:00")
    visitor.fill_date("这个时间最后用到哪一天？", 2026, 11, 22)
    visitor.press("看会影响哪些预约")
    visitor.press("保存更改")
    with database.reading() as session:
        ended = session.scalars(sa.select(Opening).where(Opening.valid_to == date(2026, 11, 22))).all()
        assert len(ended) == 1


def test_a_place_finds_somebody_else_or_calls_it_off(visitor: Visitor, database: Database, booked: str) -> None:
    take_away_one(database, booked)
    at_the_place(visitor)
    visitor.open("/staff/stranded")
    visitor.press("时间不变，换有空的人员或房间")
    visitor.open("/staff/stranded")
    assert visitor.page.has_text("今后的预约都合适。")
    visitor.open(f"/staff/bookings/{booked}")
    visitor.follow("取消这个预约")
    visitor.press("取消并通知本人")
    assert visitor.page.errors == ["请选择为什么取消"]
    visitor.choose("为什么取消？", "已和本人商量好")
    visitor.press("取消并通知本人")
    assert visitor.page.has_text("本机构取消了")
    with database.reading() as session:
        assert get(session, booked).closed_reason == "agreed_with_person"
        assert session.scalars(sa.select(Claim)).all() == []
        told = sa.select(WrittenNotice).where(WrittenNotice.kind == "booking_cancelled_by_service")
        assert len(session.scalars(told).all()) == 1


@pytest.mark.parametrize(
    "path",
    ["/staff/bookings/{}", "/staff/bookings/{}/call-off", f"/staff/places/{PLACE}", f"/staff/places/{PLACE}/days"],
)
def test_another_district_finds_nothing(visitor: Visitor, booked: str, path: str) -> None:
    at_the_place(visitor, "xicheng")
    assert visitor.open(path.format(booked)).status == 404
    visitor.open("/staff/places")
    assert not visitor.page.has_text("小地点")
    visitor.open("/staff/bookings?day=2026-11-23")
    assert not visitor.page.has_text("王秀英")
    visitor.open("/staff/stranded")
    assert not visitor.page.has_text("王秀英")


def test_only_the_role_of_a_place_changes_hours(visitor: Visitor, booked: str) -> None:
    roles = "desk officer interpreter"
    use_enrolment(visitor, "G9", enrol(visitor.client.application, "G9", roles=roles))
    for path in ("/staff/places", "/staff/stranded", f"/staff/bookings/{booked}"):
        assert visitor.open(path).status == 403
