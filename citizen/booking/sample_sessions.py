"""Sample sessions of groups in the coming weeks, so that a seat can be tried out. Loading again adds only new weeks."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.booking import group_sessions, holidays
from citizen.booking.models import Service, Site
from citizen.booking.terms import Need
from citizen.core import clock
from citizen.eligibility import catalogue

FILE = Path(__file__).with_name("sample_sessions.toml")
_WEEKS = 8
_SATURDAY = 5

Entry = Mapping[str, Any]


def load_sessions(session: Session, *, file: Path = FILE) -> int:
    """At every sample place of a district that has the programme; returns how many sessions are to come."""
    data = tomllib.loads(file.read_text(encoding="utf-8"))
    _mark_series(session, data["series"])
    return sum(_load(session, entry) for entry in data["session"])


def _mark_series(session: Session, most: Mapping[str, int]) -> None:
    for service in session.scalars(sa.select(Service).where(Service.code.in_(most))):
        service.most_in_series = most[service.code]
    session.flush()


def _load(session: Session, entry: Entry) -> int:
    service = session.scalar(sa.select(Service).where(Service.code == entry["service"], Service.is_group))
    if service is None:
        return 0
    found = 0
    for site in _sites(session, service, entry["place"]):
        for day in _days(entry["weekday"]):
            _open(session, service, site, day, entry)
            found += 1
    return found


def _open(session: Session, service: Service, site: Site, day: date, entry: Entry) -> None:
    start = datetime.combine(day, time.fromisoformat(entry["from"]), tzinfo=ZoneInfo(site.zone))
    opened = group_sessions.Opened(
        code=f"{site.code}-{service.code}-{day.isoformat()}",
        start_at=start,
        end_at=start + timedelta(minutes=service.minutes),
        capacity=entry["capacity"],
        meets=tuple(Need(code) for code in entry["meets"]),
    )
    group_sessions.open_session(session, service=service, site=site, opened=opened)


def _sites(session: Session, service: Service, kind: str) -> list[Site]:
    known = catalogue.load().programmes
    districts = {district for one in service.programmes if one in known for district in known[one].districts}
    codes = [f"sample-{district}-{kind}" for district in sorted(districts)]
    return list(session.scalars(sa.select(Site).where(Site.code.in_(codes), Site.is_sample).order_by(Site.code)))


def _days(weekday: int) -> Iterator[date]:
    """This weekday in the coming weeks; on a public holiday nothing takes place."""
    tomorrow = clock.today() + timedelta(days=1)
    first = tomorrow + timedelta(days=(weekday - tomorrow.weekday()) % 7)
    for week in range(_WEEKS):
        day = first + timedelta(weeks=week)
        if weekday >= _SATURDAY or holidays.is_working_day(day):
            yield day
