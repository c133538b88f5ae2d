"""Pages of the people of a place: one day, hours, answers, and appointments that no longer fit."""

from __future__ import annotations

import uuid
from datetime import date

import sqlalchemy as sa

from a11y_tests.states.register import state
from citizen.booking import inventory, service
from citizen.booking.models import Booking, OpeningException, Resource, Service, Site
from citizen.booking.sample import load_sample
from citizen.booking.service import Contact
from citizen.booking.terms import Need
from citizen.core import clock
from citizen.db.session import Database
from citizen.people.models import Visit
from citizen.proxies.authority import Who
from tests.staff.hall import enrol, use_enrolment
from tests.support.visitor import Visitor

#: Away from where the other states book.
_DISTRICT, _SITE, _SERVICE = "fenghua", "sample-fenghua-rehab", "rehab-assessment"
_numbers = iter(range(7000, 9999))


def _at_the_place(visitor: Visitor) -> None:
    code = f"P{next(_numbers)}"
    use_enrolment(visitor, code, enrol(visitor.client.application, code, roles="place", district=_DISTRICT))


def _booked(visitor: Visitor, *, closed: bool = False) -> tuple[str, date]:
    """Somebody has booked the first time there is; with `closed` the place is closed on that day now."""
    database: Database = visitor.client.application.extensions["database"]
    with database.writing() as session:
        load_sample(session)
        visit = Visit(key_hash=uuid.uuid4().hex, created_at=clock.now(), last_seen_at=clock.now())
        session.add(visit)
        session.flush()
        wanted = session.scalars(sa.select(Service).where(Service.code == _SERVICE)).one()
        needs = (Need.HEARING_LOOP, Need.STEP_FREE)
        plan = inventory.get_plan(session, service=wanted, site_code=_SITE, needs=needs, person_key=None)
        first = plan.earliest()
        assert first is not None
        who = Who(visit_id=visit.id)
        held = service.hold_time(
            session, who=who, service=wanted, site_code=_SITE, start=first.start, needs=needs, hold_minutes=20
        )
        contact = Contact("王秀英", "13800138000")
        booking: Booking = service.confirm_booking(session, who=who, reference=held.public_ref, contact=contact)
        booking.companions, booking.late_minutes = 1, 20
        day = booking.start_at.astimezone(plan.zone).date()
        for resource in session.scalars(sa.select(Resource).join(Site).where(Site.code == _SITE)) if closed else ():
            session.add(
                OpeningException(resource_id=resource.id, day=day, from_minute=0, to_minute=1440, is_open=False)
            )
        return booking.public_ref, day


@state()
def place_day(visitor: Visitor) -> None:
    _reference, day = _booked(visitor)
    _at_the_place(visitor)
    visitor.open(f"/staff/bookings?day={day}")


@state()
def place_day_to_print(visitor: Visitor) -> None:
    _reference, day = _booked(visitor)
    _at_the_place(visitor)
    visitor.open(f"/staff/bookings/to-print?day={day}")


@state()
def place_appointment(visitor: Visitor) -> None:
    reference, _day = _booked(visitor)
    _at_the_place(visitor)
    visitor.open(f"/staff/bookings/{reference}")


@state(status=422)
def place_answer_without_words(visitor: Visitor) -> None:
    reference, _day = _booked(visitor)
    _at_the_place(visitor)
    visitor.open(f"/staff/bookings/{reference}/needs/hearing_loop")
    visitor.choose("能安排吗？", "不能安排")
    visitor.press("把答复发给本人")


@state()
def place_call_off(visitor: Visitor) -> None:
    reference, _day = _booked(visitor)
    _at_the_place(visitor)
    visitor.open(f"/staff/bookings/{reference}/call-off")


@state()
def place_stranded(visitor: Visitor) -> None:
    _booked(visitor, closed=True)
    _at_the_place(visitor)
    visitor.open("/staff/stranded")


@state()
def places_of_the_district(visitor: Visitor) -> None:
    _booked(visitor)
    _at_the_place(visitor)
    visitor.open("/staff/places")


@state()
def place_hours(visitor: Visitor) -> None:
    _booked(visitor, closed=True)
    _at_the_place(visitor)
    visitor.open(f"/staff/places/{_SITE}")


@state(status=422)
def place_close_a_day_with_errors(visitor: Visitor) -> None:
    _booked(visitor)
    _at_the_place(visitor)
    visitor.open(f"/staff/places/{_SITE}/days")
    visitor.press("看会影响哪些预约")


@state()
def place_close_a_day_concerns(visitor: Visitor) -> None:
    _reference, day = _booked(visitor)
    _at_the_place(visitor)
    visitor.open(f"/staff/places/{_SITE}/days")
    visitor.choose("这一天有什么不同？", "关闭")
    visitor.choose("对哪里？", "整个地点")
    visitor.fill_date("哪一天？", day.year, day.month, day.day)
    visitor.press("看会影响哪些预约")


@state()
def place_weekly_hours(visitor: Visitor) -> None:
    _booked(visitor)
    _at_the_place(visitor)
    visitor.open(f"/staff/places/{_SITE}/hours/{_SITE}-therapist-1")


@state()
def place_end_weekly_hours(visitor: Visitor) -> None:
    _booked(visitor)
    _at_the_place(visitor)
    visitor.open(f"/staff/places/{_SITE}/hours/{_SITE}-therapist-1")
    first = next(one.name for one in visitor.page.links if one.name.startswith("结束这段时间"))
    visitor.follow(first)
