"""What the pages of finding share: the wish of whoever looks, and the service in the way they need it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Blueprint, current_app, request

from citizen.booking import inventory, offered, wishes
from citizen.booking.areas import Area, area_of
from citizen.config import Settings
from citizen.eligibility import catalogue
from citizen.proxies.acting import current_who
from citizen.web.transaction import session

if TYPE_CHECKING:
    from citizen.booking.models import Service, Wish

blueprint = Blueprint("booking", __name__, url_prefix="/book")


@dataclass(frozen=True, slots=True)
class Search:
    """What is known of what somebody looks for: district, service and needs have been said."""

    wish: Wish
    district: str
    #: As it was chosen.
    chosen: Service
    #: At home or remotely, where that is needed and the district has it; else as chosen.
    service: Service


def current_wish() -> Wish | None:
    """What this visitor is looking for; None when they have not begun (or their visit is over)."""
    return wishes.find_wish(session(), who=current_who())


def current_search() -> Search | None:
    """None as long as district or service are not said."""
    wish = current_wish()
    if wish is None or wish.district is None:
        return None
    chosen = inventory.find_service(session(), code=wish.service_code)
    if chosen is None:
        return None
    needs = wishes.needs_of(wish)
    fitting = offered.service_for(session(), service=chosen, district=wish.district, needs=needs)
    return Search(wish, wish.district, chosen, fitting)


def services_asked_for(district: str | None = None) -> list[Service]:
    """Those the address names, by themselves or by a programme of the catalogue."""
    programme = request.args.get("programme")
    named = inventory.find_service(session(), code=request.args.get("service"))
    if named is not None:
        return [named]
    if programme is None:
        return []
    return offered.find_services_of_programme(session(), programme=programme, district=district)


def area_of_service(service: Service) -> Area:
    """What it is for, by the programmes it belongs to."""
    known = catalogue.load().programmes
    return area_of(service.programmes, {one: known[one].needs for one in service.programmes if one in known})


def hold_minutes() -> int:
    settings: Settings = current_app.extensions["settings"]
    return settings.hold_minutes
