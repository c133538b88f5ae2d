"""Sample places and services, so that a fresh installation can be tried out at once. Loading twice changes nothing."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.booking.models import Opening, Resource, Service, ServiceRequirement, Site
from citizen.booking.terms import Need, ResourceKind, ServiceKind

FILE = Path(__file__).with_name("sample.toml")
_ZONE = "Asia/Shanghai"
_VALID_FROM = date(2026, 1, 1)
#: Minutes of the local day.
_MORNING, _AFTERNOON = (9 * 60, 12 * 60), (13 * 60, 17 * 60)
_HOURS = {"day": (_MORNING, _AFTERNOON), "morning": (_MORNING,), "afternoon": (_AFTERNOON,)}

Row = TypeVar("Row", Site, Resource, Service)


def load_sample(session: Session, *, file: Path = FILE) -> tuple[int, int]:
    """Write or refresh the sample inventory; returns how many services and places it has. Bookings are kept."""
    data = tomllib.loads(file.read_text(encoding="utf-8"))
    for entry in data["service"]:
        _write_service(session, entry)
    for entry in data["site"]:
        _write_site(session, entry)
    session.flush()
    return len(data["service"]), len(data["site"])


def _write_service(session: Session, entry: dict[str, Any]) -> None:
    service = _row(session, Service, entry["code"])
    service.kind = ServiceKind(entry["kind"])
    for name in (
        "position",
        "name",
        "summary",
        "bring",
        "programmes",
        "minutes",
        "longer_minutes",
        "prep_minutes",
        "clean_minutes",
        "step_minutes",
        "notice_hours",
    ):
        setattr(service, name, entry[name])
    session.flush()
    session.execute(sa.delete(ServiceRequirement).where(ServiceRequirement.service_id == service.id))
    session.add_all(
        ServiceRequirement(
            service_id=service.id,
            position=position,
            kind=ResourceKind(need["kind"]),
            skill=need["skill"],
            count=need["count"],
            only_for=Need(need["only_for"]) if "only_for" in need else None,
        )
        for position, need in enumerate(entry["requires"])
    )


def _write_site(session: Session, entry: dict[str, Any]) -> None:
    site = _row(session, Site, entry["code"])
    site.district, site.zone, site.is_sample = entry["district"], _ZONE, True
    site.name, site.address, site.way_in = entry["name"], entry["address"], entry["way_in"]
    site.meets = [Need(code).value for code in entry["meets"]]
    session.flush()
    for part in entry["resources"]:
        _write_resource(session, site, part)


def _write_resource(session: Session, site: Site, entry: dict[str, Any]) -> None:
    resource = _row(session, Resource, f"{site.code}-{entry['code']}")
    resource.site_id, resource.kind, resource.skills = site.id, ResourceKind(entry["kind"]), entry["skills"]
    session.flush()
    session.execute(sa.delete(Opening).where(Opening.resource_id == resource.id))
    session.add_all(
        Opening(resource_id=resource.id, weekday=weekday, from_minute=start, to_minute=end, valid_from=_VALID_FROM)
        for weekday in entry["days"]
        for start, end in _HOURS[entry["hours"]]
    )


def _row(session: Session, model: type[Row], code: str) -> Row:
    """The row with this code, or a new one that is written at the next flush."""
    row = session.scalar(sa.select(model).where(model.code == code))
    if row is None:
        row = model(code=code)
        session.add(row)
    return row
