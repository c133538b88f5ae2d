"""The fictional appointments of the demo: in every state, at the sample places, some gone by and some to come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session

from citizen.booking import inventory, place_acts, service, waiting, wishes
from citizen.booking.models import Booking, Service
from citizen.booking.place_acts import CalledOff
from citizen.booking.service import Contact
from citizen.booking.terms import Need, PartOfDayWished
from citizen.booking.waiting import Wanted
from citizen.cli.demo_people import DISTRICT, Cast
from citizen.core import clock
from citizen.core.errors import NotFound
from citizen.proxies.authority import Who

_HOLD_MINUTES = 120
_AT_PLACE = Who(office="place:demo")


@dataclass(frozen=True, slots=True)
class Visit:
    """An appointment: whose, for what, booked how many days ago for the first time then free, and how it ended."""

    figure: str
    service: str
    days_ago: int
    end: str
    needs: tuple[Need, ...] = ()


VISITS = (
    Visit("chen", "rehab-assessment", 12, "done", (Need.STEP_FREE,)),
    Visit("chen", "device-assessment", 9, "no_show"),
    Visit("chen", "device-fitting", 0, "confirmed", (Need.STEP_FREE, Need.COMPANION)),
    Visit("chen", "device-repair", 0, "held"),
    Visit("lin", "orientation-mobility", 0, "cancelled", (Need.GUIDE_DOG,)),
    Visit("lin", "low-vision", 0, "confirmed", (Need.LONGER_TIME,)),
    Visit("lele", "child-rehab-assessment", 0, "called off"),
    Visit("lele", "child-rehab-assessment", 0, "confirmed", (Need.QUIET,)),
    Visit("wang", "rehab-home", 0, "confirmed", (Need.COMPANION,)),
)


def book_visits(session: Session, cast: Cast) -> int:
    """Every appointment, as the person and the place made it; and somebody who waits. Returns how many."""
    for visit in VISITS:
        _book(session, cast.who(session, visit.figure), visit)
        session.flush()
    _wait(session, cast.who(session, "wang"))
    return len(VISITS)


def _book(session: Session, who: Who, visit: Visit) -> None:
    with clock.fixed(clock.now() - timedelta(days=visit.days_ago)):
        booking = _hold(session, who, visit)
        if visit.end == "held":
            return
        contact = Contact(who.subject.name, home_address="通州区虚构路1号")
        service.confirm_booking(session, who=who, reference=booking.public_ref, contact=contact)
    match visit.end:
        case "cancelled":
            service.cancel_booking(session, who=who, reference=booking.public_ref)
        case "called off":
            place_acts.call_off(
                session, who=_AT_PLACE, booking=booking, why=CalledOff.ROOM_CLOSED, seen=booking.version
            )
        case "done":
            with clock.fixed(booking.end_at):
                place_acts.note_done(session, who=_AT_PLACE, booking=booking, seen=booking.version)
        case "no_show":
            with clock.fixed(booking.end_at):
                place_acts.note_absence(session, who=_AT_PLACE, booking=booking, seen=booking.version)


def _hold(session: Session, who: Who, visit: Visit) -> Booking:
    """The first time that is free at any place of the district."""
    found = _service(session, visit.service)
    plans = inventory.find_plans(
        session, service=found, district=DISTRICT, needs=visit.needs, person_key=wishes.person_key(who)
    )
    plan, offer = next(((plan, offer) for plan in plans if (offer := plan.earliest())), (None, None))
    if plan is None or offer is None:
        raise NotFound(f"a time for {visit.service}")
    return service.hold_time(
        session,
        who=who,
        service=found,
        site_code=plan.site.code,
        start=offer.start,
        needs=visit.needs,
        hold_minutes=_HOLD_MINUTES,
    )


def _service(session: Session, code: str) -> Service:
    found = inventory.find_service(session, code=code)
    if found is None:
        raise NotFound("service")
    return found


def _wait(session: Session, who: Who) -> None:
    """On the waiting list for a morning of a day on which nothing is free."""
    sunday = clock.today() + timedelta(days=(6 - clock.today().weekday()) % 7)
    wanted = Wanted(
        _service(session, "rehab-assessment"),
        DISTRICT,
        None,
        (),
        (6,),
        PartOfDayWished.MORNING,
        sunday,
        sunday + timedelta(days=28),
    )
    waiting.join_list(session, who=who, wanted=wanted, contact=Contact(who.subject.name))
