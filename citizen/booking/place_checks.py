"""What files of places say, held against each other and against what is there already. Reads only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.booking import place_files as files
from citizen.booking import session_checks
from citizen.booking.models import Resource, Service, ServiceRequirement, Site
from citizen.booking.place_files import Problem, Read
from citizen.booking.place_tables import (
    EXCEPTIONS,
    OPENINGS,
    PLACES_FILE,
    REQUIREMENTS,
    RESOURCES,
    SERVICES,
    SESSIONS,
    Table,
    tables,
)
from citizen.eligibility import catalogue

_NOBODY_NEEDS = "没有哪个服务用到。请检查拼写，或者先在 requirements.csv 里写上"


def tables_here() -> tuple[Table, ...]:
    """The tables, with the districts of this deployment by their names."""
    return tables(_districts())


def read_places(session: Session, written: Mapping[str, bytes]) -> Read:
    """The files, read and held against what is there. Whatever is wrong stands in `problems`, in the order of lines."""
    read = files.read_files(written, tables_here())
    order = {name: position for position, name in enumerate(written)}
    read.problems += _between_rows(read)
    if all(one.file in read.rows for one in tables_here() if one.file in written):
        read.problems += _with_what_is_there(session, read)  # else the one unread file would be named on every line
    if not read.problems:
        read.hints += session_checks.hints_of(session, read)
    read.problems.sort(key=lambda one: (order.get(one.file, 0), one.line or 0))
    return read


def _between_rows(read: Read) -> Iterator[Problem]:
    for table in (OPENINGS, EXCEPTIONS, SESSIONS):
        yield from files.hours_in_order(table, read.of(table))
    yield from files.overlapping(OPENINGS, read.of(OPENINGS))
    for row in read.of(SERVICES):
        zh, en = row.cells.get("bring_zh", []), row.cells.get("bring_en", [])
        if en and len(zh) != len(en):
            what = f"中文有 {len(zh)} 句，英文有 {len(en)} 句。请写一样多"
            yield Problem(SERVICES.file, row.line, "英文带什么", what)


def _with_what_is_there(session: Session, read: Read) -> Iterator[Problem]:
    places = _codes(session, sa.select(Site.code), read, PLACES_FILE)
    resources = _codes(session, sa.select(Resource.code), read, RESOURCES.file)
    services = _codes(session, sa.select(Service.code), read, SERVICES.file)
    skills = set(session.scalars(sa.select(ServiceRequirement.skill)))
    skills |= {row["skill"] for row in read.of(REQUIREMENTS) if "skill" in row.cells}
    unknown = files.unknown
    yield from unknown(SERVICES, read.of(SERVICES), "programmes", catalogue.load().programmes, "不是政策目录里的项目")
    yield from unknown(SERVICES, read.of(SERVICES), "variant_of", services, "不在 services.csv 里，也没有导入过")
    yield from unknown(REQUIREMENTS, read.of(REQUIREMENTS), "service", services, "不在 services.csv 里，也没有导入过")
    yield from unknown(RESOURCES, read.of(RESOURCES), "place", places, "不在 places.csv 里，也没有导入过")
    yield from unknown(RESOURCES, read.of(RESOURCES), "skills", skills, _NOBODY_NEEDS)
    yield from unknown(OPENINGS, read.of(OPENINGS), "resource", resources, "不在 resources.csv 里，也没有导入过")
    both = places | resources
    yield from unknown(EXCEPTIONS, read.of(EXCEPTIONS), "of", both, "不是地点，也不是资源。请检查拼写")
    yield from unknown(SESSIONS, read.of(SESSIONS), "service", services, "不在 services.csv 里，也没有导入过")
    yield from unknown(SESSIONS, read.of(SESSIONS), "place", places, "不在 places.csv 里，也没有导入过")
    yield from unknown(SESSIONS, read.of(SESSIONS), "takes", resources, "不在 resources.csv 里，也没有导入过")
    yield from session_checks.problems_of(session, read)
    taken = places & resources
    for row in read.of(RESOURCES):
        if row.cells.get("code") in taken:
            yield Problem(RESOURCES.file, row.line, "代码", f"“{row['code']}”已经是一个地点的代码。请换一个")


def _codes(session: Session, known: sa.Select[str], read: Read, file: str) -> set[str]:
    in_file = {row.cells["code"] for row in read.rows.get(file, []) if "code" in row.cells}
    return set(session.scalars(known)) | in_file


def _districts() -> dict[str, str]:
    """How a file may name a district: by its code, or as people call it."""
    names: dict[str, str] = {}
    for code, district in catalogue.load().districts.items():
        name = district.name["zh_Hans"]
        names |= {name: code, name.rpartition("市")[2]: code, code: code}
    return names
