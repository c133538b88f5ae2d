"""What the page of places shows: every place of the district that has the service, and nothing left out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from citizen.booking import inventory, offered, wishes
from citizen.booking.distance import Distance, Spot, distance_from, subdistricts
from citizen.booking.inventory import OTHER_WAYS
from citizen.booking.terms import Need
from citizen.booking.wording import need_names
from citizen.web.i18n import _, ngettext

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from citizen.booking.finding import Search
    from citizen.booking.inventory import Notice, Plan
    from citizen.booking.models import Service, Site
    from citizen.booking.slots import Offer

_HOURS_OF_A_DAY = 24


@dataclass(frozen=True, slots=True)
class Place:
    """One place: what it promises, how far it is, and its first time."""

    plan: Plan
    first: Offer | None
    distance: Distance | None

    @property
    def how_far(self) -> str | None:
        """In words; None when the person has not said where they are."""
        if self.distance is None:
            return None
        if self.distance.is_same_subdistrict:
            return _("In the subdistrict you chose.")
        if self.distance.km is None:
            return _("In this district. How far it is we do not know.")
        if self.distance.km < 1:
            return _("Less than 1 kilometre away, in a straight line.")
        return _("About %(km)s kilometres away, in a straight line.", km=round(self.distance.km))

    @property
    def why_later(self) -> list[str]:
        return [why_later(one) for one in self.plan.notices]

    @property
    def rank(self) -> tuple[int, tuple[bool, float], bool, datetime]:
        """Most of what is needed, then the nearest, then the earliest; without a free time last of their kind."""
        rank = (False, 0.0) if self.distance is None else self.distance.rank
        return len(self.plan.asked), rank, self.first is None, self.first.start if self.first else self.plan.span.latest


@dataclass(frozen=True, slots=True)
class PlacesPage:
    """All places, and what to say about the way in which the service takes place."""

    places: list[Place]
    #: Needed at home or remotely, and the district has no such service: said, with what can be done.
    ways_missing: tuple[Need, ...]
    #: Another way of the same help that the district has.
    other_ways: list[Service]
    subdistrict: str | None
    has_subdistricts: bool

    @staticmethod
    def of(session: Session, search: Search) -> PlacesPage:
        needs = wishes.needs_of(search.wish)
        plans = inventory.find_plans(
            session,
            service=search.service,
            district=search.district,
            needs=needs,
            person_key=search.wish.person_key,
        )
        spots = {plan.site.code: _spot(plan.site) for plan in plans}
        chosen = search.wish.subdistrict
        places = [Place(plan, plan.earliest(), _distance(chosen, plan, spots)) for plan in plans]
        missing = tuple(n for n in OTHER_WAYS if n in needs and OTHER_WAYS[n] is not search.service.kind)
        return PlacesPage(
            places=sorted(places, key=lambda one: one.rank),
            ways_missing=missing,
            other_ways=offered.other_ways_of(session, service=search.service, district=search.district),
            subdistrict=chosen,
            has_subdistricts=len(subdistricts(spots.values())) > 1,
        )

    @staticmethod
    def subdistricts(session: Session, search: Search) -> tuple[str, ...]:
        sites = [site for site, _resources in inventory.resources_by_site(session, district=search.district)]
        return subdistricts(_spot(site) for site in sites)


def ways_on(service: Service) -> str | None:
    """Where to go on when no single times are counted: to the sessions of a group, or to asking."""
    if service.is_group:
        return "sessions.choose"
    return "booking_requests.ask" if service.is_asked_for else None


def why_later(notice: Notice) -> str:
    """Why the first time is later than without this need."""
    if notice.hours % _HOURS_OF_A_DAY:
        times = ngettext("%(num)s hour", "%(num)s hours", notice.hours)
    else:
        times = ngettext("%(num)s day", "%(num)s days", notice.hours // _HOURS_OF_A_DAY)
    need = need_names([notice.need])
    return _("%(need)s: has to be asked for %(time)s before. So the first time is later.", need=need, time=times)


def _distance(chosen: str | None, plan: Plan, spots: dict[str, Spot]) -> Distance | None:
    return None if chosen is None else distance_from(chosen, spots[plan.site.code], spots.values())


def _spot(site: Site) -> Spot:
    return Spot(site.subdistrict, site.latitude, site.longitude)
