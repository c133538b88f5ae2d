"""Who is offered a time that became free. Whatever frees one calls `offer_next` in its own transaction.

The list is gone through from its beginning: the first entry that a free time fits gets it as a hold with a longer life.
Nobody is skipped: an entry that nothing fits, or that has said no to this time, keeps its place. What fits nobody is
offered to everybody. Afterwards no entry waits for a time that is free, fits it, and was not refused by it.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.booking import heard, rows
from citizen.booking.models import Booking, Service, Site, WaitingEntry
from citizen.booking.notice_kinds import WAITING_OFFER
from citizen.booking.telling import Owner, tell_owner, values_of
from citizen.booking.terms import BookingState, WaitingState
from citizen.booking.waiting_times import FreeTimes
from citizen.core import clock

#: An entry whose offers ran out so often without any answer ends: others would wait for nobody.
MOST_UNANSWERED = 3
_life = timedelta(hours=24)


def use_offer_life(life: timedelta) -> None:
    """How long an offered time is kept (setting OFFER_HOURS)."""
    global _life  # one setting of the deployment, given once at the start
    _life = life


def offer_next(session: Session, service: Service, site: Site) -> None:
    """Something of this service became free at this place: in the order of the list, whoever it fits is offered it."""
    if not _somebody_waits(session, service, site):
        return
    _one_at_a_time(session, service)
    settle(session, service_id=service.id)
    free = FreeTimes(session, service, site, _life)
    for entry in _in_order(session, service, site):
        _offer(session, entry, free)


def offer_everywhere(session: Session, *, service: Service, district: str) -> None:
    """The same at every place of a district, e.g. when somebody joins the list."""
    for site in session.scalars(sa.select(Site).where(Site.district == district, Site.is_active).order_by(Site.code)):
        offer_next(session, service, site)


def offer_all(session: Session) -> int:
    """Go through all lists; returns how many times were offered. For the command that is run now and then."""
    settle(session)
    before = _count_offered(session)
    waiting = session.execute(
        sa.select(WaitingEntry.service_id, WaitingEntry.district)
        .where(WaitingEntry.state == WaitingState.WAITING)
        .distinct()
        .order_by(WaitingEntry.service_id, WaitingEntry.district)
    ).all()
    for service_id, district in waiting:
        offer_everywhere(session, service=session.get_one(Service, service_id), district=district)
    return _count_offered(session) - before


def settle(session: Session, *, service_id: uuid.UUID | None = None) -> None:
    """What became of offers, and of entries whose last day has passed. Follows the bookings, so it may run at any time
    and as often as one likes.
    """
    mine = [] if service_id is None else [WaitingEntry.service_id == service_id]
    answered = session.execute(
        sa.select(WaitingEntry.id, WaitingEntry.offers, Booking.state)
        .join(Booking, Booking.id == WaitingEntry.booking_id)
        .where(WaitingEntry.state == WaitingState.OFFERED, Booking.state != BookingState.HELD, *mine)
        .order_by(WaitingEntry.id)
    ).all()
    for entry_id, offers, state in answered:
        _settle_one(session, entry_id, offers, state)
    over = session.scalars(
        sa.select(WaitingEntry.id)
        .where(WaitingEntry.state == WaitingState.WAITING, WaitingEntry.until_day < clock.today(), *mine)
        .order_by(WaitingEntry.id)
    ).all()
    for entry_id in over:
        end_entry(session, entry_id, WaitingState.OVER)


def end_entry(session: Session, entry_id: uuid.UUID, state: WaitingState) -> None:
    """Nobody waits here any more: what was needed, and how somebody is reached, is kept no longer."""
    session.execute(
        sa.update(WaitingEntry)
        .where(WaitingEntry.id == entry_id, WaitingEntry.state.in_([WaitingState.WAITING, WaitingState.OFFERED]))
        .values(
            state=state,
            needs=[],
            contact_name=None,
            contact_phone=None,
            home_address=None,
            changed_at=clock.now(),
        )
        .execution_options(synchronize_session="fetch")
    )


def _settle_one(session: Session, entry_id: uuid.UUID, offers: int, state: BookingState) -> None:
    if state not in (BookingState.EXPIRED, BookingState.RELEASED):
        end_entry(session, entry_id, WaitingState.TAKEN)
        return
    unanswered = offers + (state is BookingState.EXPIRED)
    session.execute(
        sa.update(WaitingEntry)
        .where(WaitingEntry.id == entry_id, WaitingEntry.state == WaitingState.OFFERED)
        .values(state=WaitingState.WAITING, offers=unanswered, changed_at=clock.now())
        .execution_options(synchronize_session="fetch")
    )
    if unanswered >= MOST_UNANSWERED:
        end_entry(session, entry_id, WaitingState.OVER)


def _somebody_waits(session: Session, service: Service, site: Site) -> bool:
    open_states = [WaitingState.WAITING, WaitingState.OFFERED]
    here = _of_list(service, site)
    return bool(session.scalar(sa.select(sa.exists().where(*here, WaitingEntry.state.in_(open_states)))))


def _one_at_a_time(session: Session, service: Service) -> None:
    """Two times freed at once must not pass each other in the list. What is decided is decided by keys and guarded
    updates; this keeps the order, and keeps two transactions from waiting for each other in a circle.
    """
    session.execute(sa.select(Service.id).where(Service.id == service.id).with_for_update(key_share=True))


def _in_order(session: Session, service: Service, site: Site) -> Sequence[WaitingEntry]:
    return session.scalars(
        sa.select(WaitingEntry)
        .where(*_of_list(service, site), WaitingEntry.state == WaitingState.WAITING)
        .order_by(WaitingEntry.created_at, WaitingEntry.public_ref)
        .execution_options(populate_existing=True)
    ).all()


def _of_list(service: Service, site: Site) -> list[sa.ColumnElement[bool]]:
    return [
        WaitingEntry.service_id == service.id,
        WaitingEntry.district == site.district,
        sa.or_(WaitingEntry.site_id.is_(None), WaitingEntry.site_id == site.id),
    ]


def _offer(session: Session, entry: WaitingEntry, free: FreeTimes) -> None:
    """The earliest time that fits, held for this entry; nothing when none does."""
    savepoint = session.begin_nested()
    booking = free.hold_for(entry)
    if booking is None:
        savepoint.rollback()
        return
    turned = session.execute(
        sa.update(WaitingEntry)
        .where(WaitingEntry.id == entry.id, WaitingEntry.state == WaitingState.WAITING)
        .values(state=WaitingState.OFFERED, booking_id=booking.id, changed_at=clock.now())
        .returning(WaitingEntry.id)
        .execution_options(synchronize_session="fetch")
    ).first()
    if turned is None:
        savepoint.rollback()
        session.expire_all()
        return
    savepoint.commit()
    rows.record_event(session, booking.id, "offered", None, booking.channel, version=booking.version)
    session.refresh(booking)
    heard.say_changed(session, booking, "offered")
    owner = Owner(entry.visit_id, entry.contact_name or "", entry.contact_phone or "", entry.language)
    key = f"{entry.public_ref}:{booking.public_ref}"
    tell_owner(session, owner, kind=WAITING_OFFER, about=entry.public_ref, values=values_of(booking), key=key)


def _count_offered(session: Session) -> int:
    offered = sa.select(sa.func.count()).select_from(WaitingEntry).where(WaitingEntry.state == WaitingState.OFFERED)
    return session.scalar(offered) or 0
