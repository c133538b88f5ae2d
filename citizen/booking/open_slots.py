"""What is free, for everybody: places, what can be booked there, and open times, as lines of JSON.

The shapes are those of FHIR that SMART Scheduling Links publishes, so that other software can read them. Nothing here
is about a person: a time that is taken is simply not there. Offers are computed by the same inventory that people
choose from, for somebody without needs. Reads only.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.booking import inventory
from citizen.booking.models import Service, Site
from citizen.core import clock

#: How far ahead times are told.
DAYS = 14
MEDIA_TYPE = "application/fhir+ndjson"
_DEEP_LINK = "http://fhir-registry.smarthealthit.org/StructureDefinition/booking-deep-link"
_CAPACITY = "http://fhir-registry.smarthealthit.org/StructureDefinition/slot-capacity"
_ALL_DISTRICTS: None = None
#: Places whose hours and claims are read at once.
_AT_ONCE = 20
_ENCODE = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode
Resource = dict[str, Any]
#: Opens a session that only reads.
Opener = Callable[[], AbstractContextManager[Session]]


def manifest(*, base: str, at: datetime, districts: Sequence[str]) -> Resource:
    """Where the files are; the times of each district are a file of their own."""
    files = [{"type": "Location", "url": f"{base}/places/locations.ndjson"}]
    files.append({"type": "Schedule", "url": f"{base}/places/schedules.ndjson"})
    files += [{"type": "Slot", "url": f"{base}/places/slots.ndjson?district={code}"} for code in districts]
    return {
        "transactionTime": _utc(at),
        "request": f"{base}/places/$bulk-publish",
        "requiresAccessToken": False,
        "output": files,
        "error": [],
    }


def locations(session: Session, *, website: str) -> Iterator[Resource]:
    """Every place in use."""
    for site in _sites(session, _ALL_DISTRICTS):
        yield location_of(site, website=website)


def schedules(session: Session) -> Iterator[Resource]:
    """Every service at every place that can do it."""
    services, sites = _services(session), _sites(session, _ALL_DISTRICTS)
    for site, service, _resources in inventory.services_of_places(session, services=services, sites=sites):
        yield schedule_of(site, service)


def slots(opened: Opener, *, district: str | None, base: str) -> Iterator[bytes]:
    """The open times of the next two weeks, a few places at a time. Each few are read in a transaction of their own:
    nothing is kept open while somebody far away takes what was sent.
    """
    days = [clock.today() + timedelta(days=n) for n in range(DAYS)]
    last = ""
    while True:
        with opened() as session:
            sites = _sites(session, district, after=last, at_most=_AT_ONCE)
            plans = inventory.plans_of_places(session, services=_services(session), sites=sites)
            lines = as_lines(told for plan in plans for told in _slots_of(plan, days, base))
        if not sites:
            return
        last = sites[-1].code
        yield lines


def as_lines(resources: Iterable[Resource]) -> bytes:
    return b"".join(_ENCODE(one).encode() + b"\n" for one in resources)


def location_of(site: Site, *, website: str) -> Resource:
    """A place as FHIR says it."""
    told: Resource = {
        "resourceType": "Location",
        "id": str(site.id),
        "identifier": [{"system": f"{website}/places", "value": site.code}],
        "status": "active" if site.is_active else "inactive",
        "name": site.name["zh"],
        "alias": [site.name["en"]],
        "description": site.way_in["zh"],
        "address": {"text": site.address["zh"], "district": site.district, "country": "CN"},
        "characteristic": [_concept(need) for need in site.meets],
    }
    if site.phone:
        told["contact"] = [{"telecom": [{"system": "phone", "value": site.phone}]}]
    if site.latitude is not None and site.longitude is not None:
        told["position"] = {"latitude": site.latitude, "longitude": site.longitude}
    return _marked(told, site)


def schedule_of(site: Site, service: Service) -> Resource:
    """What one can book at one place."""
    told = {
        "resourceType": "Schedule",
        "id": str(schedule_id(site, service)),
        "active": True,
        "serviceType": [{**_concept(service.code), "text": service.name["zh"]}],
        "actor": [{"reference": f"Location/{site.id}"}],
    }
    return _marked(told, site)


def slot_of(site: Site, service: Service, start: datetime, end: datetime, *, base: str) -> Resource:
    """One open time, and where a person books it."""
    return _slot(site, service, schedule_id(site, service), start, end, base=base)


def _slots_of(plan: inventory.Plan, days: Sequence[date], base: str) -> Iterator[Resource]:
    schedule = schedule_id(plan.site, plan.service)
    for offer in plan.offers(days):
        yield _slot(plan.site, plan.service, schedule, offer.start, offer.end, base=base)


def _slot(site: Site, service: Service, schedule: uuid.UUID, start: datetime, end: datetime, *, base: str) -> Resource:
    begins = _utc(start)
    link = f"{base}/book?service={service.code}&district={site.district}"
    told = {
        "resourceType": "Slot",
        "id": str(uuid.uuid5(schedule, begins)),
        "schedule": {"reference": f"Schedule/{schedule}"},
        "status": "free",
        "start": begins,
        "end": _utc(end),
        "extension": [{"url": _DEEP_LINK, "valueUrl": link}, {"url": _CAPACITY, "valueInteger": 1}],
    }
    return _marked(told, site)


def schedule_id(site: Site, service: Service) -> uuid.UUID:
    """The same as long as both are there."""
    return uuid.uuid5(site.id, service.code)


def _marked(told: Resource, site: Site) -> Resource:
    """Sample data says so."""
    if not site.is_sample:
        return told
    tag = {"system": "http://terminology.hl7.org/CodeSystem/v3-ActReason", "code": "HTEST"}
    return {**told, "meta": {"tag": [tag]}}


def _concept(code: str) -> Resource:
    return {"coding": [{"code": code}]}


def _sites(session: Session, district: str | None, *, after: str = "", at_most: int | None = None) -> Sequence[Site]:
    """In the order of their codes."""
    wanted = sa.select(Site).where(Site.is_active, Site.code > after)
    if district is not None:
        wanted = wanted.where(Site.district == district)
    return session.scalars(wanted.order_by(Site.code).limit(at_most)).all()


def _services(session: Session) -> Sequence[Service]:
    return session.scalars(sa.select(Service).order_by(Service.position, Service.code)).all()


def _utc(moment: datetime) -> str:
    return moment.astimezone(clock.LOCAL_ZONE).isoformat(timespec="seconds")
