"""An appointment in other hands: a helper with a mandate, and somebody at a terminal."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from flask import Flask

from citizen.booking import service
from citizen.booking.models import Booking, Service
from citizen.booking.service import Contact
from citizen.booking.terms import BookingState
from citizen.db.session import Database
from citizen.notices.service import list_notices
from citizen.people.models import ContactKind, ContactWay
from citizen.proxies.authority import Act, Relation, Subject, Who
from citizen.proxies.models import ActRecord
from tests.support.people import act_for, folder_of, make_mandate, make_person, signed_in
from tests.support.sample import MORNING
from tests.support.visitor import Visitor

pytestmark = [pytest.mark.database, pytest.mark.usefixtures("sample_places")]

#: When the appointment is: at nine in Beijing.
TUESDAY = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
SITE, SERVICE = "sample-tongzhou-rehab", "rehab-assessment"


def booked_for(database: Database, who: Who) -> str:
    with database.writing() as session:
        found = session.scalars(sa.select(Service).where(Service.code == SERVICE)).one()
        held = service.hold_time(
            session, who=who, service=found, site_code=SITE, start=TUESDAY, needs=(), hold_minutes=20
        )
        contact = Contact("李奶奶", phone="13800000000")
        return service.confirm_booking(session, who=who, reference=held.public_ref, contact=contact).public_ref


def test_a_helper_moves_and_cancels_and_the_person_reads_of_it(visitor: Visitor, database: Database) -> None:
    helper = signed_in(visitor, name="安娜")
    with database.writing() as session:
        grandmother = make_person(session, name="李奶奶")
        folder = folder_of(session, grandmother)
        make_mandate(session, helper, grandmother, acts={Act.BOOK, Act.SEE})
    own = Who(visit_id=folder, subject=Subject(person_id=grandmother), actor_id=grandmother)
    reference = booked_for(database, own)
    act_for(visitor, grandmother)
    visitor.open(f"/book/bookings/{reference}/move/check?start=2026-11-25T01:00%2B00:00")
    visitor.press("改到新的时间")
    assert visitor.page.has_text("已改到新的时间。")
    assert "查询码" not in visitor.page.summary
    visitor.follow("有人陪同")
    visitor.choose("有几个人陪您来？", "1 人")
    visitor.press("保存")
    visitor.follow("取消这个预约")
    visitor.press("是，取消预约")
    with database.reading() as session:
        done = session.scalars(sa.select(ActRecord.doing).where(ActRecord.subject_id == grandmother)).all()
        told = {notice.kind for notice in list_notices(session, about=reference)}
    assert {"booking_moved", "booking_changed", "booking_cancelled"} <= set(done)
    assert {"booking_confirmed", "booking_moved", "booking_cancelled", "done_for_you"} <= told


def test_without_the_act_nothing_of_it_opens(visitor: Visitor, database: Database) -> None:
    helper = signed_in(visitor, name="安娜")
    with database.writing() as session:
        grandmother = make_person(session, name="李奶奶")
        folder = folder_of(session, grandmother)
        make_mandate(session, helper, grandmother, acts={Act.SEE})
    own = Who(visit_id=folder, subject=Subject(person_id=grandmother), actor_id=grandmother)
    reference = booked_for(database, own)
    act_for(visitor, grandmother)
    for page in ("move", "needs", "companions", "late", "cancel"):
        visitor.open(f"/book/bookings/{reference}/{page}")
        assert visitor.page.status == 403, page


def test_a_person_is_told_on_the_way_they_chose(visitor: Visitor, database: Database) -> None:
    person = signed_in(visitor, name="王秀英")
    with database.writing() as session:
        folder = folder_of(session, person)
        session.add(
            ContactWay(
                person_id=person,
                kind=ContactKind.PHONE,
                address="13900000000",
                address_hash="x" * 64,
                gets_notices=True,
                confirmed_at=MORNING,
                added_at=MORNING,
            )
        )
    own = Who(visit_id=folder, subject=Subject(person_id=person), actor_id=person)
    reference = booked_for(database, own)
    visitor.open("/development/outbox")
    assert visitor.page.has_text("13900000000")
    assert not visitor.page.has_text("13800000000")  # the number on the booking is for the place
    with database.writing() as session:
        service.cancel_booking(session, who=Who(), reference=reference, by_service=True, reason="closed")
    visitor.open(f"/book/bookings/{reference}")
    assert visitor.page.h1 == "地点取消了这个预约"
    with database.reading() as session:
        state = session.scalars(sa.select(Booking.state).where(Booking.public_ref == reference)).one()
    assert state is BookingState.CANCELLED_BY_SERVICE


def test_a_terminal_offers_no_file(app: Flask, database: Database) -> None:
    terminal = Visitor(app)
    terminal.open("/kiosk")
    with database.writing() as session:
        visit = make_person(session, name=None)
        folder = folder_of(session, visit)
    reference = booked_for(database, Who(visit_id=folder, subject=Subject(relation=Relation.SELF)))
    with database.reading() as session:
        code = session.scalars(sa.select(Booking).where(Booking.public_ref == reference)).one().access_code
    terminal.open(f"/book/find?reference={reference}")
    assert terminal.page.has_text("办理编号")
    terminal.fill("查询码", code)
    terminal.press("查看预约")
    assert terminal.page.h1 == "已经约好了"
    assert not terminal.page.has_text(".ics")
    terminal.follow("取消这个预约")
    terminal.press("是，取消预约")
    assert terminal.page.h1 == "这个预约已取消"
