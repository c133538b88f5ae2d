"""What can be booked on the opening day: three places with plenty of times, and few places that many want."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from benchmarks.opening.journeys import DISTRICT, SERVICE
from citizen.booking import group_sessions
from citizen.booking.areas import Area, area_of
from citizen.booking.models import Opening, Resource, Service, ServiceRequirement, Site
from citizen.booking.terms import ResourceKind, ServiceKind
from citizen.core import clock
from citizen.eligibility import catalogue

RUSH_TIMES, RUSH_SEATS = "rush-times", "rush-seats"
_PLACES, _STAFF, _HOURS_OF_RUSH, _MINUTES = 3, 12, 5, 60
_RUSH_IN_DAYS = 9
_VALID_FROM = date(2026, 1, 1)


@dataclass(frozen=True, slots=True)
class Rush:
    """The few places: so many single times, so many seats of one session."""

    times: int
    seats: int


def build(session: Session, *, places: int) -> Rush:
    """Write all of it; half of the few places are single times (a multiple of five), the rest seats."""
    times = places // 2 // _HOURS_OF_RUSH * _HOURS_OF_RUSH
    rush = Rush(times, places - times)
    day = clock.today() + timedelta(days=_RUSH_IN_DAYS)
    plenty = _service(session, SERVICE, 1)
    for number in range(_PLACES):
        site = _site(session, f"opening-place-{number}", number)
        _staff(session, site, plenty.code, _STAFF, [(weekday, 9, 17, _VALID_FROM, None) for weekday in range(7)])
    single = _service(session, RUSH_TIMES, 2)
    end = 9 + _HOURS_OF_RUSH
    hours = [(day.weekday(), 9, end, day, day)]
    _staff(session, _site(session, "rush-place", 8), single.code, times // _HOURS_OF_RUSH, hours)
    group = _service(session, RUSH_SEATS, 3)
    group.is_group = True
    start = (clock.now() + timedelta(days=_RUSH_IN_DAYS + 1)).replace(minute=0, second=0, microsecond=0)
    opened = group_sessions.Opened("rush-session", start, start + timedelta(hours=1), rush.seats)
    group_sessions.open_session(session, service=group, site=_site(session, "rush-hall", 9), opened=opened)
    return rush


def _service(session: Session, code: str, position: int) -> Service:
    """An hour at a place, for rehabilitation; it takes one of the staff who know it."""
    words = {"zh": f"服务{position}", "en": f"Service {position}"}
    service = Service(
        code=code,
        kind=ServiceKind.AT_PLACE,
        position=position,
        name=words,
        summary=words,
        bring={"zh": [], "en": []},
        programmes=[_programme()],
        minutes=_MINUTES,
        step_minutes=_MINUTES,
        ahead_days=21,
    )
    session.add(service)
    session.flush()
    needed = {"position": 0, "kind": ResourceKind.STAFF, "skill": code, "count": 1}
    session.add(ServiceRequirement(service_id=service.id, **needed))
    return service


def _programme() -> str:
    """One that makes a service a service of rehabilitation: the journeys look there."""
    known = catalogue.load().programmes
    needs = {one.id: one.needs for one in known.values()}
    return next(name for name in needs if area_of((name,), needs) is Area.REHABILITATION)


def _site(session: Session, code: str, number: int) -> Site:
    words = {"zh": f"地点{number}", "en": f"Place {number}"}
    site = Site(code=code, district=DISTRICT, name=words, address=words, way_in=words, zone="Asia/Shanghai", meets=[])
    session.add(site)
    session.flush()
    return site


def _staff(
    session: Session,
    site: Site,
    skill: str,
    count: int,
    hours: list[tuple[int, int, int, date, date | None]],
) -> None:
    """So many colleagues, all with the same opening hours: weekday, from, to, first and last day."""
    staff = [
        Resource(code=f"{site.code}-{n}", site_id=site.id, kind=ResourceKind.STAFF, skills=[skill])
        for n in range(count)
    ]
    session.add_all(staff)
    session.flush()
    rows = [
        {
            "resource_id": one.id,
            "weekday": weekday,
            "from_minute": begin * 60,
            "to_minute": end * 60,
            "valid_from": first,
            "valid_to": last,
        }
        for one in staff
        for weekday, begin, end, first, last in hours
    ]
    if rows:
        session.execute(sa.insert(Opening), rows)
