"""The ways a member of staff may open: those of their district, by the reference the person shows, and those of whoever
has an appointment today. There is no list of everybody: what device somebody needs is nobody's list.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.booking.models import Booking, Site
from citizen.booking.terms import BookingState
from citizen.core.errors import NotFound
from citizen.core.references import normalise
from citizen.pathways import service, steps
from citizen.pathways.following import is_for
from citizen.pathways.models import Pathway, PathwayStep
from citizen.pathways.terms import PathwayKind
from citizen.people.models import Person
from citizen.proxies.authority import Relation, Subject, Who
from citizen.staff.day_list import Window
from citizen.staff.duties import Member

_TAKES_PLACE = (BookingState.CONFIRMED, BookingState.ARRIVED)


def find_pathway(session: Session, *, member: Member, reference: str) -> Pathway | None:
    """By its reference, in the member's district."""
    wanted = normalise(reference)
    mine = sa.and_(Pathway.public_ref == wanted, Pathway.district == member.district)
    return session.scalar(sa.select(Pathway).where(mine))


def get_pathway(session: Session, *, member: Member, reference: str) -> Pathway:
    pathway = find_pathway(session, member=member, reference=reference)
    if pathway is None:
        raise NotFound("pathway")
    return pathway


def list_coming(session: Session, *, member: Member, window: Window) -> list[tuple[Booking, Pathway]]:
    """Whoever comes to a place of the district for a step, in the order of time."""
    coming = (
        sa.select(Booking, Pathway)
        .join(Site, Site.id == Booking.site_id)
        .join(PathwayStep, PathwayStep.booking_id == Booking.id)
        .join(Pathway, Pathway.id == PathwayStep.pathway_id)
        .where(
            Site.district == member.district,
            Booking.state.in_(_TAKES_PLACE),
            Booking.start_at >= window.begin,
            Booking.start_at < window.end,
        )
        .order_by(Booking.start_at, Booking.public_ref)
    )
    return [(row[0], row[1]) for row in session.execute(coming)]


def begin_for_booking(session: Session, *, member: Member, reference: str, device: str) -> Pathway | None:
    """The way of whoever has this appointment in the district, with it as the first step. None: there is none."""
    booking = _booking_of(session, member, reference)
    if booking is None:
        return None
    linked = session.scalar(sa.select(PathwayStep).where(PathwayStep.booking_id == booking.id))
    if linked is not None:
        return session.get(Pathway, linked.pathway_id)
    district = member.district
    programme = service.programme_of(PathwayKind.DEVICE, district)
    opening = service.Opening(PathwayKind.DEVICE, district, device, programme)
    pathway = service.open_pathway(session, who=_who_of(session, booking, member), opening=opening)
    first = service.steps_of(session, pathway=pathway)[0]
    if is_for(booking, pathway, first):
        steps.book_step(session, pathway=pathway, step=first, booking_id=booking.id, by=steps.Doer(member.actor))
    return pathway


def _booking_of(session: Session, member: Member, reference: str) -> Booking | None:
    wanted = sa.and_(Booking.public_ref == normalise(reference), Booking.state.in_(_TAKES_PLACE))
    here = sa.select(Booking).join(Site, Site.id == Booking.site_id).where(wanted, Site.district == member.district)
    return session.scalar(here)


def _who_of(session: Session, booking: Booking, member: Member) -> Who:
    """The person of the appointment, with the member who acts for them."""
    person_id = session.scalar(sa.select(Person.id).where(Person.folder_id == booking.visit_id))
    subject = Subject(Relation(booking.booked_by), booking.person_name or "", person_id)
    return Who(visit_id=booking.visit_id, subject=subject, staff_id=member.id)
