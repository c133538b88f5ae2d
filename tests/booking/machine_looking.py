"""What people see before they choose, held against what the machine itself counts; and what strangers can find out."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.booking import inventory, seat_moving, service, slots
from citizen.booking.models import Booking, OpeningException
from citizen.booking.terms import BookingState, Need, ResourceKind
from citizen.booking.wishes import person_key
from citizen.core import references
from citizen.core.errors import Conflict
from citizen.proxies.authority import Who
from tests.booking.machine_picture import Booked, Picture, take_picture
from tests.booking.machine_place import SESSIONS, SITE, SLOTS, VISIT, start_of

if TYPE_CHECKING:
    from datetime import datetime

_TICK = 900
_HOLD_MINUTES = 20


class Looking:
    """A part of the world (machine_world)."""

    now: datetime

    def look_and_choose(self, session: Session, who: Who, needs: tuple[Need, ...], slot: int) -> Booking | None:
        """P7 to P9: exactly what is free is offered, whole or in parts, the earliest first; it can be had at once, and
        what is not offered cannot.
        """
        service.expire_stale_holds(session)
        plan = _plan(session, who, needs)
        offered = plan.offers()
        _is_whole(plan, offered)
        start, starts = start_of(slot), {one.start for one in offered}
        shown = {one for one in starts if one in map(start_of, range(SLOTS))}
        free = _free(session, who, needs, self.now)
        assert shown == free, f"P8: offered {sorted(shown - free)}, not offered {sorted(free - shown)}"
        try:
            how = {"service": plan.service, "site_code": SITE, "needs": needs, "hold_minutes": _HOLD_MINUTES}
            held = service.hold_time(session, who=who, start=start, **how)
        except Conflict:
            assert start not in starts, f"P7: {start} was offered and refused"
            return None
        assert start in starts, f"P7: {start} was not offered and can be had"
        return held

    def guess(self, session: Session, booking: Booking) -> str:
        """P25: without its code a booking is as unknown as one that never was; with it, it is found whatever became of
        it, as far as it ever was the person's.
        """
        wrong = "2" * 8 if booking.access_code != "2" * 8 else "3" * 8
        unknown = references.new_reference("B")
        for reference, code in ((booking.public_ref, wrong), (unknown, wrong), (unknown, booking.access_code)):
            found = service.find_with_code(session, reference=reference, access_code=code)
            assert found is None, f"P25: {booking.state.value} is told to whoever guesses"
        known = service.find_with_code(session, reference=booking.public_ref, access_code=booking.access_code)
        was_had = booking.state not in (BookingState.HELD, BookingState.EXPIRED, BookingState.RELEASED)
        assert known is booking or not was_had, f"P25: {booking.state.value} is not found with its code"
        return "known" if known is booking else "unknown"

    def change_seat(self, session: Session, who: Who, booking: Booking, which: int) -> Booking:
        code = SESSIONS[which % len(SESSIONS)]
        return seat_moving.move_seat(session, who=who, reference=booking.public_ref, code=code)


def _plan(session: Session, who: Who, needs: tuple[Need, ...]) -> inventory.Plan:
    found = inventory.find_service(session, code=VISIT)
    assert found is not None
    return inventory.get_plan(session, service=found, site_code=SITE, needs=needs, person_key=person_key(who))


def _is_whole(plan: inventory.Plan, offered: list[slots.Offer]) -> None:
    """All days at once, or some after the others: the same; and the earliest is the first of them."""
    days = plan.days()
    middle = len(days) // 3
    assert [*plan.offers(days[:middle]), *plan.offers(days[middle:])] == offered, "P8: parts are not the whole"
    earliest = plan.earliest()
    assert (None if earliest is None else earliest.start) == min((one.start for one in offered), default=None), (
        "P9: the earliest is not the first"
    )


def _free(session: Session, who: Who, needs: tuple[Need, ...], now: datetime) -> set[datetime]:
    """The machine's own count: an hour, or one and a half, with a quarter before, on a day that is not closed, with a
    therapist, a room and, where it is needed, an interpreter that nobody has; and the person is nowhere else.
    """
    session.flush()
    picture = take_picture(session)
    closed = set(session.scalars(sa.select(OpeningException.day).where(OpeningException.is_open.is_(False))))
    mine = [one for one in picture.live() if one.row.person_key == person_key(who) and not _gives_way(one)]
    long = timedelta(minutes=90 if Need.LONGER_TIME in needs else 60)
    found = set()
    for start in map(start_of, range(SLOTS)):
        end = start + long
        noon = start.replace(hour=4, minute=0)
        is_open = start.date() not in closed and end <= noon and start >= now
        is_elsewhere = any(one.row.start_at < end and start < one.row.end_at for one in mine)
        if is_open and not is_elsewhere and _kinds_free(picture, who, start, end) >= _wanted(needs):
            found.add(start)
    return found


def _gives_way(one: Booked) -> bool:
    """What somebody only holds is given back when they choose anew; what was offered to them is not."""
    return one.row.state is BookingState.HELD and not one.row.is_offer


def _kinds_free(picture: Picture, who: Who, start: datetime, end: datetime) -> set[ResourceKind]:
    """The kinds of which somebody or something has nothing else then."""
    begin, over = int(start.timestamp()) // _TICK - 1, int(end.timestamp()) // _TICK
    own = {
        str(key) for key, one in picture.bookings.items() if one.row.person_key == person_key(who) and _gives_way(one)
    }
    taken = {code for code, tick, owner in picture.claims if begin <= tick < over and owner not in own}
    return {kind for code, kind in picture.kinds.items() if code not in taken}


def _wanted(needs: tuple[Need, ...]) -> set[ResourceKind]:
    always = {ResourceKind.STAFF, ResourceKind.ROOM}
    return always | {ResourceKind.INTERPRETER} if Need.SIGN_LANGUAGE in needs else always
