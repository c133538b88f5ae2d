"""A table of group sessions, held against itself and against what is there. Reads only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.booking.models import Booking, Claim, GroupSession, Resource, Service
from citizen.booking.place_files import Problem, Read, Row
from citizen.booking.place_sessions import differences, moments_of, sessions_there
from citizen.booking.place_tables import SERVICES, SESSIONS
from citizen.booking.slots import ticks_between
from citizen.booking.terms import BookingState
from citizen.core import clock

_NEEDED = {"code", "service", "place", "day", "from", "to", "capacity"}
_ZONE = ZoneInfo("Asia/Shanghai")
#: A resource and a quarter of an hour of it, and whose it is: the code of a session, or nothing.
_Taken = Mapping[tuple[str, int], str]


def problems_of(session: Session, read: Read) -> Iterator[Problem]:
    """What stands in the way of each row, with its line."""
    rows = [row for row in read.of(SESSIONS) if row.cells.keys() >= _NEEDED and row["from"] < row["to"]]
    there, groups = sessions_there(session, rows), _group_services(session, read)
    for row in rows:
        if groups.get(row["service"]) is False:
            yield _problem(
                row, "服务", f"“{row['service']}”不是多人一起的服务。请在 services.csv 里把“多人一起”写成“是”"
            )
        if row["code"] in there:
            yield from _with_itself(session, there[row["code"]], row)
    yield from _taken_twice(session, read, rows, there)


def hints_of(session: Session, read: Read) -> Iterator[str]:
    """New sessions that are over already: said, and not written."""
    there = sessions_there(session, read.of(SESSIONS))
    for row in read.of(SESSIONS):
        if row["code"] not in there and moments_of(row, _ZONE)[1] <= clock.now():
            yield f"{SESSIONS.file} 第 {row.line} 行：{row['code']} 已经过去，不会写入。"


def _with_itself(session: Session, group: GroupSession, row: Row) -> Iterator[Problem]:
    wanted = row.cells.get("active", True)
    if group.is_cancelled and wanted:
        yield _problem(row, "启用", "这一场已经取消过。请换一个代码，另写一场")
    if group.is_cancelled or not wanted or not group.booked or group.end_at <= clock.now():
        return
    for title in differences(session, group, row):
        what = f"已经有人约了，不能改{title}。请另写一场，再把这一场的“启用”写成“否”"
        yield _problem(row, "代码", what)


def _group_services(session: Session, read: Read) -> dict[str, bool]:
    known = {row.code: row.is_group for row in session.execute(sa.select(Service.code, Service.is_group))}
    in_file = {row.cells.get("code"): row.cells["is_group"] for row in read.of(SERVICES) if "is_group" in row.cells}
    return known | in_file


def _taken_twice(session: Session, read: Read, rows: list[Row], there: Mapping[str, GroupSession]) -> Iterator[Problem]:
    """Rooms and people that have something else at this time, in the file or already."""
    buffers, first = _buffers(session, read), dict[tuple[str, int], Row]()
    taken = _taken(session, rows)
    for row in rows:
        begin, end = moments_of(row, _ZONE)
        known = there.get(row["code"])
        if not row.cells.get("active", True) or end <= clock.now() or (known is not None and known.is_cancelled):
            continue
        before, after = buffers.get(row["service"], (0, 0))
        ticks = ticks_between(begin - timedelta(minutes=before), end + timedelta(minutes=after))
        for code in dict.fromkeys(row.cells.get("takes", ())):
            pairs = [(code, tick) for tick in ticks]
            other = next((first[pair] for pair in pairs if pair in first), None)
            if other is not None:
                yield _problem(row, "占用什么", f"和第 {other.line} 行的时间重叠：{code}")
            elif any(taken.get(pair, row["code"]) != row["code"] for pair in pairs):
                yield _problem(row, "占用什么", f"“{code}”这时已有别的安排。请换时间，或者换一样")
            first.update(dict.fromkeys(pairs, row))


def _taken(session: Session, rows: list[Row]) -> _Taken:
    """Everything these resources have claimed in that time; what was only held and ran out does not count."""
    codes = {code for row in rows for code in row.cells.get("takes", ())}
    if not codes:
        return {}
    moments = [moment for row in rows for moment in moments_of(row, _ZONE)]
    day = timedelta(days=1)
    ticks = ticks_between(min(moments) - day, max(moments) + day)
    ran_out = (Booking.state == BookingState.HELD) & (Booking.hold_until <= clock.now())
    found = session.execute(
        sa.select(Resource.code, Claim.tick, GroupSession.code.label("session"))
        .join(Resource, Resource.id == Claim.resource_id)
        .outerjoin(Booking, Booking.id == Claim.booking_id)
        .outerjoin(GroupSession, GroupSession.id == Claim.session_id)
        .where(Resource.code.in_(codes), Claim.tick.between(ticks[0], ticks[-1]))
        .where(sa.or_(Claim.session_id.is_not(None), sa.not_(ran_out)))
    )
    return {(one.code, one.tick): one.session or "" for one in found}


def _buffers(session: Session, read: Read) -> dict[str, tuple[int, int]]:
    """Minutes for preparing and for cleaning, of each service."""
    known = session.execute(sa.select(Service.code, Service.prep_minutes, Service.clean_minutes))
    found = {one.code: (one.prep_minutes, one.clean_minutes) for one in known}
    for row in read.of(SERVICES):
        before, after = found.get(row.cells.get("code", ""), (0, 0))
        said = row.cells.get("prep_minutes", before), row.cells.get("clean_minutes", after)
        found[row.cells.get("code", "")] = said
    return found


def _problem(row: Row, column: str, what: str) -> Problem:
    return Problem(SESSIONS.file, row.line, column, what)
