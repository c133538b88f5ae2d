"""What a place does with an appointment at it: answers about needs, another room or colleague, arrival and outcome, and
calling it off. For staff and for the systems of places alike; callers have checked that it is a place of theirs.

Callers own the transaction. Every act is a compare and swap on the version, leaves an event with who did it, and tells
the person what they cannot know otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.booking import freed, inventory, lifecycle, rows, service, slots, swapping
from citizen.booking.models import Booking, BookingNeed, Site
from citizen.booking.notice_kinds import BOOKING_NEED_ANSWERED
from citizen.booking.telling import tell_person
from citizen.booking.terms import BookingState, Need, NeedState
from citizen.core import clock, references
from citizen.core.errors import Conflict, NotFound, RuleBroken
from citizen.proxies.authority import Who

LONGEST_NOTE = 300
_TRIES = 4


class CalledOff(StrEnum):
    """Why a place calls an appointment off."""

    STAFF_AWAY = "staff_away"
    ROOM_CLOSED = "room_closed"
    CANNOT_ARRANGE = "cannot_arrange"
    AGREED = "agreed_with_person"
    OTHER = "other"


def get_of_district(session: Session, *, district: str, reference: str) -> Booking:
    """The appointment at a place of this district; others do not exist. Nor do times that are only held."""
    found = session.scalar(
        sa.select(Booking)
        .join(Site, Site.id == Booking.site_id)
        .where(Booking.public_ref == (references.normalise(reference) or ""), Site.district == district)
    )
    if found is None or found.state in lifecycle.NEVER_BOOKED | {BookingState.HELD}:
        raise NotFound("booking")
    return found


def answer_need(
    session: Session, *, who: Who, booking: Booking, need: Need, answer: NeedState, note: str, seen: int
) -> None:
    """The place says whether it can arrange what was asked for; the person is told, with its words.

    What takes a resource (an interpreter) is arranged by reserving one, never by saying so: RuleBroken("reserve_it").
    """
    row = next((one for one in booking.needs if one.need is need), None)
    if row is None:
        raise NotFound("need")
    if answer is NeedState.ASKED:
        raise RuleBroken("answer_missing", field="answer")
    if answer is NeedState.CANNOT and not note.strip():
        raise RuleBroken("note_missing", field="note")
    if answer is NeedState.ARRANGED and row.state is not NeedState.ARRANGED and takes_resource(booking, need):
        raise RuleBroken("reserve_it", field="answer")
    detail = {"need": need.value, "answer": answer.value}
    _change(session, booking, "need_answered", who, lifecycle.PROMISED, seen, detail=detail)
    session.execute(
        sa.update(BookingNeed)
        .where(BookingNeed.booking_id == booking.id, BookingNeed.need == need)
        .values(state=answer, note=note.strip()[:LONGEST_NOTE] or None, answered_at=clock.now())
        .execution_options(synchronize_session=False)
    )
    session.refresh(booking)
    for one in booking.needs:
        session.refresh(one)
    tell_person(session, booking, BOOKING_NEED_ANSWERED, answer=note.strip()[:LONGEST_NOTE])


def takes_resource(booking: Booking, need: Need) -> bool:
    """Whether the need is met by somebody or something that is reserved, unless the place always has it."""
    if need.value in booking.site.meets:
        return False
    return need is Need.SIGN_LANGUAGE or any(one.only_for is need for one in booking.service.requirements)


def reassign(session: Session, *, who: Who, booking: Booking, seen: int) -> None:
    """The same time with whoever is free and able now; what was arranged stays arranged.

    Raises Conflict("nobody_free") when that cannot be had; then nothing has changed.
    """
    if booking.session_id is not None or booking.start_at <= clock.now():
        raise Conflict("nobody_free")
    if booking.version != seen:
        raise Conflict("changed_meanwhile")
    promised = {one.need for one in booking.needs if one.state is NeedState.ARRANGED}
    answered = {one.need: (one.state, one.note, one.answered_at) for one in booking.needs}
    for _ in range(_TRIES):
        plan = _plan_now(session, booking)
        offer = plan.offer_at(booking.start_at)
        if offer is None or offer.end != booking.end_at or not promised <= set(plan.arranged):
            raise Conflict("nobody_free")
        if swapping.swap(session, booking, plan, offer, who, what="reassigned"):
            _keep_answers(session, booking, answered)
            freed.say_freed(session, booking.service, booking.site)
            return
    raise Conflict("nobody_free")


def can_reassign(session: Session, booking: Booking) -> bool:
    """Whether somebody else is free at the same time. Reads only."""
    if booking.session_id is not None or booking.start_at <= clock.now() or not booking.site.is_active:
        return False
    try:
        plan = _plan_now(session, booking)
    except NotFound:
        return False
    offer = plan.offer_at(booking.start_at)
    promised = {one.need for one in booking.needs if one.state is NeedState.ARRANGED}
    return offer is not None and offer.end == booking.end_at and promised <= set(plan.arranged)


def call_off(session: Session, *, who: Who, booking: Booking, why: CalledOff, seen: int) -> None:
    """It does not take place; the person is told and can choose another time."""
    if booking.version != seen and booking.state not in lifecycle.CANCELLED:
        raise Conflict("changed_meanwhile")
    service.cancel_booking(session, who=who, reference=booking.public_ref, by_service=True, reason=why.value)


def note_arrival(session: Session, *, who: Who, booking: Booking, seen: int) -> None:
    """The person is here. Said twice it is once."""
    if booking.state is BookingState.ARRIVED:
        return
    local_day = booking.start_at.astimezone(clock.LOCAL_ZONE).date()
    if local_day != clock.today():
        raise RuleBroken("not_today")
    after = BookingState.ARRIVED
    _change(session, booking, after.value, who, {BookingState.CONFIRMED}, seen, state=after, arrived_at=clock.now())


def note_done(session: Session, *, who: Who, booking: Booking, seen: int) -> None:
    """It took place."""
    _close(session, who, booking, BookingState.DONE, seen)


def note_absence(session: Session, *, who: Who, booking: Booking, seen: int) -> None:
    """Nobody came. Only after the time has begun."""
    _close(session, who, booking, BookingState.NO_SHOW, seen)


def _close(session: Session, who: Who, booking: Booking, after: BookingState, seen: int) -> None:
    if booking.state is after:
        return
    if clock.now() < booking.start_at:
        raise RuleBroken("not_begun")
    _change(session, booking, after.value, who, lifecycle.states_before(after), seen, state=after)
    freed.free_time_of(session, booking)


def _change(
    session: Session,
    booking: Booking,
    what: str,
    who: Who,
    states: frozenset[BookingState] | set[BookingState],
    seen: int,
    *,
    detail: dict[str, str] | None = None,
    **values: object,
) -> None:
    rows.change_booking(
        session,
        booking,
        what,
        who,
        Booking.state.in_(states),
        Booking.version == seen,
        refusal="changed_meanwhile",
        detail=detail,
        **values,
    )


def _plan_now(session: Session, booking: Booking) -> inventory.Plan:
    """As if it were booked this minute: how long before one has to book says nothing about who may stand in."""
    plan = swapping.plan_instead(session, booking, needs=[one.need for one in booking.needs])
    earliest = min(plan.span.earliest, clock.now())
    latest = max(plan.span.latest, booking.end_at)
    span: slots.Span = replace(plan.span, earliest=earliest, latest=latest)
    return replace(plan, span=span)


def _keep_answers(
    session: Session, booking: Booking, answered: Mapping[Need, tuple[NeedState, str | None, object]]
) -> None:
    """What the place has answered counts on; what could be reserved now is arranged."""
    for one in booking.needs:
        state, note, at = answered[one.need]
        if one.state is not NeedState.ARRANGED and state is not NeedState.ARRANGED:
            session.execute(
                sa.update(BookingNeed)
                .where(BookingNeed.booking_id == booking.id, BookingNeed.need == one.need)
                .values(state=state, note=note, answered_at=at)
            )
            session.refresh(one)
