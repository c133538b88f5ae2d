"""Finding a time: for whom, where, what, what is needed, which place, which time. What is chosen stands in the wish."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from flask import Blueprint, Response, current_app, request, url_for
from flask.blueprints import BlueprintSetupState

from citizen.accessibility.ui import current_ui
from citizen.booking import inventory, service, wishes
from citizen.booking.forms import DistrictForm, NeedsForm, OfferedChoice, ServiceForm, TimeForm
from citizen.booking.summary import rows_of, rows_to_check
from citizen.booking.terms import Channel
from citizen.booking.times_page import TimesPage, read_moment
from citizen.booking.wording import TEMPLATE_WORDS, district_names, in_words
from citizen.config import Settings
from citizen.core.errors import Conflict
from citizen.eligibility.check_in_hand import CheckInHand
from citizen.eligibility.service import find_latest_check
from citizen.proxies.acting import act_for, current_who, require_who
from citizen.proxies.forms import ForWhomForm
from citizen.proxies.routes import answers_from
from citizen.web.access import needs_visit
from citizen.web.i18n import _
from citizen.web.pages import about_district, page, see_other
from citizen.web.transaction import session

if TYPE_CHECKING:
    from citizen.booking.inventory import Plan
    from citizen.booking.models import Service, Wish
    from citizen.booking.slots import Offer

blueprint = Blueprint("booking", __name__, url_prefix="/book")


#: What a link from another page may choose beforehand.
_FROM_ELSEWHERE = ("district", "service", "programme")


@blueprint.record_once
def _give_words(state: BlueprintSetupState) -> None:
    state.app.jinja_env.globals["book"] = {**TEMPLATE_WORDS, "rows": rows_of, "rows_to_check": rows_to_check}


@blueprint.get("")
@needs_visit
def start() -> Response:
    """What booking is, and the bookings of this visit. Stores nothing."""
    chosen = {name: request.args[name] for name in _FROM_ELSEWHERE if name in request.args}
    about_district(chosen.get("district"))
    return page(
        "booking/start.html",
        chosen=chosen,
        service=_service_asked_for(),
        bookings=service.list_bookings(session(), who=current_who()),
        hold_minutes=hold_minutes(),
    )


@blueprint.route("/for-whom", methods=["GET", "POST"])
@needs_visit
def for_whom() -> Response:
    """The first question. Its answer opens a wish, with what the link or the check already knows."""
    form = ForWhomForm.from_request(start=answers_from(current_who().subject))
    if form.submitted_and_valid():
        who = act_for(*form.chosen())
        wish = wishes.open_wish(session(), who=who)
        _take_over(wish)
        return _next_step(wish)
    return page("proxies/for_whom.html", status=422 if form.problems else 200, form=form, back=url_for(".start"))


@blueprint.route("/district", methods=["GET", "POST"])
@needs_visit
def district() -> Response:
    wish = _wish()
    if wish is None:
        return see_other(".start")
    form = DistrictForm.from_request(start={"district": wish.district})
    form.district.offered = [OfferedChoice(code, name) for code, name in district_names().items()]
    if form.submitted_and_valid():
        wishes.choose_district(session(), wish=wish, district=str(form.district.data))
        return see_other(".choose_service")
    return page("booking/district.html", status=422 if form.problems else 200, form=form)


@blueprint.route("/service", methods=["GET", "POST"])
@needs_visit
def choose_service() -> Response:
    wish = _wish()
    if wish is None or wish.district is None:
        return see_other(".start")
    about_district(wish.district)
    found = inventory.find_services(session(), district=wish.district)
    form = ServiceForm.from_request(start={"service": wish.service_code})
    form.service.offered = [OfferedChoice(one.code, in_words(one.name), in_words(one.summary)) for one in found]
    if form.submitted_and_valid():
        wishes.choose_service(session(), wish=wish, code=str(form.service.data))
        return see_other(".needs")
    return page("booking/service.html", status=422 if form.problems else 200, form=form, wish=wish)


@blueprint.route("/needs", methods=["GET", "POST"])
@needs_visit
def needs() -> Response:
    wish, chosen = _wish_and_service()
    if wish is None or chosen is None:
        return see_other(".start")
    form = NeedsForm.from_request(start={"needs": wish.needs})
    if form.submitted_and_valid():
        wishes.choose_needs(session(), wish=wish, needs=form.needs.data)
        return see_other(".places")
    return page("booking/needs.html", status=422 if form.problems else 200, form=form, service=chosen)


@blueprint.get("/places")
@needs_visit
def places() -> Response:
    """Every place that has the service: what it has, what it lacks, and its earliest time."""
    wish, chosen = _wish_and_service()
    if wish is None or chosen is None or wish.district is None:
        return see_other(".start")
    about_district(wish.district)
    plans = inventory.find_plans(
        session(),
        service=chosen,
        district=wish.district,
        needs=wishes.needs_of(wish),
        person_key=wish.person_key,
    )
    found = sorted(((plan, plan.earliest()) for plan in plans), key=_best_first)
    return page("booking/places.html", service=chosen, wish=wish, found=found)


@blueprint.route("/places/<site_code>", methods=["GET", "POST"])
@needs_visit
def times(site_code: str) -> Response:
    """Real times to choose from. Choosing one holds it; if somebody was faster, the page says so."""
    wish, chosen = _wish_and_service()
    if wish is None or chosen is None:
        return see_other(".start")
    form = TimeForm.from_request()
    if request.method == "POST":
        start = read_moment(form.start.data)
        if start is not None:
            return _hold(wish, chosen, site_code, start)
        form.refuse("start", _("Choose a time"))
    return _times_page(wish, chosen, site_code, form)


@blueprint.get("/nothing-suits")
@needs_visit
def nothing_suits() -> Response:
    """From "none of these" to a person in one step."""
    wish = _wish()
    if wish is not None:
        about_district(wish.district)
    return page("booking/nothing_suits.html", wish=wish)


def _best_first(found: tuple[Plan, Offer | None]) -> tuple[int, bool, datetime]:
    """Places that promise most of what is needed, then the earliest; those without a free time last of their kind."""
    plan, first = found
    return len(plan.asked), first is None, first.start if first else plan.span.latest


def hold_minutes() -> int:
    settings: Settings = current_app.extensions["settings"]
    return settings.hold_minutes


def _hold(wish: Wish, chosen: Service, site_code: str, start: datetime) -> Response:
    try:
        held = service.hold_time(
            session(),
            who=require_who(),
            service=chosen,
            site_code=site_code,
            start=start,
            needs=wishes.needs_of(wish),
            hold_minutes=hold_minutes(),
            channel=Channel.KIOSK if current_ui().kiosk else Channel.WEB,
        )
    except Conflict as refused:
        return _times_page(wish, chosen, site_code, TimeForm(), trouble=refused.code)
    return see_other("booked.check", reference=held.public_ref)


def _times_page(wish: Wish, chosen: Service, site_code: str, form: TimeForm, *, trouble: str | None = None) -> Response:
    plan = inventory.get_plan(
        session(),
        service=chosen,
        site_code=site_code,
        needs=wishes.needs_of(wish),
        person_key=wish.person_key,
    )
    about_district(plan.site.district)
    shown = TimesPage.of(plan, request.args)
    form.start.offered = shown.choices
    status = 409 if trouble else 422 if form.problems else 200
    # A time that ran out leads here by a redirect, so that the answers given until then are kept.
    trouble = trouble or ("hold_lost" if "lost" in request.args else None)
    return page("booking/times.html", status=status, form=form, shown=shown, plan=plan, wish=wish, trouble=trouble)


def _take_over(wish: Wish) -> None:
    """What the link that led here, or the check, says already."""
    chosen = _service_asked_for()
    if chosen is not None:
        wishes.choose_service(session(), wish=wish, code=chosen.code)
    asked = request.args.get("district") or wish.district or _district_of_check()
    if asked in district_names():
        wishes.choose_district(session(), wish=wish, district=asked)


def _next_step(wish: Wish) -> Response:
    if wish.district is None:
        return see_other(".district")
    offered = inventory.find_services(session(), district=wish.district)
    if _service_asked_for() is None or wish.service_code not in {one.code for one in offered}:
        return see_other(".choose_service")
    return see_other(".needs")


def _service_asked_for() -> Service | None:
    code, programme = request.args.get("service"), request.args.get("programme")
    if programme is not None:
        return inventory.find_service_of_programme(session(), programme=programme)
    return inventory.find_service(session(), code=code)


def _district_of_check() -> str | None:
    check = find_latest_check(session(), who=current_who())
    return None if check is None else CheckInHand.of(check).district


def _wish() -> Wish | None:
    """What this visitor is looking for; None when they have not begun (or their visit is over)."""
    return wishes.find_wish(session(), who=current_who())


def _wish_and_service() -> tuple[Wish | None, Service | None]:
    wish = _wish()
    return wish, None if wish is None else inventory.find_service(session(), code=wish.service_code)
