"""Places and interpreters see what they need of their district's bookings; every look is noted."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from citizen.booking.models import Booking, BookingNeed, Service, Site
from citizen.booking.terms import BookingState, Channel, Need, NeedState
from citizen.core import clock
from citizen.core.references import new_reference
from citizen.db.session import Database
from citizen.proxies.models import ActRecord
from tests.staff.hall import at_the_desk
from tests.support.people import folder_of, make_person
from tests.support.sample import load_sample
from tests.support.visitor import Visitor


def book(database: Database, *, need: Need | None = None, name: str = "王秀英") -> str:
    """An appointment of today at a place in Tongzhou."""
    with database.writing() as session:
        load_sample(session)
        site = session.scalars(sa.select(Site).where(Site.district == "tongzhou")).first()
        service = session.scalars(sa.select(Service)).first()
        person = make_person(session, name=name)
        assert site is not None
        assert service is not None
        now = clock.now()
        booking = Booking(
            public_ref=new_reference("B"), access_code="ABCD2345", service_id=service.id, site_id=site.id,
            start_at=now, end_at=now + timedelta(minutes=30), state=BookingState.CONFIRMED,
            visit_id=folder_of(session, person), person_key=person.hex, booked_by="self", person_name=name,
            channel=Channel.WEB, created_at=now, changed_at=now,
        )  # fmt: skip
        session.add(booking)
        session.flush()
        if need is not None:
            session.add(BookingNeed(booking_id=booking.id, need=need, state=NeedState.ASKED))
        return booking.public_ref


def looks_at(database: Database, reference: str) -> int:
    with database.reading() as session:
        noted = sa.select(sa.func.count()).where(ActRecord.about == reference, ActRecord.staff_id.is_not(None))
        return session.scalar(noted) or 0


def test_a_place_sees_who_comes_today_and_the_look_is_noted(visitor: Visitor, database: Database) -> None:
    reference = book(database, need=Need.STEP_FREE)
    at_the_desk(visitor, roles="place")
    visitor.follow("一天的预约")
    assert visitor.page.has_text("王秀英")
    assert visitor.page.has_text("无障碍入口") or visitor.page.has_text("需要")
    assert looks_at(database, reference) == 1
    assert visitor.open("/staff/interpreting").status == 403


def test_another_district_sees_nothing(visitor: Visitor, database: Database) -> None:
    reference = book(database)
    at_the_desk(visitor, "H1", district="xicheng", roles="place")
    visitor.follow("一天的预约")
    assert visitor.page.has_text("本区今天没有预约。")
    assert looks_at(database, reference) == 0


def test_an_interpreter_sees_only_where_one_is_needed(visitor: Visitor, database: Database) -> None:
    with_need, without = book(database, need=Need.SIGN_LANGUAGE), book(database, name="陈大明")
    at_the_desk(visitor, roles="interpreter")
    visitor.follow("需要手语翻译的预约")
    assert visitor.page.has_text("王秀英")
    assert not visitor.page.has_text("陈大明")
    assert (looks_at(database, with_need), looks_at(database, without)) == (1, 0)


def test_an_officer_looks_with_a_reason_and_finds_no_other_reference(visitor: Visitor) -> None:
    at_the_desk(visitor, roles="officer")
    visitor.follow("申请办到哪一步了？")
    visitor.press("查询")
    assert visitor.page.status == 422
    visitor.fill("办理编号", "A7K3M9QX4")
    visitor.choose("为什么查看？", "本人来问，或打电话问")
    visitor.press("查询")
    assert visitor.page.errors == ["在本区没有找到这个办理编号。请核对。"]
