"""Which services a district has: with times to choose from, as sessions of a group, or by asking. Reads only."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from citizen.booking.inventory import OTHER_WAYS, can_offer, resources_by_site
from citizen.booking.models import Service
from citizen.booking.terms import Need
from citizen.eligibility import catalogue

_SERVICES = sa.select(Service).order_by(Service.position, Service.code).options(joinedload(Service.requirements))


def find_services(session: Session, *, district: str) -> list[Service]:
    """What can be booked or asked for in a district, in order; another way of the same help counts as the same."""
    return [one for one in _offered(session, district) if not one.variant_of]


def is_offered(session: Session, *, service: Service, district: str) -> bool:
    """Whether it can be booked or asked for there."""
    return service.code in {one.code for one in _offered(session, district)}


def find_services_of_programme(session: Session, *, programme: str, district: str | None = None) -> list[Service]:
    """What belongs to a programme of the catalogue; with `district`, what of it is there."""
    offered = list(_all(session)) if district is None else _offered(session, district)
    return [service for service in offered if programme in service.programmes]


def service_for(session: Session, *, service: Service, district: str, needs: Collection[Need]) -> Service:
    """The same help in the way that is needed, at home or remotely, where the district has it; else as it is."""
    wanted = next((kind for need, kind in OTHER_WAYS.items() if need in needs), service.kind)
    if service.kind is wanted:
        return service
    return next(
        (one for one in other_ways_of(session, service=service, district=district) if one.kind is wanted), service
    )


def other_ways_of(session: Session, *, service: Service, district: str) -> list[Service]:
    """The other ways in which the district has this help."""
    codes = {service.code, service.variant_of} - {""}
    family = [one for one in _all(session) if one.code != service.code and codes & {one.code, one.variant_of}]
    return _of_these(session, family, district)


def _all(session: Session) -> list[Service]:
    return list(session.scalars(_SERVICES).unique())


def _offered(session: Session, district: str) -> list[Service]:
    return _of_these(session, _all(session), district)


def _of_these(session: Session, services: Collection[Service], district: str) -> list[Service]:
    if not services:
        return []
    supply = [resources for _site, resources in resources_by_site(session, district=district)]
    return [
        one
        for one in services
        if any(can_offer(one, resources) for resources in supply) or (_is_arranged(one) and _is_known_in(one, district))
    ]


def _is_arranged(service: Service) -> bool:
    """No single times are counted: its sessions are announced, or somebody answers who was asked."""
    return service.is_group or service.is_asked_for


def _is_known_in(service: Service, district: str) -> bool:
    """Whether the district has one of the programmes it belongs to."""
    known = catalogue.load().programmes
    return any(district in known[one].districts for one in service.programmes if one in known)
