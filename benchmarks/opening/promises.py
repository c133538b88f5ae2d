"""Whether what people were told is what the database holds: nothing lost, nothing twice, nothing nobody knows of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from benchmarks.opening.journeys import Told
from benchmarks.opening.world import RUSH_SEATS, RUSH_TIMES, Rush
from citizen.applications.lifecycle import Act, Phase
from citizen.applications.models import Application, ApplicationEvent
from citizen.booking.models import Booking, Claim, GroupSession, PersonSlot, Service, SessionSeat
from citizen.booking.terms import BookingState

_LIVE = (BookingState.HELD, BookingState.CONFIRMED)
_TICKS = 4


def broken(session: Session, told: Sequence[Told], raced: Sequence[Told], rush: Rush) -> list[str]:
    """One line for each promise that does not hold; empty when all do."""
    everyone = [*told, *raced]
    return [
        *_applications(session, everyone),
        *_bookings(session, everyone),
        *_claims(session),
        *_seats(session),
        *(_race(session, raced, rush) if raced else ()),
    ]


def _applications(session: Session, told: Sequence[Told]) -> Iterator[str]:
    """Each receipt is one application that was sent once; nobody's was sent without a receipt."""
    receipts = Counter(one.reference for one in told if one.end == "sent")
    sent = set(session.scalars(sa.select(Application.reference).where(Application.phase == Phase.SENT)))
    yield from _differ("applications", receipts, sent, _without_answer(told))
    acts = Counter(
        session.scalars(
            sa.select(Application.reference)
            .join(ApplicationEvent, ApplicationEvent.application_id == Application.id)
            .where(ApplicationEvent.act == Act.SUBMIT)
        )
    )
    if wrong := [reference for reference in sent if acts[reference] != 1]:
        yield f"applications sent more or less often than once: {len(wrong)}"


def _bookings(session: Session, told: Sequence[Told]) -> Iterator[str]:
    booked = Counter(one.reference for one in told if one.end == "booked")
    confirmed = set(session.scalars(sa.select(Booking.public_ref).where(Booking.state == BookingState.CONFIRMED)))
    yield from _differ("bookings", booked, confirmed, _without_answer(told))


def _differ(what: str, told: Counter[str], stored: set[str], without_answer: int) -> Iterator[str]:
    if lost := told.keys() - stored:
        yield f"{what} told and lost: {len(lost)}"
    if twice := [reference for reference, count in told.items() if count > 1]:
        yield f"{what} told to two people: {len(twice)}"
    if len(stored - told.keys()) > without_answer:
        yield f"{what} nobody was told of: {len(stored - told.keys())}"


def _without_answer(told: Sequence[Told]) -> int:
    """Whoever got no answer cannot know; so many may have what nobody was told of."""
    return sum(one.end.startswith(("no answer", "ended")) for one in told)


def _claims(session: Session) -> Iterator[str]:
    """Every live time has exactly its quarters of an hour, of one colleague and of the person; a dead one has none."""
    live = session.execute(sa.select(Booking.id, Booking.session_id).where(Booking.state.in_(_LIVE))).all()
    single = {key for key, in_session in live if in_session is None}
    claimed = Counter(session.scalars(sa.select(Claim.booking_id).where(Claim.booking_id.is_not(None))))
    if claimed != Counter(dict.fromkeys(single, _TICKS)):
        yield "claims differ from what the live bookings need"
    owned = Counter(session.scalars(sa.select(PersonSlot.booking_id)))
    if owned != Counter({key: _TICKS for key, _ in live}):
        yield "people's own times differ from what the live bookings need"
    colleagues = sa.select(Claim.booking_id).group_by(Claim.booking_id)
    if session.scalars(colleagues.having(sa.func.count(Claim.resource_id.distinct()) > 1)).all():
        yield "a booking is spread over two colleagues"


def _seats(session: Session) -> Iterator[str]:
    for key, booked, capacity in session.execute(
        sa.select(GroupSession.id, GroupSession.booked, GroupSession.capacity)
    ):
        taken = session.scalars(sa.select(SessionSeat.booking_id).where(SessionSeat.session_id == key)).all()
        if not len(taken) == booked <= capacity:
            yield f"a session for {capacity} has {len(taken)} seats taken and counts {booked}"


def _race(session: Session, raced: Sequence[Told], rush: Rush) -> Iterator[str]:
    """All places are taken, by nobody twice, and all others were told so."""
    for code, places in ((RUSH_TIMES, rush.times), (RUSH_SEATS, rush.seats)):
        taken = session.scalar(
            sa.select(sa.func.count())
            .select_from(Booking)
            .join(Service, Service.id == Booking.service_id)
            .where(Service.code == code, Booking.state == BookingState.CONFIRMED)
        )
        if taken != places:
            yield f"{code}: {taken} of {places} places are taken"
    ends = Counter(one.end for one in raced)
    if ends["booked"] != rush.times + rush.seats or ends["full"] != len(raced) - ends["booked"]:
        yield f"the race ended otherwise than promised: {dict(ends)}"
