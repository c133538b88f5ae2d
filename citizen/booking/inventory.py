"""What can be had: services of a district, their places, and the free times at each. Reads only."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.booking import slots
from citizen.booking.models import (
    Booking,
    Claim,
    Opening,
    OpeningException,
    PersonSlot,
    Resource,
    Service,
    ServiceRequirement,
    Site,
)
from citizen.booking.terms import BookingState, Need
from citizen.core import clock
from citizen.core.errors import NotFound


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


def find_services(session: Session, *, district: str) -> list[Service]:
    """What can be booked in a district, in the order of the catalogue."""
    services = session.scalars(sa.select(Service).order_by(Service.position, Service.code)).all()
    supply = _resources_by_site(session, district=district)
    return [s for s in services if any(_can_offer(s, resources) for _site, resources in supply)]


def find_service_of_programme(session: Session, *, programme: str) -> Service | None:
    """The first service that belongs to a programme of the catalogue."""
    services = session.scalars(sa.select(Service).order_by(Service.position, Service.code))
    return next((service for service in services if programme in service.programmes), None)


def find_service(session: Session, *, code: str | None) -> Service | None:
    return None if code is None else session.scalar(sa.select(Service).where(Service.code == code))


def find_plans(
    session: Session, *, service: Service, district: str, needs: Collection[Need], person_key: str | None
) -> list[Plan]:
    """The service at every place of the district that has it; no place is left out for what it lacks."""
    supply = _resources_by_site(session, district=district)
    able = [(site, resources) for site, resources in supply if _can_offer(service, resources)]
    return [_plan(session, service, site, resources, needs, person_key) for site, resources in able]


def get_plan(
    session: Session, *, service: Service, site_code: str, needs: Collection[Need], person_key: str | None
) -> Plan:
    """The service at one place; raises NotFound when the place does not have it."""
    site = session.scalar(sa.select(Site).where(Site.code == site_code, Site.is_active))
    resources = [] if site is None else _resources_of(session, [site.id])
    if site is None or not _can_offer(service, resources):
        raise NotFound("site")
    return _plan(session, service, site, resources, needs, person_key)


def _resources_by_site(session: Session, *, district: str) -> list[tuple[Site, list[Resource]]]:
    sites = session.scalars(sa.select(Site).where(Site.district == district, Site.is_active).order_by(Site.code)).all()
    resources = _resources_of(session, [site.id for site in sites])
    return [(site, [r for r in resources if r.site_id == site.id]) for site in sites]


def _resources_of(session: Session, site_ids: Sequence[uuid.UUID]) -> list[Resource]:
    return list(
        session.scalars(
            sa.select(Resource).where(Resource.site_id.in_(site_ids), Resource.is_active).order_by(Resource.code)
        )
    )


def _can_offer(service: Service, resources: Sequence[Resource]) -> bool:
    always = [r for r in service.requirements if r.only_for is None]
    return bool(always) and all(len(_fitting(r, resources)) >= r.count for r in always)


def _fitting(requirement: ServiceRequirement, resources: Sequence[Resource]) -> list[Resource]:
    return [r for r in resources if r.kind is requirement.kind and requirement.skill in r.skills]


def _plan(
    session: Session,
    service: Service,
    site: Site,
    resources: Sequence[Resource],
    needs: Collection[Need],
    person_key: str | None,
) -> Plan:
    wanted = [
        (requirement, _fitting(requirement, resources))
        for requirement in service.requirements
        if requirement.only_for is None or requirement.only_for in needs
    ]
    # A place without an interpreter is still offered: the need is then asked for instead of reserved.
    met = [(requirement, found) for requirement, found in wanted if len(found) >= requirement.count]
    span = _span(service, needs)
    timetables = _timetables(session, {r.id for _, found in met for r in found}, span, person_key)
    by_resource = {requirement.only_for for requirement, _ in met}
    arranged = tuple(n for n in Need if n in needs and (n in site.meets or n in by_resource or _is_time(n, service)))
    return Plan(
        service=service,
        site=site,
        span=span,
        requirements=tuple(
            slots.Requirement(tuple(timetables[r.id] for r in found), requirement.count) for requirement, found in met
        ),
        arranged=arranged,
        asked=tuple(n for n in Need if n in needs and n not in arranged),
        busy=_busy_ticks(session, person_key, span),
    )


def _span(service: Service, needs: Collection[Need]) -> slots.Span:
    longer = service.longer_minutes if Need.LONGER_TIME in needs else 0
    now = clock.now()
    return slots.Span(
        minutes=service.minutes + longer,
        prep_minutes=service.prep_minutes,
        clean_minutes=service.clean_minutes,
        step=service.step_minutes,
        earliest=now + timedelta(hours=service.notice_hours),
        latest=now + timedelta(days=service.ahead_days),
    )


def _is_time(need: Need, service: Service) -> bool:
    return need is Need.LONGER_TIME and service.longer_minutes > 0


def _timetables(
    session: Session, resource_ids: set[uuid.UUID], span: slots.Span, person_key: str | None
) -> dict[uuid.UUID, slots.Timetable]:
    rules: dict[uuid.UUID, list[slots.OpeningRule]] = defaultdict(list)
    for o in session.scalars(sa.select(Opening).where(Opening.resource_id.in_(resource_ids))):
        rules[o.resource_id].append(slots.OpeningRule(o.weekday, o.from_minute, o.to_minute, o.valid_from, o.valid_to))
    changes: dict[uuid.UUID, list[slots.DatedChange]] = defaultdict(list)
    for e in session.scalars(sa.select(OpeningException).where(OpeningException.resource_id.in_(resource_ids))):
        changes[e.resource_id].append(slots.DatedChange(e.day, e.from_minute, e.to_minute, e.is_open))
    claimed = _claimed_ticks(session, resource_ids, span, person_key)
    return {
        one: slots.Timetable(one, tuple(rules[one]), tuple(changes[one]), frozenset(claimed[one]))
        for one in resource_ids
    }


def _claimed_ticks(
    session: Session, resource_ids: set[uuid.UUID], span: slots.Span, person_key: str | None
) -> dict[uuid.UUID, set[int]]:
    """Claims that count. A hold that ran out counts no more, even before somebody has cleared it away; the person's
    own hold does not stand in their way, for a new one replaces it."""
    gives_way = (Booking.state == BookingState.HELD) & (
        (Booking.hold_until <= clock.now()) | (Booking.person_key == (person_key or ""))
    )
    margin = timedelta(days=1)
    rows = session.execute(
        sa.select(Claim.resource_id, Claim.tick)
        .join(Booking, Booking.id == Claim.booking_id)
        .where(
            Claim.resource_id.in_(resource_ids),
            Claim.tick.between(slots.tick_of(span.earliest - margin), slots.tick_of(span.latest + margin)),
            sa.not_(gives_way),
        )
    )
    claimed: dict[uuid.UUID, set[int]] = defaultdict(set)
    for resource_id, tick in rows:
        claimed[resource_id].add(tick)
    return claimed


def _busy_ticks(session: Session, person_key: str | None, span: slots.Span) -> frozenset[int]:
    if person_key is None:
        return frozenset()
    return frozenset(
        session.scalars(
            sa.select(PersonSlot.tick)
            .join(Booking, Booking.id == PersonSlot.booking_id)
            .where(
                PersonSlot.person_key == person_key,
                PersonSlot.tick >= slots.tick_of(span.earliest),
                Booking.state != BookingState.HELD,
            )
        )
    )
