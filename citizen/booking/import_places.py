"""Tables of places brought into the inventory. Callers own the transaction: everything is written, or nothing.

Importing the same again changes nothing and says so. Nobody's appointment is touched: which ones no longer fit is for
`stranded` to say. Rows that are not in the files stay as they are, unless the files are said to be complete.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.booking import place_hours, place_sessions
from citizen.booking.models import Resource, Service, ServiceRequirement, Site
from citizen.booking.place_files import Read, Row
from citizen.booking.place_tables import EXCEPTIONS, OPENINGS, PLACES_FILE, REQUIREMENTS, RESOURCES, SERVICES, SESSIONS
from citizen.booking.terms import Need, ResourceKind, ServiceKind

_ZONE = "Asia/Shanghai"
_SITE_COLUMNS = (
    "district", "meets", "phone", "text_channel", "subdistrict", "latitude", "longitude", "institution",
    "join_address", "keeps_holidays",
)  # fmt: skip
_SERVICE_COLUMNS = (
    "programmes", "minutes", "longer_minutes", "prep_minutes", "clean_minutes", "step_minutes", "notice_hours",
    "ahead_days", "change_hours", "position", "is_group", "most_in_series", "variant_of",
)  # fmt: skip
#: For a new row when its column is not in the file at all; the table knows what an empty cell means.
_NEW_SITE = {"meets": [], "keeps_holidays": True}
_NEW_SERVICE = {"programmes": [], "step_minutes": 60, "position": 100}


@dataclass(slots=True)
class Changes:
    """What an import changed, or would change: sentences for whoever started it."""

    lines: list[str] = field(default_factory=list)

    def say(self, line: str) -> None:
        self.lines.append(line)

    def added(self, title: str, code: str) -> None:
        self.say(f"新增{title}：{code}")

    def changed(self, title: str, code: str, names: Iterable[str]) -> None:
        wanted = sorted(set(names))
        if wanted:
            self.say(f"更改{title}：{code}（{'、'.join(wanted)}）")

    def closed(self, title: str, code: str) -> None:
        self.say(f"停用{title}：{code}")


def import_places(session: Session, read: Read, *, complete: bool = False) -> Changes:
    """Write what was read; `read` has no problems. `complete`: what is not in the files is closed."""
    changes = Changes()
    for row in read.of(SERVICES):
        _write_service(session, row, changes)
    session.flush()
    _write_requirements(session, read.of(REQUIREMENTS), changes)
    for row in read.rows.get(PLACES_FILE, []):
        _write_site(session, row, changes)
    session.flush()
    for row in read.of(RESOURCES):
        _write_resource(session, row, changes)
    session.flush()
    place_hours.write_openings(session, read.of(OPENINGS), changes)
    place_hours.write_exceptions(session, read.of(EXCEPTIONS), changes)
    session.flush()
    place_sessions.write_sessions(session, read.of(SESSIONS), changes)
    if complete:
        _close_the_rest(session, read, changes)
    session.flush()
    return changes


# -- services ------------------------------------------------------------------------------------------------------


def _write_service(session: Session, row: Row, changes: Changes) -> None:
    service = session.scalar(sa.select(Service).where(Service.code == row["code"]))
    wanted = {name: row[name] for name in _SERVICE_COLUMNS if name in row.cells}
    wanted["kind"] = ServiceKind(row["kind"])
    for name in ("name", "summary"):
        wanted[name] = _in_both(row, name, None if service is None else getattr(service, name))
    wanted["bring"] = _in_both(row, "bring", None if service is None else service.bring, nothing=[])
    if service is None:
        session.add(Service(**{**_NEW_SERVICE, "code": row["code"], **wanted}))
        changes.added(SERVICES.title, row["code"])
    else:
        changes.changed(SERVICES.title, service.code, _set(service, wanted))


def _write_requirements(session: Session, rows: Iterable[Row], changes: Changes) -> None:
    """What a service takes is what the file says of it, as a whole."""
    by_service: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_service[row["service"]].append(row)
    for code, wanted in by_service.items():
        service = session.scalars(sa.select(Service).where(Service.code == code)).one()
        there = session.scalars(
            sa.select(ServiceRequirement)
            .where(ServiceRequirement.service_id == service.id)
            .order_by(ServiceRequirement.position)
        ).all()
        parts = [_requirement(row) for row in wanted]
        if [_as_parts(one) for one in there] == parts:
            continue
        session.execute(sa.delete(ServiceRequirement).where(ServiceRequirement.service_id == service.id))
        session.add_all(
            ServiceRequirement(service_id=service.id, position=position, **part) for position, part in enumerate(parts)
        )
        session.flush()
        session.expire(service)
        changes.changed(SERVICES.title, code, [REQUIREMENTS.title])


def _requirement(row: Row) -> dict[str, Any]:
    need = row.cells.get("only_for")
    return {
        "kind": ResourceKind(row["kind"]),
        "skill": row["skill"],
        "count": row.cells.get("count", 1),
        "only_for": None if need is None else Need(need),
        "notice_hours": row.cells.get("notice_hours", 0),
        "over_minutes": row.cells.get("over_minutes", 0),
    }


def _as_parts(one: ServiceRequirement) -> dict[str, Any]:
    names = ("kind", "skill", "count", "only_for", "notice_hours", "over_minutes")
    return {name: getattr(one, name) for name in names}


# -- places --------------------------------------------------------------------------------------------------------


def _write_site(session: Session, row: Row, changes: Changes) -> None:
    site = session.scalar(sa.select(Site).where(Site.code == row["code"]))
    wanted = {name: row[name] for name in _SITE_COLUMNS if name in row.cells}
    wanted |= {"is_sample": False, **_activity(row)}
    for name in ("name", "address", "way_in"):
        wanted[name] = _in_both(row, name, None if site is None else getattr(site, name))
    if site is None:
        session.add(Site(**{**_NEW_SITE, "code": row["code"], "zone": _ZONE, **wanted}))
        changes.added("地点", row["code"])
    else:
        changes.changed("地点", site.code, _set(site, wanted))


def _write_resource(session: Session, row: Row, changes: Changes) -> None:
    resource = session.scalar(sa.select(Resource).where(Resource.code == row["code"]))
    site_id = session.scalars(sa.select(Site.id).where(Site.code == row["place"])).one()
    wanted = {
        "site_id": site_id,
        "kind": ResourceKind(row["kind"]),
        "skills": row["skills"],
        **_activity(row),
    }
    if resource is None:
        session.add(Resource(code=row["code"], **wanted))
        changes.added(RESOURCES.title, row["code"])
    else:
        changes.changed(RESOURCES.title, resource.code, _set(resource, wanted))


def _activity(row: Row) -> dict[str, bool]:
    """What is new is open; what was closed stays so where the file does not say."""
    return {"is_active": row["active"]} if "active" in row.cells else {}


def _close_the_rest(session: Session, read: Read, changes: Changes) -> None:
    """What the complete files no longer name is closed, where they speak of it. Nothing is deleted."""
    places = read.rows.get(PLACES_FILE, [])
    if places:
        districts, codes = {row["district"] for row in places}, {row["code"] for row in places}
        gone = sa.select(Site).where(Site.district.in_(districts), Site.code.not_in(codes), Site.is_active)
        for site in session.scalars(gone.order_by(Site.code)):
            site.is_active = False
            changes.closed("地点", site.code)
    resources = read.of(RESOURCES)
    if resources:
        of_places = sa.select(Site.id).where(Site.code.in_({row["place"] for row in resources}))
        known = {row["code"] for row in resources}
        lost = sa.select(Resource).where(
            Resource.site_id.in_(of_places), Resource.code.not_in(known), Resource.is_active
        )
        for resource in session.scalars(lost.order_by(Resource.code)):
            resource.is_active = False
            changes.closed(RESOURCES.title, resource.code)
    place_hours.drop_the_rest(session, read, changes)
    place_sessions.call_off_the_rest(session, read, changes)


# -- rows ----------------------------------------------------------------------------------------------------------

_TITLES = {
    "is_active": "启用", "is_sample": "不再是示例", "site_id": "地点", "kind": "种类", "skills": "能做什么",
    "name": "名称", "address": "地址", "way_in": "怎样进门", "meets": "现场有什么", "phone": "电话",
    "district": "区", "summary": "说明", "text_channel": "文字联系方式", "subdistrict": "街道",
    "latitude": "纬度", "longitude": "经度", "bring": "带什么", "institution": "机构类型",
    "join_address": "远程会面网址", "keeps_holidays": "节假日休息", "programmes": "政策项目", "minutes": "分钟",
    "longer_minutes": "加时分钟", "prep_minutes": "准备分钟", "clean_minutes": "收尾分钟",
    "step_minutes": "间隔分钟", "notice_hours": "提前小时", "ahead_days": "最远天数", "change_hours": "改期截止小时",
    "position": "顺序", "is_group": "多人一起", "most_in_series": "一次最多约几回", "variant_of": "同一服务的代码",
}  # fmt: skip


def _set(row: Site | Resource | Service, wanted: Mapping[str, Any]) -> list[str]:
    """Change what is different; returns the titles of what was."""
    different = [name for name, value in wanted.items() if not _same(getattr(row, name), value)]
    for name in different:
        setattr(row, name, wanted[name])
    return [_TITLES[name] for name in different]


def _same(old: object, new: object) -> bool:
    """In lists of codes the order says nothing."""
    both_lists = isinstance(old, list) and isinstance(new, list)
    return sorted(old) == sorted(new) if both_lists else old == new  # type: ignore[call-overload,no-any-return]


def _in_both(row: Row, name: str, known: Mapping[str, Any] | None, *, nothing: Any = "") -> dict[str, Any]:
    """Chinese and English words; without English words the Chinese ones stand for both."""
    old = known or {"zh": nothing, "en": nothing}
    zh = row.cells.get(f"{name}_zh", old["zh"])
    kept = nothing if old["en"] == old["zh"] else old["en"]
    return {"zh": zh, "en": row.cells.get(f"{name}_en", kept) or zh}
