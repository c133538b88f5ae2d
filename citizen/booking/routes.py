"""Finding help: for whom, where, what, and what is needed on the day. What is said stands in the wish."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response, request, url_for
from flask.blueprints import BlueprintSetupState

from citizen.booking import inventory, offered, requests, series, service, time_routes, waiting_page, wishes
from citizen.booking.areas import Area
from citizen.booking.finding import (
    area_of_service,
    blueprint,
    current_search,
    current_wish,
    hold_minutes,
    services_asked_for,
)
from citizen.booking.forms import AreaForm, DistrictForm, NeedsForm, OfferedChoice, ServiceForm
from citizen.booking.home_changes import usual_home_changes
from citizen.booking.summary import request_rows, rows_of, rows_to_check, times_again
from citizen.booking.wording import AREA_LABELS, TEMPLATE_WORDS, district_names, in_words
from citizen.eligibility.check_in_hand import CheckInHand
from citizen.eligibility.service import find_latest_check
from citizen.proxies import choosing
from citizen.proxies.acting import current_who, require_who
from citizen.proxies.acts import needs_act
from citizen.proxies.authority import Act
from citizen.web.i18n import _
from citizen.web.pages import about_district, page, see_other
from citizen.web.transaction import session

if TYPE_CHECKING:
    from citizen.booking.models import Service, Wish

__all__ = ["blueprint", "hold_minutes", "time_routes"]

#: What a link from another page may choose beforehand.
_FROM_ELSEWHERE = ("district", "service", "programme")
#: Up to so many services are one question; more are asked in two.
_MOST_AT_ONCE = 8


@blueprint.record_once
def _give_words(state: BlueprintSetupState) -> None:
    rows = {"rows": rows_of, "rows_to_check": rows_to_check, "request_rows": request_rows, "times_again": times_again}
    state.app.jinja_env.globals["book"] = {**TEMPLATE_WORDS, **rows}


@blueprint.get("")
@needs_act(Act.BOOK)
def start() -> Response:
    """What booking is, and what this visit has booked and asked. Stores nothing."""
    chosen = {name: request.args[name] for name in _FROM_ELSEWHERE if name in request.args}
    about_district(chosen.get("district"))
    asked_for = services_asked_for(chosen.get("district"))
    return page(
        "booking/start.html",
        chosen=chosen,
        service=asked_for[0] if len(asked_for) == 1 else None,
        bookings=series.each_once(service.list_bookings(session(), who=current_who())),
        series=series.references_of(session(), who=current_who()),
        waiting_lists=waiting_page.on_start(session(), current_who()),
        requests=requests.list_requests(session(), who=current_who()),
        hold_minutes=hold_minutes(),
    )


@blueprint.route("/for-whom", methods=["GET", "POST"])
@needs_act(Act.BOOK)
def for_whom() -> Response:
    """The first question. Its answer opens a wish, with what the link or the check already knows."""
    form = choosing.question()
    if form.submitted_and_valid():
        if (first := choosing.first_elsewhere(form)) is not None:
            return first
        who = choosing.act_for_chosen(form)
        wish = wishes.open_wish(session(), who=who)
        _take_over(wish)
        return _next_step(wish)
    return choosing.page_with(form, back=url_for(".start"))


@blueprint.route("/district", methods=["GET", "POST"])
@needs_act(Act.BOOK)
def district() -> Response:
    wish = current_wish()
    if wish is None:
        return see_other(".start")
    form = DistrictForm.from_request(start={"district": wish.district})
    form.district.offered = [OfferedChoice(code, name) for code, name in district_names().items()]
    if form.submitted_and_valid():
        wishes.choose_district(session(), wish=wish, district=str(form.district.data))
        return _next_step(wish)
    return page("booking/district.html", status=422 if form.problems else 200, form=form)


@blueprint.route("/what-for", methods=["GET", "POST"])
@needs_act(Act.BOOK)
def choose_area() -> Response:
    """In plain words; the services come on the next page."""
    wish = current_wish()
    if wish is None or wish.district is None:
        return see_other(".start")
    about_district(wish.district)
    found = offered.find_services(session(), district=wish.district)
    areas = {area_of_service(one) for one in found}
    form = AreaForm.from_request(start={"area": _area_of_wish(wish)})
    form.area.offered = [OfferedChoice(one.value, _(AREA_LABELS[one])) for one in Area if one in areas]
    if form.submitted_and_valid():
        return see_other(".choose_service", area=str(form.area.data))
    return page("booking/area.html", status=422 if form.problems else 200, form=form, wish=wish)


@blueprint.route("/service", methods=["GET", "POST"])
@needs_act(Act.BOOK)
def choose_service() -> Response:
    """What the district has of it; with `programme` or `area` in the address only what belongs there."""
    wish = current_wish()
    if wish is None or wish.district is None:
        return see_other(".start")
    about_district(wish.district)
    form = ServiceForm.from_request(start={"service": wish.service_code})
    form.service.offered = [
        OfferedChoice(one.code, in_words(one.name), in_words(one.summary)) for one in _services_to_choose(wish.district)
    ]
    if form.submitted_and_valid():
        wishes.choose_service(session(), wish=wish, code=str(form.service.data))
        return see_other(".needs")
    status = 422 if form.problems else 200
    return page("booking/service.html", status=status, form=form, wish=wish, here=request.full_path.rstrip("?"))


@blueprint.route("/needs", methods=["GET", "POST"])
@needs_act(Act.BOOK)
def needs() -> Response:
    """Typed needs: they reserve people and things, and choose the way in which the service takes place."""
    search = current_search()
    if search is None:
        return see_other(".start")
    form = NeedsForm.from_request(start={"needs": search.wish.needs})
    if form.submitted_and_valid():
        wishes.choose_needs(session(), wish=search.wish, needs=form.needs.data)
        return see_other(".places")
    told = {need.value for need in wishes.needs_from_profile(session(), who=require_who())}
    return page(
        "booking/needs.html",
        status=422 if form.problems else 200,
        form=form,
        service=search.chosen,
        home_changes=usual_home_changes(search.chosen),
        from_profile=bool(told) and set(form.needs.data or ()) == told,
    )


@blueprint.get("/nothing-suits")
@needs_act(Act.BOOK)
def nothing_suits() -> Response:
    """From "none of these" to later days, the waiting list, an answer without haste, or a person: each in one step."""
    search, wish = current_search(), current_wish()
    if wish is not None:
        about_district(wish.district)
    site = inventory.find_site(session(), code=request.args.get("site", ""))
    can_wait = search is not None and not search.service.is_asked_for
    return page("booking/nothing_suits.html", wish=wish, search=search, site=site, can_wait=can_wait)


def _take_over(wish: Wish) -> None:
    """What the link that led here, or the check, says already. Without a link the search begins anew."""
    asked = request.args.get("district") or wish.district or _district_of_check()
    if asked in district_names():
        wishes.choose_district(session(), wish=wish, district=asked)
    named = services_asked_for(wish.district)
    wishes.choose_service(session(), wish=wish, code=named[0].code if len(named) == 1 else None)


def _next_step(wish: Wish) -> Response:
    """The first question that is not answered yet; what another page chose goes along."""
    going = {name: request.args[name] for name in ("service", "programme") if name in request.args}
    if wish.district is None:
        return see_other(".district", **going)
    named = services_asked_for(wish.district)
    if wish.service_code is None and len(named) == 1:
        wishes.choose_service(session(), wish=wish, code=named[0].code)
    if _is_offered(wish):
        return see_other(".needs")
    if len(named) > 1:
        return see_other(".choose_service", programme=request.args["programme"])
    found = offered.find_services(session(), district=wish.district)
    return see_other(".choose_area" if len(found) > _MOST_AT_ONCE else ".choose_service")


def _is_offered(wish: Wish) -> bool:
    chosen = inventory.find_service(session(), code=wish.service_code)
    return chosen is not None and offered.is_offered(session(), service=chosen, district=str(wish.district))


def _services_to_choose(district: str) -> list[Service]:
    found = offered.find_services(session(), district=district)
    if "programme" in request.args:
        named = {one.code for one in services_asked_for(district)} | {one.variant_of for one in services_asked_for()}
        return [one for one in found if one.code in named] or found
    area = request.args.get("area")
    return [one for one in found if area_of_service(one) == area] or found


def _area_of_wish(wish: Wish) -> str | None:
    chosen = inventory.find_service(session(), code=wish.service_code)
    return None if chosen is None else area_of_service(chosen).value


def _district_of_check() -> str | None:
    check = find_latest_check(session(), who=current_who())
    return None if check is None else CheckInHand.of(check).district
