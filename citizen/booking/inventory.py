"""What can be had: services of a district, their places, and the free times at each. Reads only."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from citizen.booking import slots
from citizen.booking.models import Resource, Service, ServiceRequirement, Site
from citizen.booking.terms import Need, ServiceKind
from citizen.booking.timetables import Calendars, busy_ticks, calendars_of
from citizen.core import clock
from citizen.core.errors import NotFound

#: Needs that change where a service takes place, and the kind of service that meets them.
OTHER_WAYS = {Need.HOME_VISIT: ServiceKind.AT_HOME, Need.REMOTE: ServiceKind.REMOTE}

#: Asked by nearly every page of booking: built once, what a service takes in the same statement.
_BY_CODE = sa.select(Service).where(Service.code == sa.bindparam("code")).options(joinedload(Service.requirements))
_SITE = sa.select(Site).where(Site.code == sa.bindparam("code"), Site.is_active)
_SITES = sa.select(Site).where(Site.district == sa.bindparam("district"), Site.is_active).order_by(Site.code)
_RESOURCES = (
    sa.select(Resource)
    .where(Resource.site_id.in_(sa.bindparam("sites", expanding=True)), Resource.is_active)
    .order_by(Resource.code)
)


@dataclass(frozen=True, slots=True)
class Notice:
    """A need for which the place has to be asked longer before than for the service itself."""

    need: Need
    hours: int


@dataclass(frozen=True, slots=True)
class Plan:
    """One service at one place for one person's needs: what it takes, and what the place can and cannot promise."""

    service: Service
    site: Site
    span: slots.Span
    requirements: tuple[slots.Requirement, ...]
    #: Needs that are met there, by a reserved resource, by more time, or by the place as it is.
    arranged: tuple[Need, ...]
    #: Needs the place does not promise: it is asked, and answers the person.
    asked: tuple[Need, ...]
    #: Ticks at which the person has something else.
    busy: frozenset[int]
    #: Why the first time may be later than without these needs.
    notices: tuple[Notice, ...] = ()

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.site.zone)

    def offers(self, days: Iterable[date] | None = None) -> list[slots.Offer]:
        """All free times, or those of some local days."""
        found = slots.find_offers(self.span, self.requirements, self.days() if days is None else days, self.zone)
        return [offer for offer in found if self.busy.isdisjoint(slots.ticks_between(offer.start, offer.end))]

    def earliest(self) -> slots.Offer | None:
        return slots.first_offer(self.span, self.requirements, self.days(), self.zone, busy=self.busy)

    def offer_at(self, start: datetime) -> slots.Offer | None:
        """The offer that starts at this moment, if it is still there."""
        day = start.astimezone(self.zone).date()
        return next((offer for offer in self.offers([day]) if offer.start == start), None)

    def days(self) -> list[date]:
        first = self.span.earliest.astimezone(self.zone).date()
        last = self.span.latest.astimezone(self.zone).date()
        return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def find_service(session: Session, *, code: str | None) -> Service | None:
    return None if code is None else session.scalars(_BY_CODE, {"code": code}).unique().one_or_none()


def find_plans(
    session: Session, *, service: Service, district: str, needs: Collection[Need], person_key: str | None
) -> list[Plan]:
    """The service at every place of the district that has it; no place is left out for what it lacks."""
    supply = resources_by_site(session, district=district)
    able = [(site, resources) for site, resources in supply if can_offer(service, resources)]
    return _plans(session, [_outline(service, site, resources, needs) for site, resources in able], person_key)


def plans_of_places(session: Session, *, services: Sequence[Service], sites: Sequence[Site]) -> list[Plan]:
    """Each of these services at each of these places that has it, for somebody without needs."""
    able = services_of_places(session, services=services, sites=sites)
    return _plans(session, [_outline(service, site, resources, ()) for site, service, resources in able], None)


def services_of_places(
    session: Session, *, services: Sequence[Service], sites: Sequence[Site]
) -> list[tuple[Site, Service, list[Resource]]]:
    """Which of these places can do which of these services at all, and with what."""
    of_site = _by_site(sites, _resources_of(session, [site.id for site in sites]))
    both = ((site, service) for site in sites for service in services)
    return [(site, service, of_site[site.id]) for site, service in both if can_offer(service, of_site[site.id])]


def get_plan(
    session: Session,
    *,
    service: Service,
    site_code: str,
    needs: Collection[Need],
    person_key: str | None,
    ahead_days: int | None = None,
) -> Plan:
    """The service at one place; raises NotFound when the place does not have it. A series looks further ahead."""
    site = find_site(session, code=site_code)
    resources = [] if site is None else _resources_of(session, [site.id])
    if site is None or not can_offer(service, resources):
        raise NotFound("site")
    return _plans(session, [_outline(service, site, resources, needs, ahead_days)], person_key)[0]


def find_site(session: Session, *, code: str) -> Site | None:
    return session.scalar(_SITE, {"code": code})


def resources_by_site(session: Session, *, district: str) -> list[tuple[Site, list[Resource]]]:
    """What the places of a district have."""
    sites = session.scalars(_SITES, {"district": district}).all()
    found = _by_site(sites, _resources_of(session, [site.id for site in sites]))
    return [(site, found[site.id]) for site in sites]


def _by_site(sites: Sequence[Site], resources: Sequence[Resource]) -> dict[uuid.UUID, list[Resource]]:
    found: dict[uuid.UUID, list[Resource]] = {site.id: [] for site in sites}
    for resource in resources:
        found[resource.site_id].append(resource)
    return found


