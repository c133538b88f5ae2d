"""Sample places and services, so that a fresh installation can be tried out at once. Loading twice changes nothing."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.booking.models import Opening, Resource, Service, ServiceRequirement, Site
from citizen.booking.sample_sessions import load_sessions
from citizen.booking.terms import Need, ResourceKind, ServiceKind
from citizen.eligibility import catalogue

FILE = Path(__file__).with_name("sample.toml")
PLACES_FILE = Path(__file__).with_name("sample_places.toml")
_ZONE = "Asia/Shanghai"
_VALID_FROM = date(2026, 1, 1)
#: Minutes of the local day.
_MORNING, _AFTERNOON = (9 * 60, 12 * 60), (13 * 60, 17 * 60)
_HOURS = {"day": (_MORNING, _AFTERNOON), "morning": (_MORNING,), "afternoon": (_AFTERNOON,)}
_COPIED = (
    *("position", "bring", "programmes", "minutes", "longer_minutes", "prep_minutes", "clean_minutes"),
    *("step_minutes", "notice_hours", "variant_of"),
)
_LANGUAGES = {"zh": "zh-Hans", "en": "en"}

Entry = Mapping[str, Any]
Row = TypeVar("Row", Site, Resource, Service)


def load_sample(session: Session, *, file: Path = FILE, places: Path = PLACES_FILE) -> tuple[int, int]:
    """Write or refresh the sample inventory; returns how many services and places it has. Bookings are kept."""
    services, sites = _read(file), _read(places)
    for entry in services["service"]:
        _write_service(session, {**services["defaults"], **entry}, services["needed"])
    for code, district in sites["districts"].items():
        for entry in sites["place"]:
            _write_site(session, entry, code, district)
    session.flush()
    load_sessions(session)
    return len(services["service"]), len(sites["place"]) * len(sites["districts"])


def _read(file: Path) -> Entry:
    return tomllib.loads(file.read_text(encoding="utf-8"))


def _write_service(session: Session, entry: Entry, needed: list[Entry]) -> None:
    service = _row(session, Service, entry["code"])
    service.kind, service.is_group = ServiceKind(entry["kind"]), entry["way"] == "group"
    service.name, service.summary = (_words(entry, what) for what in ("name", "summary"))
    for name in _COPIED:
        setattr(service, name, entry[name])
    session.flush()
    session.execute(sa.delete(ServiceRequirement).where(ServiceRequirement.service_id == service.id))
    requires = [*entry["requires"], *(needed if entry.get("with_needs") else [])]
    session.add_all(_requirement(service, position, one) for position, one in enumerate(requires))


def _requirement(service: Service, position: int, entry: Entry) -> ServiceRequirement:
    return ServiceRequirement(
        service_id=service.id,
        position=position,
        kind=ResourceKind(entry["kind"]),
        skill=entry["skill"],
        count=entry["count"],
        only_for=Need(entry["only_for"]) if "only_for" in entry else None,
        notice_hours=entry.get("notice_hours", 0),
        over_minutes=entry.get("over_minutes", 0),
    )


def _words(entry: Entry, what: str) -> dict[str, str]:
    """As written, or as the first programme of the service says it."""
    if what in entry:
        return dict(entry[what])
    text = catalogue.load().programmes[entry["programmes"][0]].text
    return {key: getattr(text[tag], what) for key, tag in _LANGUAGES.items()}


def _write_site(session: Session, entry: Entry, code: str, district: Entry) -> None:
    site = _row(session, Site, f"sample-{code}-{entry['code']}")
    site.district, site.zone, site.is_sample = code, _ZONE, True
    site.name, site.address, site.way_in = (_filled(entry[what], district) for what in ("name", "address", "way_in"))
    site.meets = [Need(need).value for need in entry["meets"]]
    site.subdistrict = entry["subdistrict"]
    site.latitude, site.longitude = (
        district[axis] + shift for axis, shift in zip(("latitude", "longitude"), entry["point"], strict=True)
    )
    session.flush()
    for part in entry["resources"]:
        if code in part.get("only_in", (code,)):
            _write_resource(session, site, part)


def _filled(words: Mapping[str, str], district: Entry) -> dict[str, str]:
    return {language: text.replace("{district}", district[language]) for language, text in words.items()}


def _write_resource(session: Session, site: Site, entry: Entry) -> None:
    resource = _row(session, Resource, f"{site.code}-{entry['code']}")
    resource.site_id, resource.kind, resource.skills = site.id, ResourceKind(entry["kind"]), entry["skills"]
    session.flush()
    _write_hours(session, resource, {(day, *hours) for day in entry["days"] for hours in _HOURS[entry["hours"]]})


def _write_hours(session: Session, resource: Resource, wanted: set[tuple[int, int, int]]) -> None:
    """Weekday, from, to. Hours that are there already stay the same rows: somebody may have their page open."""
    there = session.scalars(sa.select(Opening).where(Opening.resource_id == resource.id)).all()
    is_as_wanted = {(one.weekday, one.from_minute, one.to_minute) for one in there} == wanted
    if is_as_wanted and all(one.valid_to is None for one in there):
        return
    session.execute(sa.delete(Opening).where(Opening.resource_id == resource.id))
    session.add_all(
        Opening(resource_id=resource.id, weekday=day, from_minute=start, to_minute=end, valid_from=_VALID_FROM)
        for day, start, end in sorted(wanted)
    )


def _row(session: Session, model: type[Row], code: str) -> Row:
    """The row with this code, or a new one that is written at the next flush."""
    row = session.scalar(sa.select(model).where(model.code == code))
    if row is None:
        row = model(code=code)
        session.add(row)
    return row
