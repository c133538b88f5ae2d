"""A step follows the appointment that was made for it. Called with each change of a booking, in its transaction."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.booking.models import Booking
from citizen.booking.terms import BookingState
from citizen.core.errors import RuleBroken
from citizen.pathways import device_classes, service, steps
from citizen.pathways.models import Pathway, PathwayStep
from citizen.pathways.steps import CLOCK, Doer, Record
from citizen.pathways.terms import Attended, StepKind, StepState

_CALLED_OFF = (BookingState.CANCELLED_BY_PERSON, BookingState.CANCELLED_BY_SERVICE)


def on_booking_change(session: Session, booking: Booking, what: str) -> None:
    """Confirmed: it is for the step the person was looking for. Cancelled, missed, done, moved: the step follows."""
    if what == "confirmed":
        _link(session, booking)
        return
    step = session.scalar(sa.select(PathwayStep).where(PathwayStep.booking_id == booking.id))
    if step is None:
        return
    pathway = session.get_one(Pathway, step.pathway_id)
    if booking.state in _CALLED_OFF:
        _reopen(session, pathway, step, "booking_cancelled")
    elif booking.state is BookingState.NO_SHOW:
        _missed(session, pathway, step)
    elif booking.state is BookingState.DONE:
        _done(session, pathway, step)
    elif what.startswith("moved"):
        steps.tell_of_order(session, pathway, frozenset())


def _link(session: Session, booking: Booking) -> None:
    """Only a service that the step is for; anything else the person books in between stays by itself."""
    wanted = sa.select(PathwayStep).where(
        PathwayStep.wanted_key == booking.person_key, PathwayStep.state == StepState.OPEN
    )
    step = session.scalars(wanted).first() or _next_of_series(session, booking)
    if step is None:
        return
    pathway = session.get_one(Pathway, step.pathway_id)
    if not is_for(booking, pathway, step):
        return
    doer = Doer("visitor" if booking.booked_by == "self" else "helper", booking.booked_by)
    steps.book_step(session, pathway=pathway, step=step, booking_id=booking.id, by=doer)


def _next_of_series(session: Session, booking: Booking) -> PathwayStep | None:
    """Booked as one with the appointment of a session: it is for the next session of the same plan, as long as the
    plan has one.
    """
    if booking.series_id is None:
        return None
    plan = (
        sa.select(PathwayStep.pathway_id)
        .join(Booking, Booking.id == PathwayStep.booking_id)
        .where(Booking.series_id == booking.series_id, PathwayStep.kind == StepKind.SESSION)
    )
    next_ones = sa.select(PathwayStep).where(
        PathwayStep.pathway_id.in_(plan),
        PathwayStep.kind == StepKind.SESSION,
        PathwayStep.state == StepState.OPEN,
    )
    return session.scalars(next_ones.order_by(PathwayStep.position)).first()


def is_for(booking: Booking, pathway: Pathway, step: PathwayStep) -> bool:
    """Whether this service, or another way of the same help, is what the step is booked with."""
    codes = device_classes.load().services_of(pathway.kind, step.kind)
    return booking.service.code in codes or booking.service.variant_of in codes


def _reopen(session: Session, pathway: Pathway, step: PathwayStep, what: str) -> None:
    if step.state is StepState.BOOKED:
        steps.reopen_step(session, pathway=pathway, step=step, by=CLOCK, what=what)


def _missed(session: Session, pathway: Pathway, step: PathwayStep) -> None:
    """A session that was missed is over; of anything else the person needs a new time."""
    if step.kind is not StepKind.SESSION:
        _reopen(session, pathway, step, "booking_missed")
        return
    try:
        steps.record_session(session, pathway=pathway, step=step, by=CLOCK, record=Record(Attended.ABSENT))
    except RuleBroken:
        _reopen(session, pathway, step, "booking_missed")


def _done(session: Session, pathway: Pathway, step: PathwayStep) -> None:
    """Done in its turn; where an earlier step is not settled it stays, with its flag, until the place settles it."""
    if step.state is not StepState.BOOKED:
        return
    try:
        if step.kind is StepKind.SESSION:
            steps.record_session(session, pathway=pathway, step=step, by=CLOCK, record=Record(Attended.PRESENT))
        else:
            steps.finish_step(session, pathway=pathway, step=step, by=CLOCK)
    except RuleBroken:
        service.note_event(session, pathway=pathway, what="appointment_over", actor=CLOCK.actor, step=step.position)
