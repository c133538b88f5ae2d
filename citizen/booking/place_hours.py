"""When the resources of imported places work: weekly hours, and single days that are different. Callers own the
transaction.

The weekly hours of a resource are what the file says of it, as a whole. Single days are only ever added: staff add some
themselves, and a file that does not know them must not take them away.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Protocol

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.booking.models import Opening, OpeningException, Resource, Site
from citizen.booking.place_files import Read, Row
from citizen.booking.place_tables import EXCEPTIONS, OPENINGS, RESOURCES
from citizen.core import clock

#: weekday, from, to, first day, last day.
Hours = tuple[int, int, int, date, date | None]
#: day, from, to, open.
Single = tuple[date, int, int, bool]
_FROM_THE_BEGINNING = date(2026, 1, 1)


class Told(Protocol):
    """Who wants to know what changes."""

    def changed(self, title: str, code: str, names: Iterable[str]) -> None: ...

    def say(self, line: str) -> None: ...


def write_openings(session: Session, rows: Iterable[Row], changes: Told) -> None:
    """The weekly hours of every resource the file names, as the file says them; other resources keep theirs."""
    wanted: dict[str, set[Hours]] = defaultdict(set)
    for row in rows:
        wanted[row["resource"]] |= {_hours(row, weekday) for weekday in row["weekdays"]}
    for code, hours in wanted.items():
        resource_id = session.scalars(sa.select(Resource.id).where(Resource.code == code)).one()
        there = {
            (o.weekday, o.from_minute, o.to_minute, o.valid_from, o.valid_to): o
            for o in session.scalars(sa.select(Opening).where(Opening.resource_id == resource_id))
        }
        if there.keys() == hours:
            continue
        for gone in there.keys() - hours:
            session.delete(there[gone])
        session.add_all(
            Opening(
                resource_id=resource_id, weekday=one[0], from_minute=one[1], to_minute=one[2],
                valid_from=one[3], valid_to=one[4],
            )
            for one in sorted(hours - there.keys(), key=repr)
        )  # fmt: skip
        changes.changed(RESOURCES.title, code, [OPENINGS.title])


def _hours(row: Row, weekday: int) -> Hours:
    first = row.cells.get("valid_from") or _FROM_THE_BEGINNING
    return weekday, row["from"], row["to"], first, row.cells.get("valid_to")


def write_exceptions(session: Session, rows: Iterable[Row], changes: Told) -> None:
    """Those that are not there yet. A place stands for everything it has."""
    for row in rows:
        for code, resource_id in _meant(session, row["of"]):
            single = _single(row)
            there = session.scalars(_same_day(resource_id, single)).first()
            if there is None:
                session.add(_exception(resource_id, single, row.cells.get("reason", "")))
                changes.say(f"{'开放' if single[3] else '关闭'}：{code} {single[0]} {_clock(single)}")
            elif "reason" in row.cells and there.reason != row["reason"]:
                there.reason = row["reason"]
                changes.changed(EXCEPTIONS.title, f"{code} {single[0]}", ["原因"])


def drop_the_rest(session: Session, read: Read, changes: Told) -> None:
    """Hours and days to come that complete files no longer name."""
    if OPENINGS.file in read.rows and RESOURCES.file in read.rows:
        named = {row["resource"] for row in read.of(OPENINGS)}
        for row in read.of(RESOURCES):
            if row["code"] not in named and _drop_hours(session, row["code"]):
                changes.changed(RESOURCES.title, row["code"], [OPENINGS.title])
    if EXCEPTIONS.file in read.rows:
        wanted = {(code, _single(row)) for row in read.of(EXCEPTIONS) for code, _id in _meant(session, row["of"])}
        session.flush()
        found = session.execute(
            sa.select(OpeningException, Resource.code)
            .join(Resource, Resource.id == OpeningException.resource_id)
            .where(
                Resource.code.in_([row["code"] for row in read.of(RESOURCES)]), OpeningException.day >= clock.today()
            )
            .order_by(Resource.code, OpeningException.day)
        ).all()
        for one, code in found:
            if (code, (one.day, one.from_minute, one.to_minute, one.is_open)) not in wanted:
                session.delete(one)
                changes.say(f"取消{'开放' if one.is_open else '关闭'}：{code} {one.day}")


def _drop_hours(session: Session, code: str) -> int:
    of_it = sa.select(Opening).join(Resource, Resource.id == Opening.resource_id).where(Resource.code == code)
    there = session.scalars(of_it).all()
    for one in there:
        session.delete(one)
    return len(there)


def _meant(session: Session, code: str) -> list[tuple[str, object]]:
    """The resource of this code, or all of the place of this code."""
    found = session.execute(
        sa.select(Resource.code, Resource.id)
        .join(Site, Site.id == Resource.site_id)
        .where(sa.or_(Resource.code == code, Site.code == code))
        .order_by(Resource.code)
    ).all()
    return [(one.code, one.id) for one in found]


def _single(row: Row) -> Single:
    return row["day"], row.cells.get("from", 0), row.cells.get("to", 24 * 60), row["opens"]


def _same_day(resource_id: object, single: Single) -> sa.Select[OpeningException]:
    day, begin, end, is_open = single
    return sa.select(OpeningException).where(
        OpeningException.resource_id == resource_id,
        OpeningException.day == day,
        OpeningException.from_minute == begin,
        OpeningException.to_minute == end,
        OpeningException.is_open == is_open,
    )


def _exception(resource_id: object, single: Single, reason: str) -> OpeningException:
    day, begin, end, is_open = single
    return OpeningException(
        resource_id=resource_id, day=day, from_minute=begin, to_minute=end, is_open=is_open, reason=reason
    )


def _clock(single: Single) -> str:
    return f"{single[1] // 60}:{single[1] % 60:02d}–{single[2] // 60}:{single[2] % 60:02d}"
