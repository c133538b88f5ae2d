"""Sessions of groups from a table: announced, made larger or smaller, called off. Callers own the transaction.

A session somebody has a seat in keeps its time and place: another one is announced, and this one called off. Nobody's
booking is ended by a file; `stranded` names those who have to be spoken to.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.booking import group_sessions
from citizen.booking.models import Claim, GroupSession, Resource, Service, Site
from citizen.booking.place_files import Read, Row
from citizen.booking.place_tables import SESSIONS
from citizen.booking.service import expire_stale_holds
from citizen.booking.terms import Need
from citizen.core import clock


class Told(Protocol):
    """Who wants to know what changes."""

    def added(self, title: str, code: str) -> None: ...

    def changed(self, title: str, code: str, names: Iterable[str]) -> None: ...

    def closed(self, title: str, code: str) -> None: ...


def write_sessions(session: Session, rows: Collection[Row], changes: Told) -> None:
    """What is over is left alone. Raises Conflict('resource_taken' | 'session_booked') when somebody was faster than
    the check of the file.
    """
    if rows:
        expire_stale_holds(session)
    there = sessions_there(session, rows)
    for row in rows:
        group = there.get(row["code"])
        if group is None:
            _announce(session, row, changes)
        elif not group.is_cancelled and group.end_at > clock.now():
            _change(session, group, row, changes)


def call_off_the_rest(session: Session, read: Read, changes: Told) -> None:
    """Sessions to come that a complete file no longer names, at the places it speaks of."""
    rows = read.of(SESSIONS)
    gone = (
        sa.select(GroupSession.code)
        .join(Site, Site.id == GroupSession.site_id)
        .where(
            Site.code.in_({row["place"] for row in rows}),
            GroupSession.code.not_in({row["code"] for row in rows}),
            GroupSession.is_cancelled.is_(False),
            GroupSession.end_at > clock.now(),
        )
        .order_by(GroupSession.code)
    )
    for code in session.scalars(gone).all():
        _call_off(session, code, changes)


def sessions_there(session: Session, rows: Iterable[Row]) -> dict[str, GroupSession]:
    """Those of the file that are known, by their codes."""
    codes = {row.cells.get("code") for row in rows}
    found = session.scalars(sa.select(GroupSession).where(GroupSession.code.in_(codes - {None})))
    return {one.code: one for one in found}


def moments_of(row: Row, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """From when until when, by the clocks of the place."""
    midnight = datetime.combine(row["day"], time())
    begin, end = (midnight + timedelta(minutes=row[name]) for name in ("from", "to"))
    return begin.replace(tzinfo=zone), end.replace(tzinfo=zone)


def takes_of(session: Session, group_ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, list[str]]:
    """Which resources sessions have claimed, by their codes."""
    found: dict[uuid.UUID, list[str]] = defaultdict(list)
    claimed = (
        sa.select(Claim.session_id, Resource.code)
        .join(Resource, Resource.id == Claim.resource_id)
        .where(Claim.session_id.in_(group_ids))
        .distinct()
        .order_by(Resource.code)
    )
    for row in session.execute(claimed):
        found[row.session_id].append(row.code)
    return found


def differences(session: Session, group: GroupSession, row: Row) -> list[str]:
    """What of a session cannot change as long as somebody has a seat in it: the titles of what is different."""
    said = {
        "服务": (group.service.code, row["service"]),
        "地点": (group.site.code, row["place"]),
        "时间": ((group.start_at, group.end_at), moments_of(row, ZoneInfo(group.site.zone))),
    }
    if "takes" in row.cells:
        said["占用什么"] = (takes_of(session, [group.id]).get(group.id, []), sorted(set(row["takes"])))
    return [title for title, (is_now, shall_be) in said.items() if is_now != shall_be]


def _announce(session: Session, row: Row, changes: Told) -> None:
    service, site = _service_and_site(session, row)
    opened = _opened(row, site)
    if not row.cells.get("active", True) or opened.end_at <= clock.now():
        return
    group_sessions.open_session(session, service=service, site=site, opened=opened)
    changes.added(SESSIONS.title, row["code"])


def _change(session: Session, group: GroupSession, row: Row, changes: Told) -> None:
    if not row.cells.get("active", True):
        _call_off(session, group.code, changes)
        return
    names = differences(session, group, row)
    if names:
        service, site = _service_and_site(session, row)
        takes = row.cells.get("takes", takes_of(session, [group.id]).get(group.id, []))
        opened = _opened(row, site, takes=takes)
        group_sessions.change_session(session, group=group, service=service, site=site, opened=opened)
    if "meets" in row.cells and sorted(group.meets) != sorted(row["meets"]):
        group.meets = row["meets"]
        names.append("现场有什么")
    if seats_of(group) != row["capacity"]:
        group_sessions.set_capacity(session, code=group.code, capacity=row["capacity"])
        names.append("名额")
    changes.changed(SESSIONS.title, group.code, names)


def seats_of(group: GroupSession) -> int:
    """As many as the place wants, however many are booked."""
    return group.capacity if group.lowered_to is None else group.lowered_to


def _call_off(session: Session, code: str, changes: Told) -> None:
    group_sessions.call_off(session, code=code)
    changes.closed(SESSIONS.title, code)


def _service_and_site(session: Session, row: Row) -> tuple[Service, Site]:
    service = session.scalars(sa.select(Service).where(Service.code == row["service"])).one()
    return service, session.scalars(sa.select(Site).where(Site.code == row["place"])).one()


def _opened(row: Row, site: Site, *, takes: Iterable[str] | None = None) -> group_sessions.Opened:
    start, end = moments_of(row, ZoneInfo(site.zone))
    meets = tuple(Need(code) for code in row.cells.get("meets", ()))
    wanted = row.cells.get("takes", ()) if takes is None else takes
    return group_sessions.Opened(row["code"], start, end, row["capacity"], meets=meets, resources=tuple(wanted))
