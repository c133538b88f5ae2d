"""Looks of staff at one application or booking, kept in its own record: whoever has the reference reads who looked,
when and why, with an account or without. Callers own the transaction.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.applications.events import Author, record_event
from citizen.applications.lifecycle import Act
from citizen.applications.models import Application, ApplicationEvent
from citizen.booking.models import Booking, BookingEvent
from citizen.booking.terms import Channel
from citizen.core import clock
from citizen.core.references import normalise
from citizen.staff.duties import Member

_LOOKED = "looked_at"
#: Asked by every page that shows one thing: built once.
_OF_APPLICATION = (
    sa.select(ApplicationEvent.at, ApplicationEvent.actor, ApplicationEvent.detail)
    .join(Application, Application.id == ApplicationEvent.application_id)
    .where(Application.reference == sa.bindparam("reference"), ApplicationEvent.act == Act.LOOK)
    .order_by(ApplicationEvent.position.desc())
)
_OF_BOOKING = (
    sa.select(BookingEvent.at, BookingEvent.actor, BookingEvent.detail)
    .join(Booking, Booking.id == BookingEvent.booking_id)
    .where(Booking.public_ref == sa.bindparam("reference"), BookingEvent.what == _LOOKED)
    .order_by(BookingEvent.at.desc())
)


@dataclass(frozen=True, slots=True)
class Look:
    """Who looked: the code of a member of staff; and why, as a code of `proxies.doings`."""

    at: datetime
    actor: str
    doing: str


def note_look(session: Session, *, member: Member, reference: str, doing: str) -> None:
    """At the end of the log of an application; once a day for each member in that of a booking, whose list is opened
    many times.
    """
    application = session.scalar(sa.select(Application).where(Application.reference == reference))
    if application is not None:
        by, phase = Author(member.actor, application.relation), application.phase
        record_event(
            session, application=application, act=Act.LOOK, by=by, before=phase, after=phase, detail={"doing": doing}
        )
        return
    booking = session.scalar(sa.select(Booking).where(Booking.public_ref == reference))
    if booking is not None and not _looked_today(session, booking, member):
        session.add(
            BookingEvent(
                booking_id=booking.id,
                at=clock.now(),
                what=_LOOKED,
                actor=member.actor,
                relation=booking.booked_by,
                channel=Channel.STAFF,
                version=booking.version,
                detail={"doing": doing},
            )
        )
        session.flush()


def list_looks(session: Session, *, reference: str) -> list[Look]:
    """Newest first. The caller has checked that the reader may open the thing."""
    wanted = {"reference": normalise(reference)}
    found = [*session.execute(_OF_APPLICATION, wanted), *session.execute(_OF_BOOKING, wanted)]
    return [Look(one.at, one.actor, str((one.detail or {}).get("doing", ""))) for one in found]


def _looked_today(session: Session, booking: Booking, member: Member) -> bool:
    midnight = datetime.combine(clock.today(), time(), tzinfo=clock.LOCAL_ZONE)
    today = sa.exists().where(
        BookingEvent.booking_id == booking.id,
        BookingEvent.what == _LOOKED,
        BookingEvent.actor == member.actor,
        BookingEvent.at >= midnight,
    )
    return bool(session.scalar(sa.select(today)))
