"""The public guide: all programmes to search through, one page for each, and the places."""

from __future__ import annotations

from collections.abc import Iterable
from threading import Event, Thread
from typing import Any

from flask import Blueprint, Response, request, url_for

from citizen.accessibility.ui import current_ui
from citizen.core.errors import NotFound
from citizen.eligibility import catalogue, place_list, programme_list
from citizen.eligibility.combinations import combinations_of
from citizen.eligibility.directory import load_directory
from citizen.eligibility.parameters import CATEGORIES
from citizen.eligibility.place_list import PlaceFilters, find_places, institution_kinds, needs_of_places, show_place
from citizen.eligibility.programme import Programme
from citizen.eligibility.programme_guide import guide_for
from citizen.eligibility.programme_list import Filters, find_programmes, needs_with_counts
from citizen.eligibility.rules_page import combination_lines
from citizen.proxies.public_pages import public_page
from citizen.web.access import may_lag, open_to_all
from citizen.web.i18n import N_, _
from citizen.web.kept_parts import made_once
from citizen.web.pages import about_district, page

blueprint = Blueprint("directory", __name__)
_LONGEST_QUERY = 60
_warming = Event()
_CATEGORY_NAMES = {
    "visual": N_("Visual disability"),
    "hearing": N_("Hearing disability"),
    "speech": N_("Speech disability"),
    "physical": N_("Physical disability"),
    "intellectual": N_("Intellectual disability"),
    "psychiatric": N_("Psychiatric disability"),
    "multiple": N_("Multiple disabilities"),
    "developmental_delay": N_("Developmental delay"),
}


@blueprint.before_app_request
def warm_search() -> None:
    """The first request of a process has the search prepared behind its back: nobody who searches waits for it, and
    commands, which answer no requests, never pay for it.
    """
    if not _warming.is_set():
        _warming.set()
        Thread(target=_prepare_search, name="prepare-search", daemon=True).start()


def _prepare_search() -> None:
    programme_list.warm_search()
    place_list.warm_search()


@blueprint.get("/programmes")
@open_to_all
@may_lag
def programmes() -> Response:
    """The list; the address carries the search, so it can be kept and sent on."""
    filters = _filters()
    about_district(filters.district)
    return public_page("directory/programmes.html", context=lambda: _list_context(filters))


@blueprint.get("/programmes/<programme_id>")
@open_to_all
@may_lag
def programme(programme_id: str) -> Response:
    """What it is, for whom, how much, what to bring, how, how long, whom to ask, and who says so."""
    found = catalogue.load().programmes.get(programme_id)
    if found is None:
        raise NotFound("programme")
    district = _known_district(request.args.get("district"))
    about_district(district or (found.districts[0] if len(found.districts) == 1 else None))
    return public_page("directory/programme.html", found.id, context=lambda: _programme_context(found))


@blueprint.get("/places")
@open_to_all
@may_lag
def places() -> Response:
    """What the documents say is there; times to book stand in the booking alone."""
    need, locale = request.args.get("need"), current_ui().locale.code
    filters = PlaceFilters(
        query=_tidy(request.args.get("q", "")),
        district=_known_district(request.args.get("district")),
        need=need if need in needs_of_places() else None,
    )
    about_district(filters.district)
    return page(
        "directory/places.html",
        filters=filters,
        found=find_places(filters, locale=locale),
        institutions=institution_kinds(filters.district, locale),
        categories=category_names(),
        districts=_district_names(),
        needs=_need_names(needs_of_places()),
    )


@blueprint.get("/places/<place_id>")
@open_to_all
@may_lag
def place(place_id: str) -> Response:
    """One place: what it offers, what the document says, and how to report a problem with it."""
    facility = load_directory().facilities.get(place_id)
    if facility is None:
        raise NotFound("place")
    about_district(facility.district)
    shown = show_place(facility, current_ui().locale.code)
    return page("directory/place.html", place=shown, district=facility.district)


def _list_context(filters: Filters) -> dict[str, object]:
    found = find_programmes(filters)
    return {
        "filters": filters,
        "found": found,
        "districts": _district_names(),
        "needs": _need_names(needs_with_counts()),
        "categories": {category: name for category, name in category_names().items() if category in CATEGORIES},
        "locale": current_ui().locale.code,
        "previous_href": _page_address(filters, found.number - 1) if found.number > 1 else None,
        "next_href": _page_address(filters, found.number + 1) if found.number < found.pages else None,
    }


def _programme_context(found: Programme) -> dict[str, object]:
    policy, locale = catalogue.load(), current_ui().locale.code
    return {
        "guide": made_once("guide", found.id, make=lambda: guide_for(found, locale)),
        "categories": category_names(),
        "combinations": made_once(
            "combinations",
            found.id,
            make=lambda: combination_lines(combinations_of(found, policy.programmes), policy, locale),
        ),
    }


def _filters() -> Filters:
    """From the address; what is not known changes nothing."""
    disability = request.args.get("disability")
    need, number = request.args.get("need"), request.args.get("page", "")
    return Filters(
        query=_tidy(request.args.get("q", "")),
        district=_known_district(request.args.get("district")),
        need=need if need in needs_with_counts() else None,
        disability=disability if disability in CATEGORIES else None,
        page=int(number) if number.isascii() and number.isdigit() and len(number) < 4 else 1,
    )


def _tidy(typed: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in typed).split())[:_LONGEST_QUERY]


def _page_address(filters: Filters, number: int) -> str:
    narrowed: dict[str, Any] = {"district": filters.district, "need": filters.need, "disability": filters.disability}
    return url_for("directory.programmes", q=filters.query or None, **narrowed, page=number)


def _known_district(code: str | None) -> str | None:
    return code if code in catalogue.load().districts else None


def _district_names() -> dict[str, str]:
    locale = current_ui().locale.code
    return {district.id: district.name[locale] for district in catalogue.load().districts.values()}


def _need_names(needs: Iterable[str]) -> dict[str, str]:
    locale, names = current_ui().locale.code, catalogue.load().labels["need"]
    return {need: names[need][locale] for need in needs}


def category_names() -> dict[str, str]:
    """The kinds of disability as a certificate names them, in its order; then what is none yet."""
    return {category: _(name) for category, name in _CATEGORY_NAMES.items()}
