"""What changes about an appointment while its time stays: what is needed, who comes along, coming late."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.booking import freed, rows, service, swapping
from citizen.booking.group_sessions import plan_of
from citizen.booking.inventory import OTHER_WAYS, Plan
from citizen.booking.models import Booking, BookingNeed, GroupSession
from citizen.booking.terms import BookingState, Need, NeedState
from citizen.core import clock
from citizen.core.errors import Conflict, RuleBroken
from citizen.proxies.authority import Who
from citizen.proxies.doings import note_doing

#: What can be changed without booking something else: a visit at home is another service.
CHANGEABLE_NEEDS = tuple(need for need in Need if need not in OTHER_WAYS)
MOST_COMPANIONS = 3
#: From so long before the start on, somebody can say that they will be late.
_LATE_FROM = timedelta(hours=24)
LATE_MINUTES = (10, 20, 30, 45)


def can_change(booking: Booking) -> bool:
    """Needs and company may change as long as it has not begun: asking late is better than coming without."""
    return booking.state is BookingState.CONFIRMED and clock.now() < booking.start_at


def can_say_late(booking: Booking) -> bool:
    """From the day before until it is over."""
    now = clock.now()
    return booking.state is BookingState.CONFIRMED and booking.start_at - _LATE_FROM <= now < booking.end_at


def needs_not_free(session: Session, booking: Booking, needs: Collection[Need]) -> tuple[Need, ...]:
    """What the place could reserve, but not at the time of this booking; empty: all of it can be had."""
    if booking.session_id is not None:
        return ()
    wanted = _with_fixed(booking, needs)
    plan = _plan(session, booking, wanted)
    if plan.offer_at(booking.start_at) is not None:
        return ()
    return _new_in(booking, plan.arranged)


def change_needs(
    session: Session, *, who: Who, reference: str, needs: Collection[Need], keep_time: bool = False
) -> Booking:
    """Arrange these needs instead. What has to be reserved is reserved, or nothing changes.

    Raises Conflict('needs_not_free') when something new cannot be reserved at this time; with `keep_time` the place is
    asked for it instead, and nothing is promised. Raises RuleBroken('too_late_to_change').
    """
    service.expire_stale_holds(session)
    booking = service.get_booking(session, who=who, reference=reference)
    if not can_change(booking):
        raise RuleBroken("too_late_to_change")
    wanted = _with_fixed(booking, needs)
    if wanted == {need.need for need in booking.needs}:
        return booking
    if booking.session_id is not None:
        _change_for_seat(session, booking, wanted, who)
    else:
        _change_for_time(session, booking, wanted, who, keep_time=keep_time)
    note_doing(session, who=who, doing="booking_changed", about=booking.public_ref)
    return booking


def set_companions(session: Session, *, who: Who, reference: str, companions: int) -> Booking:
    """How many come along; the place sees it. The same number again changes nothing."""
    booking = service.get_booking(session, who=who, reference=reference)
    if not 0 <= companions <= MOST_COMPANIONS:
        raise RuleBroken("too_many_companions", field="companions")
    if not can_change(booking):
        raise RuleBroken("too_late_to_change")
    if booking.companions != companions:
        _change(session, booking, who, "companions_changed", {"companions": companions})
    return booking


def say_late(session: Session, *, who: Who, reference: str, minutes: int) -> Booking:
    """Tell the place to expect the person so much later. Promises nothing: the place decides whether it waits."""
    booking = service.get_booking(session, who=who, reference=reference)
    if minutes not in LATE_MINUTES:
        raise RuleBroken("unknown_minutes", field="minutes")
    if not can_say_late(booking):
        raise RuleBroken("too_late_to_change")
    if booking.late_minutes != minutes:
        _change(session, booking, who, "late", {"late_minutes": minutes})
    return booking


def _change(session: Session, booking: Booking, who: Who, what: str, values: Mapping[str, int]) -> None:
    detail = {name: str(value) for name, value in values.items()}
    rows.change_confirmed(session, booking, what, who, detail=detail, **values)
    note_doing(session, who=who, doing="booking_changed", about=booking.public_ref)


def _with_fixed(booking: Booking, needs: Collection[Need]) -> set[Need]:
    """What was chosen, and what belongs to the service itself."""
    return set(needs) | {need.need for need in booking.needs if need.need in OTHER_WAYS}


def _plan(session: Session, booking: Booking, needs: Collection[Need]) -> Plan:
    return swapping.plan_instead(session, booking, needs=sorted(needs))


def _new_in(booking: Booking, arranged: Collection[Need]) -> tuple[Need, ...]:
    """What this plan would reserve and the booking does not have yet."""
    has = {need.need for need in booking.needs if need.state is NeedState.ARRANGED}
    return tuple(need for need in arranged if need not in has and need.value not in booking.site.meets)


def _swap(session: Session, booking: Booking, plan: Plan, who: Who) -> bool:
    offer = plan.offer_at(booking.start_at)
    return offer is not None and swapping.swap(session, booking, plan, offer, who, what="needs_changed")


def _change_for_seat(session: Session, booking: Booking, wanted: Collection[Need], who: Who) -> None:
    """A seat reserves nothing: the session has it, or the place is asked."""
    group = session.get_one(GroupSession, booking.session_id)
    _write_needs(session, booking, plan_of(group, wanted), who, met={*group.meets, *booking.site.meets})
    session.flush()
    session.refresh(booking)


def _change_for_time(session: Session, booking: Booking, wanted: set[Need], who: Who, *, keep_time: bool) -> None:
    plan = _plan(session, booking, wanted)
    if not _swap(session, booking, plan, who):
        missing = _new_in(booking, plan.arranged)
        if missing and not keep_time:
            raise Conflict("needs_not_free")
        _keep_time(session, booking, wanted, missing, who)
    freed.say_freed(session, booking.service, booking.site)


def _keep_time(session: Session, booking: Booking, wanted: set[Need], missing: Collection[Need], who: Who) -> None:
    """What can be had is arranged, what is no longer needed is given back, and for the rest the place is asked."""
    plan = _plan(session, booking, wanted - set(missing))
    # Nothing new is reserved, so no notice of days has to be kept.
    plan = replace(plan, span=replace(plan.span, earliest=min(plan.span.earliest, booking.start_at)))
    if not _swap(session, booking, plan, who):
        _write_needs(session, booking, plan, who, met=booking.site.meets)
    session.add_all(BookingNeed(booking_id=booking.id, need=need, state=NeedState.ASKED) for need in missing)
    session.flush()
    session.refresh(booking)


def _write_needs(session: Session, booking: Booking, plan: Plan, who: Who, *, met: Collection[str]) -> None:
    """The time stays as it is, with all its claims, e.g. when the place has changed its hours and offers it no more.
    What was promised stays promised, what is there anyway (`met`) is promised, for everything else the place is asked.
    """
    before = {need.need: need.state for need in booking.needs}
    states = {
        need: NeedState.ARRANGED if need.value in met else before.get(need, NeedState.ASKED)
        for need in (*plan.arranged, *plan.asked)
    }
    rows.change_booking(
        session,
        booking,
        "needs_changed",
        who,
        Booking.state == BookingState.CONFIRMED,
        Booking.version == booking.version,
        refusal="changed_meanwhile",
        ics_sequence=Booking.ics_sequence + 1,
    )
    session.execute(sa.delete(BookingNeed).where(BookingNeed.booking_id == booking.id))
    session.add_all(BookingNeed(booking_id=booking.id, need=need, state=state) for need, state in states.items())
