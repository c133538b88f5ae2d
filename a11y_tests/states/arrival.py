"""The day itself: checking in, a number, the screen of a hall, the desk, joining remotely."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from a11y_tests.states.register import state
from citizen.booking import tickets
from citizen.booking.models import Booking, Service, Site
from citizen.booking.terms import ServiceKind
from tests.journeys import steps
from tests.staff.hall import at_the_desk
from tests.support.visitor import Visitor

_numbers = iter(range(7000, 7999))


def _site(visitor: Visitor) -> str:
    with visitor.client.application.extensions["database"].reading() as session:
        return next(one.code for one in session.scalars(sa.select(Site)) if one.name["zh"] == steps.REHAB)


def _call_somebody(visitor: Visitor) -> str:
    code = _site(visitor)
    with visitor.client.application.extensions["database"].writing() as session:
        site = session.scalars(sa.select(Site).where(Site.code == code)).one()
        for _two in range(2):
            tickets.take(session, site=site, prefix="B")
        tickets.call_next(session, site=site, counter="3 号窗口")
    return code


@state()
def arrive(visitor: Visitor) -> None:
    visitor.open("/arrive")


@state(status=422)
def arrive_with_an_error(visitor: Visitor) -> None:
    visitor.open("/arrive")
    visitor.press("报到")


@state(status=409)
def arrive_not_now(visitor: Visitor) -> None:
    reference, code = steps.book(visitor)
    with visitor.client.application.extensions["database"].writing() as session:
        wanted = sa.select(Booking).where(Booking.public_ref == reference.replace(" ", ""))
        booking = session.scalars(wanted).one()
        booking.start_at, booking.end_at = (one + timedelta(days=1) for one in (booking.start_at, booking.end_at))
    visitor.open("/arrive")
    visitor.fill("预约的办理编号", reference)
    visitor.fill("预约的查询码", code)
    visitor.press("报到")


@state()
def arrive_where(visitor: Visitor) -> None:
    visitor.open("/arrive/number")


@state()
def arrive_number(visitor: Visitor) -> None:
    visitor.open(f"/arrive/number/{_site(visitor)}")


@state(status=422)
def arrive_number_with_an_error(visitor: Visitor) -> None:
    arrive_number(visitor)
    visitor.press("取号")


@state()
def arrive_ticket(visitor: Visitor) -> None:
    arrive_number(visitor)
    visitor.choose("您来办什么事？", "咨询，或者其他事")
    visitor.press("取号")


@state()
def arrive_ticket_on_a_kiosk(visitor: Visitor) -> None:
    visitor.open("/kiosk")
    arrive_ticket(visitor)


@state()
def arrive_how(visitor: Visitor) -> None:
    arrive_ticket(visitor)
    visitor.follow("更改 怎样叫您")


@state()
def hall_board(visitor: Visitor) -> None:
    visitor.open(f"/hall/{_call_somebody(visitor)}/board?pause=on")


@state()
def staff_halls(visitor: Visitor) -> None:
    at_the_desk(visitor, f"G{next(_numbers)}")
    visitor.open("/staff/hall")


@state()
def staff_hall_counter(visitor: Visitor) -> None:
    staff_halls(visitor)
    visitor.follow(steps.REHAB)


@state()
def staff_hall(visitor: Visitor) -> None:
    code = _call_somebody(visitor)
    at_the_desk(visitor, f"G{next(_numbers)}")
    visitor.open(f"/staff/hall/{code}?counter=3")


@state()
def join_remotely(visitor: Visitor) -> None:
    reference, _code = steps.book(visitor)
    reference = reference.replace(" ", "")
    with visitor.client.application.extensions["database"].writing() as session:
        booking = session.scalars(sa.select(Booking).where(Booking.public_ref == reference)).one()
        remote = sa.select(Service.id).where(Service.kind == ServiceKind.REMOTE).limit(1)
        booking.service_id = session.scalars(remote).one()
    visitor.open(f"/book/bookings/{reference}/join")
