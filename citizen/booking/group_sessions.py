"""Times that several people share: opened by a place, booked seat by seat. Callers own the transaction.

A seat is a booking like any other: held, confirmed, given back. What is special stands in `seats`, and in who makes the
time: the place fixes it, and its rooms and staff are claimed once for all.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.booking import claims, freed, rows, seats, service, slots
from citizen.booking.inventory import Plan
from citizen.booking.models import Booking, Claim, GroupSession, PersonSlot, Resource, Service, Site
from citizen.booking.terms import BookingState, Channel, Need
from citizen.booking.wishes import person_key
from citizen.core import clock
from citizen.core.errors import Conflict, NotFound, RuleBroken
from citizen.proxies.authority import Who

_PROMISED = (BookingState.CONFIRMED, BookingState.ARRIVED)


@dataclass(frozen=True, slots=True)
class Opened:
    """What a place says about a new session."""

    code: str
    start_at: datetime
    end_at: datetime
    capacity: int
    meets: tuple[Need, ...] = ()
    #: Codes of the rooms, people and devices that it takes.
    resources: tuple[str, ...] = ()


def open_session(session: Session, *, service: Service, site: Site, opened: Opened) -> GroupSession:
    """A new time that several people share, with its rooms and staff claimed. The same code again changes nothing.

    Raises Conflict('resource_taken') when a room or somebody of the staff has something else then.
    """
    found = _find(session, opened.code)
    if found is not None:
        return found
    group = GroupSession(
        code=opened.code,
        service_id=service.id,
        site_id=site.id,
        start_at=opened.start_at,
        end_at=opened.end_at,
        capacity=opened.capacity,
        booked=0,
        meets=[need.value for need in opened.meets],
    )
    with session.begin_nested():
        session.add(group)
        session.flush()
        if not _claim(session, group, opened.resources):
            raise Conflict("resource_taken")
    session.refresh(group)
    freed.say_freed(session, group.service, group.site)
    return group


def change_session(session: Session, *, group: GroupSession, service: Service, site: Site, opened: Opened) -> None:
    """Another time, place or other rooms, as long as nobody has a seat in it.

    Raises Conflict('session_booked' | 'resource_taken'); then the caller rolls back.
    """
    changed = session.execute(
        sa.update(GroupSession)
        .where(GroupSession.id == group.id, GroupSession.booked == 0)
        .values(service_id=service.id, site_id=site.id, start_at=opened.start_at, end_at=opened.end_at)
        .returning(GroupSession.id)
        .execution_options(synchronize_session=False)
    ).first()
    if changed is None:
        raise Conflict("session_booked")
    session.execute(sa.delete(Claim).where(Claim.session_id == group.id))
    session.refresh(group)
    if not _claim(session, group, opened.resources):
        raise Conflict("resource_taken")


def list_coming(session: Session, *, service: Service, district: str) -> Sequence[GroupSession]:
    """The sessions of a district one can still come to, next first; full ones as well."""
    return session.scalars(
        sa.select(GroupSession)
        .join(Site, Site.id == GroupSession.site_id)
        .where(
            GroupSession.service_id == service.id,
            GroupSession.is_cancelled.is_(False),
            GroupSession.start_at >= clock.now() + timedelta(hours=service.notice_hours),
            Site.district == district,
            Site.is_active,
        )
        .order_by(GroupSession.start_at, GroupSession.code)
    ).all()


def get_session(session: Session, *, code: str) -> GroupSession:
    """Raises NotFound for a session that does not take place."""
    found = _find(session, code)
    if found is None or found.is_cancelled:
        raise NotFound("session")
    return found


def can_still_come(group: GroupSession) -> bool:
    """Until so many hours before it begins as the service says."""
    return group.start_at >= clock.now() + timedelta(hours=group.service.notice_hours)


def hold_seat(
    session: Session, *, who: Who, code: str, needs: Collection[Need], hold_minutes: int, channel: Channel = Channel.WEB
) -> Booking:
    """Keep a seat for the person while they check; what they held before is given back.

    Raises Conflict: 'session_full', 'person_busy', or 'session_closed' when it is too late to come.
    """
    service.expire_stale_holds(session)
    service.release_hold(session, who=who)
    group = get_session(session, code=code)
    if not can_still_come(group):
        raise Conflict("session_closed")
    booking = take_seat(session, group=group, who=who, needs=needs, hold_minutes=hold_minutes, channel=channel)
    if booking is None:
        raise Conflict(_why_not(session, group, person_key(who)))
    rows.record_event(session, booking.id, "held", who, channel, version=1)
    return booking


def take_seat(
    session: Session,
    *,
    group: GroupSession,
    who: Who,
    needs: Collection[Need],
    hold_minutes: int,
    channel: Channel,
    waited: str | None = None,
) -> Booking | None:
    """A held seat with the person's own time, or nothing at all. `waited`: the key of somebody who waited
    and whose turn it is.
    """
    plan, offer = plan_of(group, needs), slots.Offer(group.start_at, group.end_at, ())
    booking = rows.new_hold(plan, offer, who, hold_minutes, channel)
    booking.session_id, booking.is_offer = group.id, waited is not None
    booking.person_key = waited or booking.person_key
    savepoint = session.begin_nested()
    taken = rows.take(session, booking, plan, offer)
    if not (taken and seats.take_seat(session, session_id=group.id, booking_id=booking.id)):
        savepoint.rollback()
        session.expire_all()
        return None
    savepoint.commit()
    session.refresh(group)
    return booking


def plan_of(group: GroupSession, needs: Collection[Need]) -> Plan:
    """What the session promises of these needs, and what the place is asked for."""
    met = {*group.meets, *group.site.meets}
    arranged = tuple(need for need in Need if need in needs and need.value in met)
    start, minutes = group.start_at, int((group.end_at - group.start_at).total_seconds()) // 60
    return Plan(
        service=group.service,
        site=group.site,
        span=slots.Span(minutes=minutes, prep_minutes=0, clean_minutes=0, step=15, earliest=start, latest=start),
        requirements=(),
        arranged=arranged,
        asked=tuple(need for need in Need if need in needs and need not in arranged),
        busy=frozenset(),
    )


def set_capacity(session: Session, *, code: str, capacity: int) -> list[Booking]:
    """From now on so many seats. No booking is deleted: those for which there is no seat any more are returned, the
    latest made first to be spoken with, and each seat that is given back goes until the number is right.
    """
    if capacity < 0:
        raise RuleBroken("capacity_negative", "capacity")
    group = get_session(session, code=code)
    is_enough = GroupSession.booked <= capacity
    session.execute(
        sa.update(GroupSession)
        .where(GroupSession.id == group.id)
        .values(
            capacity=sa.case((is_enough, capacity), else_=GroupSession.booked),
            lowered_to=sa.case((is_enough, sa.null()), else_=capacity),
        )
        .execution_options(synchronize_session=False)
    )
    session.refresh(group)
    if group.booked < group.capacity:
        freed.say_freed(session, group.service, group.site)
    return list(list_booked(session, group=group)[capacity:])[::-1]


def call_off(session: Session, *, code: str) -> list[Booking]:
    """The session does not take place: nobody gets a seat any more, its rooms are free. Returns who has to be told;
    their bookings stay until the place cancels each, with a notice.
    """
    group = get_session(session, code=code)
    session.execute(
        sa.update(GroupSession)
        .where(GroupSession.id == group.id)
        .values(is_cancelled=True)
        .execution_options(synchronize_session=False)
    )
    session.execute(sa.delete(Claim).where(Claim.session_id == group.id))
    session.refresh(group)
    return list(list_booked(session, group=group))


def list_booked(session: Session, *, group: GroupSession) -> Sequence[Booking]:
    """Everybody who has a confirmed seat, in the order in which they booked."""
    return session.scalars(
        sa.select(Booking)
        .where(Booking.session_id == group.id, Booking.state.in_(_PROMISED))
        .order_by(Booking.created_at, Booking.public_ref)
    ).all()


def seats_left(group: GroupSession) -> int:
    return max(group.capacity - group.booked, 0)


def zone_of(group: GroupSession) -> ZoneInfo:
    return ZoneInfo(group.site.zone)


def _claim(session: Session, group: GroupSession, codes: Collection[str]) -> bool:
    wanted = sorted(set(codes))
    found = sorted(session.scalars(sa.select(Resource.id).where(Resource.code.in_(wanted))))
    if len(found) < len(wanted):
        raise NotFound("resource")
    kept = session.get_one(Service, group.service_id)
    before, after = timedelta(minutes=kept.prep_minutes), timedelta(minutes=kept.clean_minutes)
    ticks = slots.ticks_between(group.start_at - before, group.end_at + after)
    wanted_rows = [{"resource_id": one, "tick": tick, "session_id": group.id} for one in found for tick in ticks]
    return claims.insert_missing(session, Claim.__table__, wanted_rows) == len(wanted_rows)


def _find(session: Session, code: str) -> GroupSession | None:
    return session.scalar(sa.select(GroupSession).where(GroupSession.code == code))


def _why_not(session: Session, group: GroupSession, key: str) -> str:
    own = slots.ticks_between(group.start_at, group.end_at)
    busy = sa.exists().where(PersonSlot.person_key == key, PersonSlot.tick.in_(list(own)))
    return "person_busy" if session.scalar(sa.select(busy)) else "session_full"
