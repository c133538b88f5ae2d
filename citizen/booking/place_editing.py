"""Hours changed by the people of a place: single days, and weekly hours. Callers own the transaction.

Before anything is kept, `concerned` says which appointments would no longer fit. Nothing here ends one.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.booking import freed
from citizen.booking.models import Opening, OpeningException, Resource, Service, Site
from citizen.booking.slots import TICK_MINUTES
from citizen.booking.stranded import Stranded, stranded
from citizen.core import clock
from citizen.core.errors import Conflict, NotFound, RuleBroken

_DAY = 24 * 60
LONGEST_REASON = 200


@dataclass(frozen=True, slots=True)
class DayChange:
    """On one day open in addition, or closed, from minute to minute of the local day."""

    day: date
    from_minute: int
    to_minute: int
    is_open: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class WeeklyHours:
    """The same hours on these weekdays, from one day on and until another."""

    weekdays: tuple[int, ...]
    from_minute: int
    to_minute: int
    valid_from: date
    valid_to: date | None = None


def list_places(session: Session, *, district: str) -> Sequence[Site]:
    """The places of a district, those that are closed as well."""
    return session.scalars(sa.select(Site).where(Site.district == district).order_by(Site.code)).all()


def get_place(session: Session, *, district: str, code: str) -> Site:
    """A place of this district; others do not exist."""
    found = session.scalar(sa.select(Site).where(Site.code == code, Site.district == district))
    if found is None:
        raise NotFound("place")
    return found


def list_resources(session: Session, *, site: Site) -> Sequence[Resource]:
    """What the place has, in use or not."""
    return session.scalars(sa.select(Resource).where(Resource.site_id == site.id).order_by(Resource.code)).all()


def list_hours(session: Session, *, resources: Collection[Resource]) -> Sequence[Opening]:
    """Weekly hours that hold or will hold."""
    return session.scalars(
        sa.select(Opening)
        .where(
            Opening.resource_id.in_([one.id for one in resources]),
            sa.or_(Opening.valid_to.is_(None), Opening.valid_to >= clock.today()),
        )
        .order_by(Opening.weekday, Opening.from_minute, Opening.id)
    ).all()


def list_days(session: Session, *, resources: Collection[Resource]) -> Sequence[OpeningException]:
    """Single days to come that are different."""
    return session.scalars(
        sa.select(OpeningException)
        .where(OpeningException.resource_id.in_([one.id for one in resources]), OpeningException.day >= clock.today())
        .order_by(OpeningException.day, OpeningException.from_minute, OpeningException.id)
    ).all()


def change_day(session: Session, *, site: Site, resources: Collection[Resource], change: DayChange) -> None:
    """Open or close these resources on the day; what is so already stays as it is."""
    _check_minutes(change.from_minute, change.to_minute)
    if change.day < clock.today():
        raise RuleBroken("day_is_over", field="day")
    there = {
        one.resource_id
        for one in list_days(session, resources=resources)
        if (one.day, one.from_minute, one.to_minute, one.is_open)
        == (change.day, change.from_minute, change.to_minute, change.is_open)
    }
    session.add_all(
        OpeningException(
            resource_id=one.id,
            day=change.day,
            from_minute=change.from_minute,
            to_minute=change.to_minute,
            is_open=change.is_open,
            reason=change.reason.strip()[:LONGEST_REASON],
        )
        for one in resources
        if one.id not in there
    )
    session.flush()
    if change.is_open:
        _say_free(session, site)


def undo_day(session: Session, *, site: Site, exception_id: uuid.UUID) -> None:
    """The day is as its weekday again. Doing it twice is once."""
    found = session.scalar(
        sa.select(OpeningException)
        .join(Resource, Resource.id == OpeningException.resource_id)
        .where(OpeningException.id == exception_id, Resource.site_id == site.id)
    )
    if found is None:
        return
    was_open = found.is_open
    session.delete(found)
    session.flush()
    if not was_open:
        _say_free(session, site)


def add_hours(session: Session, *, site: Site, resource: Resource, hours: WeeklyHours) -> None:
    """Weekly hours in addition. Raises Conflict("hours_overlap") where there are some already."""
    _check_minutes(hours.from_minute, hours.to_minute)
    if hours.valid_to is not None and hours.valid_to < hours.valid_from:
        raise RuleBroken("ends_before_it_begins", field="valid_to")
    for one in list_hours(session, resources=[resource]):
        if one.weekday in hours.weekdays and _overlap(one, hours):
            raise Conflict("hours_overlap")
    session.add_all(
        Opening(
            resource_id=resource.id,
            weekday=weekday,
            from_minute=hours.from_minute,
            to_minute=hours.to_minute,
            valid_from=hours.valid_from,
            valid_to=hours.valid_to,
        )
        for weekday in hours.weekdays
    )
    session.flush()
    _say_free(session, site)


def end_hours(session: Session, *, resource: Resource, opening_id: uuid.UUID, last_day: date) -> None:
    """These weekly hours hold until that day. Raises NotFound, RuleBroken for a day that is over."""
    found = session.get(Opening, opening_id)
    if found is None or found.resource_id != resource.id:
        raise NotFound("hours")
    if last_day < clock.today():
        raise RuleBroken("day_is_over", field="last_day")
    if last_day < found.valid_from:
        session.delete(found)  # it never came to hold
    else:
        found.valid_to = last_day
    session.flush()


def concerned(session: Session, *, site: Site, change: Callable[[], None]) -> list[Stranded]:
    """The appointments that would no longer fit after this change. The change itself is taken back."""
    before = {one.booking.id for one in stranded(session, site.district)}
    trial = session.begin_nested()
    try:
        change()
        return [one for one in stranded(session, site.district) if one.booking.id not in before]
    finally:
        trial.rollback()


def _say_free(session: Session, site: Site) -> None:
    """There may be times that somebody waits for."""
    for service in session.scalars(sa.select(Service).order_by(Service.code)).all():
        freed.say_freed(session, service, site)


def _check_minutes(begin: int, end: int) -> None:
    if not 0 <= begin < end <= _DAY:
        raise RuleBroken("ends_before_it_begins", field="to")
    if begin % TICK_MINUTES or end % TICK_MINUTES:
        raise RuleBroken("no_quarter", field="from")


def _overlap(one: Opening, hours: WeeklyHours) -> bool:
    if one.to_minute <= hours.from_minute or hours.to_minute <= one.from_minute:
        return False
    last = hours.valid_to or date.max
    return one.valid_from <= last and hours.valid_from <= (one.valid_to or date.max)