def can_offer(service: Service, resources: Sequence[Resource]) -> bool:
    """Whether a place with these resources can do the service at all, whoever comes."""
    always = [r for r in service.requirements if r.only_for is None and r.over_minutes < service.minutes]
    return bool(always) and not service.is_group and _can_meet(always, resources)


def _resources_of(session: Session, site_ids: Sequence[uuid.UUID]) -> list[Resource]:
    return list(session.scalars(_RESOURCES, {"sites": list(site_ids)}))


def _fitting(requirement: ServiceRequirement, resources: Sequence[Resource]) -> list[Resource]:
    return [r for r in resources if r.kind is requirement.kind and requirement.skill in r.skills]


def _can_meet(requirements: Sequence[ServiceRequirement], resources: Sequence[Resource]) -> bool:
    """Different resources for every place of every requirement, were all of them free."""
    places = [[r.id for r in _fitting(one, resources)] for one in requirements for _ in range(one.count)]
    return slots.choose_different(places) is not None


def _met(service: Service, minutes: int, needs: Collection[Need], resources: Sequence[Resource]) -> _Met:
    """What the place can reserve. All that belongs to a need, or nothing of it: one interpreter instead of two is not
    what was needed, and a place without an interpreter is still offered: the need is then asked for.
    """
    taken = [r for r in service.requirements if r.over_minutes < minutes]
    met = [r for r in taken if r.only_for is None]
    by_resource = []
    for_needs = sorted((r for r in taken if r.only_for in needs), key=lambda r: list(Need).index(_need(r)))
    for need, group in groupby(for_needs, key=_need):
        more = list(group)
        if _can_meet([*met, *more], resources):
            met += more
            by_resource.append(need)
    return _Met(tuple(met), tuple(by_resource))


@dataclass(frozen=True, slots=True)
class _Met:
    requirements: tuple[ServiceRequirement, ...]
    needs: tuple[Need, ...]


def _need(requirement: ServiceRequirement) -> Need:
    if requirement.only_for is None:
        raise ValueError("a requirement for everybody")
    return requirement.only_for


@dataclass(frozen=True, slots=True)
class _Outline:
    """A plan without what is taken already."""

    service: Service
    site: Site
    needs: Collection[Need]
    span: slots.Span
    met: _Met
    #: For each requirement, what of the place can meet it.
    fitting: Sequence[Sequence[uuid.UUID]]

    @property
    def resource_ids(self) -> set[uuid.UUID]:
        return {one for fitting in self.fitting for one in fitting}


def _outline(
    service: Service, site: Site, resources: Sequence[Resource], needs: Collection[Need], ahead_days: int | None = None
) -> _Outline:
    minutes = service.minutes + (service.longer_minutes if Need.LONGER_TIME in needs else 0)
    met = _met(service, minutes, needs, resources)
    span = _span(service, minutes, met, ahead_days or service.ahead_days)
    fitting = [[one.id for one in _fitting(requirement, resources)] for requirement in met.requirements]
    return _Outline(service, site, needs, span, met, fitting)


def _plans(session: Session, outlines: Sequence[_Outline], person_key: str | None) -> list[Plan]:
    """The hours and what is taken of all places are read at once, over the longest span of them."""
    if not outlines:
        return []
    first, last = min(one.span.earliest for one in outlines), max(one.span.latest for one in outlines)
    longest = replace(outlines[0].span, earliest=first, latest=last)
    wanted = {one for outline in outlines for one in outline.resource_ids}
    calendars = calendars_of(session, resource_ids=wanted, span=longest, person_key=person_key)
    busy = busy_ticks(session, person_key, longest)
    return [_plan(outline, calendars, busy) for outline in outlines]


def _plan(outline: _Outline, calendars: Calendars, busy: frozenset[int]) -> Plan:
    service, site, needs, met = outline.service, outline.site, outline.needs, outline.met
    timetables = calendars.of(outline.resource_ids, keeps_holidays=site.keeps_holidays)
    arranged = _arranged(needs, service, site, met)
    return Plan(
        service=service,
        site=site,
        span=outline.span,
        requirements=tuple(
            slots.Requirement(tuple(timetables[one] for one in fitting), requirement.count)
            for requirement, fitting in zip(met.requirements, outline.fitting, strict=True)
        ),
        arranged=arranged,
        asked=tuple(n for n in Need if n in needs and n not in arranged),
        busy=busy,
        notices=_notices(service, met),
    )


def _arranged(needs: Collection[Need], service: Service, site: Site, met: _Met) -> tuple[Need, ...]:
    """Those that the place always meets, that a resource meets, or that the service meets as it is."""
    return tuple(
        n for n in Need if n in needs and (n in site.meets or n in met.needs or _is_met_by_service(n, service))
    )


def _span(service: Service, minutes: int, met: _Met, ahead_days: int) -> slots.Span:
    """An interpreter who has to be asked three days before makes the first time three days later."""
    now = clock.now()
    hours = max(service.notice_hours, *(r.notice_hours for r in met.requirements))
    return slots.Span(
        minutes=minutes,
        prep_minutes=service.prep_minutes,
        clean_minutes=service.clean_minutes,
        step=service.step_minutes,
        earliest=now + timedelta(hours=hours),
        latest=now + timedelta(days=ahead_days),
    )


def _notices(service: Service, met: _Met) -> tuple[Notice, ...]:
    hours = {need: max(r.notice_hours for r in met.requirements if r.only_for is need) for need in met.needs}
    return tuple(Notice(need, most) for need, most in hours.items() if most > service.notice_hours)


def _is_met_by_service(need: Need, service: Service) -> bool:
    """More time, and the way the service takes place."""
    if need is Need.LONGER_TIME:
        return service.longer_minutes > 0
    return need in OTHER_WAYS and OTHER_WAYS[need] is service.kind
