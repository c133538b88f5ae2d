"""The inventory as the tables it can be imported from: to keep, to change in a spreadsheet, to take to another server.

Importing what was exported changes nothing.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.booking import place_cells as cells
from citizen.booking.models import GroupSession, Opening, OpeningException, Resource, Service, Site
from citizen.booking.place_checks import tables_here
from citizen.booking.place_sessions import seats_of, takes_of
from citizen.booking.place_tables import (
    EXCEPTIONS,
    OPENINGS,
    PLACES_FILE,
    REQUIREMENTS,
    RESOURCES,
    SERVICES,
    SESSIONS,
    Table,
)
from citizen.core import clock

Values = dict[str, Any]


def export_places(session: Session, *, district: str | None = None) -> dict[str, bytes]:
    """Every table by the name of its file; the places of one district, or all. Days that are over are left out."""
    wanted = sa.select(Site) if district is None else sa.select(Site).where(Site.district == district)
    codes = {site.id: site for site in session.scalars(wanted.order_by(Site.code))}
    resources = session.scalars(sa.select(Resource).where(Resource.site_id.in_(codes)).order_by(Resource.code)).all()
    of_resource = {one.id: one.code for one in resources}
    services = session.scalars(sa.select(Service).order_by(Service.position, Service.code)).all()
    rows: Mapping[str, Iterable[Values]] = {
        SERVICES.file: [_service(one) for one in services],
        REQUIREMENTS.file: [_requirement(service, one) for service in services for one in service.requirements],
        PLACES_FILE: [_site(one) for one in codes.values()],
        RESOURCES.file: [_resource(one, codes[one.site_id]) for one in resources],
        OPENINGS.file: _openings(session, of_resource),
        EXCEPTIONS.file: _exceptions(session, of_resource),
        SESSIONS.file: _sessions(session, codes),
    }
    return {table.file: as_csv(table, rows[table.file]) for table in tables_here()}


def as_csv(table: Table, rows: Iterable[Values]) -> bytes:
    """UTF-8 with its mark and Chinese headings, as spreadsheet programs like it; no cell is a formula."""
    written = io.StringIO(newline="")
    out = csv.writer(written)
    out.writerow([column.title for column in table.columns])
    for row in rows:
        out.writerow([_cell(column.write(row[column.name])) for column in table.columns])
    return b"\xef\xbb\xbf" + written.getvalue().encode()


def _cell(written: str) -> str:
    return cells.safe_cell(written)


def _service(one: Service) -> Values:
    plain = {column.name: getattr(one, column.name) for column in SERVICES.columns if hasattr(one, column.name)}
    return {
        **plain,
        **_both("name", one.name),
        **_both("summary", one.summary),
        **_both("bring", one.bring, nothing=[]),
    }


def _requirement(service: Service, one: Any) -> Values:
    plain = {column.name: getattr(one, column.name) for column in REQUIREMENTS.columns if hasattr(one, column.name)}
    return {**plain, "service": service.code}


def _site(one: Site) -> Values:
    names = ("code", "district", "meets", "phone", "text_channel", "subdistrict", "latitude", "longitude")
    plain = {name: getattr(one, name) for name in (*names, "institution", "join_address", "keeps_holidays")}
    words = {**_both("name", one.name), **_both("address", one.address), **_both("way_in", one.way_in)}
    return {**plain, **words, "active": one.is_active}


def _resource(one: Resource, site: Site) -> Values:
    plain = {name: getattr(one, name) for name in ("code", "kind", "skills")}
    return {**plain, "place": site.code, "active": one.is_active}


def _openings(session: Session, of_resource: Mapping[Any, str]) -> list[Values]:
    """The days of a week with the same hours stand in one row."""
    found: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for one in session.scalars(sa.select(Opening).where(Opening.resource_id.in_(of_resource))):
        hours = (of_resource[one.resource_id], one.from_minute, one.to_minute, one.valid_from, one.valid_to)
        found[hours].append(one.weekday)
    return [
        {"resource": key[0], "from": key[1], "to": key[2], "valid_from": key[3], "valid_to": key[4], "weekdays": days}
        for key, days in sorted(((key, sorted(days)) for key, days in found.items()), key=repr)
    ]


def _exceptions(session: Session, of_resource: Mapping[Any, str]) -> list[Values]:
    wanted = sa.select(OpeningException).where(
        OpeningException.resource_id.in_(of_resource), OpeningException.day >= clock.today()
    )
    found = [
        {
            "of": of_resource[one.resource_id], "day": one.day, "opens": one.is_open, "from": one.from_minute,
            "to": one.to_minute, "reason": one.reason,
        }
        for one in session.scalars(wanted)
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one["of"], one["day"], one["from"]))


def _sessions(session: Session, sites: Collection[Any]) -> list[Values]:
    """Those to come that take place."""
    coming = session.scalars(
        sa.select(GroupSession)
        .where(
            GroupSession.site_id.in_(sites),
            GroupSession.is_cancelled.is_(False),
            GroupSession.end_at > clock.now(),
        )
        .order_by(GroupSession.start_at, GroupSession.code)
    ).all()
    takes = takes_of(session, [one.id for one in coming])
    return [{**_session(one), "takes": takes.get(one.id, [])} for one in coming]


def _session(one: GroupSession) -> Values:
    begin, end = (moment.astimezone(ZoneInfo(one.site.zone)) for moment in (one.start_at, one.end_at))
    minutes = begin.hour * 60 + begin.minute
    return {
        "code": one.code, "service": one.service.code, "place": one.site.code, "day": begin.date(), "from": minutes,
        "to": minutes + int((end - begin).total_seconds()) // 60, "capacity": seats_of(one), "meets": one.meets,
        "active": True,
    }  # fmt: skip


def _both(name: str, words: Mapping[str, Any], *, nothing: Any = "") -> Values:
    """English words only where they are not the Chinese ones."""
    return {f"{name}_zh": words["zh"], f"{name}_en": nothing if words["en"] == words["zh"] else words["en"]}
