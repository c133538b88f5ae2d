"""The public guide: all programmes to search through, one page for each, and the places."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Blueprint, Response, request, url_for

from citizen.accessibility.ui import current_ui
from citizen.core.errors import NotFound
from citizen.eligibility import catalogue
from citizen.eligibility.place_list import find_places, needs_of_places
from citizen.eligibility.programme_guide import guide_for
from citizen.eligibility.programme_list import Filters, find_programmes, needs_with_counts
from citizen.web.access import open_to_all
from citizen.web.pages import about_district, page

blueprint = Blueprint("directory", __name__)
_LONGEST_QUERY = 60


@blueprint.get("/programmes")
@open_to_all
def programmes() -> Response:
    """The list; the address carries the search, so it can be kept and sent on."""
    filters = _filters()
    about_district(filters.district)
    found = find_programmes(filters)
    return page(
        "directory/programmes.html",
        filters=filters,
        found=found,
        districts=_district_names(),
        needs=_need_names(needs_with_counts()),
        locale=current_ui().locale.code,
        previous_href=_page_address(filters, found.number - 1) if found.number > 1 else None,
        next_href=_page_address(filters, found.number + 1) if found.number < found.pages else None,
    )


@blueprint.get("/programmes/<programme_id>")
@open_to_all
def programme(programme_id: str) -> Response:
    """What it is, for whom, how much, what to bring, how, how long, whom to ask, and who says so."""
    found = catalogue.load().programmes.get(programme_id)
    if found is None:
        raise NotFound("programme")
    district = _known_district(request.args.get("district"))
    about_district(district or (found.districts[0] if len(found.districts) == 1 else None))
    return page("directory/programme.html", guide=guide_for(found, current_ui().locale.code))


@blueprint.get("/places")
@open_to_all
def places() -> Response:
    """What the documents say is there; times to book stand in the booking alone."""
    district, need = _known_district(request.args.get("district")), request.args.get("need")
    need = need if need in needs_of_places() else None
    about_district(district)
    locale = current_ui().locale.code
    found = find_places(district=district, need=need, locale=locale)
    return page(
        "directory/places.html",
        found=found,
        total=sum(len(group.places) for group in found),
        district=district,
        need=need,
        districts=_district_names(),
        needs=_need_names(needs_of_places()),
    )


def _filters() -> Filters:
    """From the address; what is not known changes nothing."""
    need, number = request.args.get("need"), request.args.get("page", "")
    return Filters(
        query=_tidy(request.args.get("q", "")),
        district=_known_district(request.args.get("district")),
        need=need if need in needs_with_counts() else None,
        page=int(number) if number.isascii() and number.isdigit() and len(number) < 4 else 1,
    )


def _tidy(typed: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in typed).split())[:_LONGEST_QUERY]


def _page_address(filters: Filters, number: int) -> str:
    return url_for(
        "directory.programmes", q=filters.query or None, district=filters.district, need=filters.need, page=number
    )


def _known_district(code: str | None) -> str | None:
    return code if code in catalogue.load().districts else None


def _district_names() -> dict[str, str]:
    locale = current_ui().locale.code
    return {district.id: district.name[locale] for district in catalogue.load().districts.values()}


def _need_names(needs: Iterable[str]) -> dict[str, str]:
    locale, names = current_ui().locale.code, catalogue.load().labels["need"]
    return {need: names[need][locale] for need in needs}
