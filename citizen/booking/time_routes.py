"""From the places to a time that is held: the earliest as one sentence, or a day, then a time of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from flask import Response, request, url_for

from citizen.accessibility.ui import current_ui
from citizen.booking import inventory, service, wishes
from citizen.booking.days_page import LATER, DaysPage, read_day, read_moment, times_of
from citizen.booking.finding import Search, blueprint, current_search, hold_minutes
from citizen.booking.forms import DayForm, OfferedChoice, SinceForm, SubdistrictForm, TimeForm
from citizen.booking.places_page import PlacesPage, ways_on
from citizen.booking.terms import Channel
from citizen.booking.wording import show_day
from citizen.core.errors import Conflict, NotFound
from citizen.proxies.acting import require_who
from citizen.proxies.acts import needs_act
from citizen.proxies.authority import Act
from citizen.web.i18n import _
from citizen.web.own_words import chinese
from citizen.web.pages import about_district, page, see_other
from citizen.web.transaction import let_go_of_writing, session

if TYPE_CHECKING:
    from citizen.booking.inventory import Plan

_NEAR_NOBODY = "none"


@dataclass(frozen=True, slots=True)
class Offering:
    """One place for what is looked for."""

    search: Search
    plan: Plan


@blueprint.get("/places")
@needs_act(Act.BOOK)
def places() -> Response:
    """Every place that has the service: what it has, what it lacks, how far it is, and its earliest time."""
    search = current_search()
    if search is None:
        return see_other(".start")
    about_district(search.district)
    elsewhere = ways_on(search.service)
    if elsewhere is not None:
        return see_other(elsewhere)
    return page("booking/places.html", search=search, shown=PlacesPage.of(session(), search))


@blueprint.route("/near", methods=["GET", "POST"])
@needs_act(Act.BOOK)
def near() -> Response:
    """Which subdistrict is near; chosen from a list, never asked of the device."""
    search = current_search()
    if search is None:
        return see_other(".start")
    form = SubdistrictForm.from_request(start={"subdistrict": search.wish.subdistrict})
    known = PlacesPage.subdistricts(session(), search)
    form.subdistrict.offered = [
        *(OfferedChoice(name, chinese(name)) for name in known),
        OfferedChoice(_NEAR_NOBODY, _("None of these, or I do not want to say"), divider=True),
    ]
    if form.submitted_and_valid():
        said = str(form.subdistrict.data)
        wishes.choose_subdistrict(session(), wish=search.wish, name=None if said == _NEAR_NOBODY else said)
        return see_other(".places")
    return page("booking/near.html", status=422 if form.problems else 200, form=form, search=search)


@blueprint.route("/places/<site_code>", methods=["GET", "POST"])
@needs_act(Act.BOOK)
def times(site_code: str) -> Response:
    """The earliest time as one sentence. Taking it holds it; if somebody was faster, the page says so."""
    at = _offering(site_code)
    if at is None:
        return see_other(".start")
    # A time that ran out leads here by a redirect, so that the answers given until then are kept.
    trouble = "hold_lost" if "lost" in request.args else None
    if request.method == "POST":
        start = read_moment(request.form.get("start"))
        held = None if start is None else _hold(at, start)
        if isinstance(held, Response):
            return held
        trouble = held
        at = _offering(site_code) or at
    status = 409 if request.method == "POST" else 200
    return page("booking/times.html", status=status, plan=at.plan, first=at.plan.earliest(), trouble=trouble)


@blueprint.route("/places/<site_code>/days", methods=["GET", "POST"])
@needs_act(Act.BOOK)
def days(site_code: str) -> Response:
    """Up to ten days that have a free time, each with how many; or later ones."""
    at = _offering(site_code)
    if at is None:
        return see_other(".start")
    shown = DaysPage.of(at.plan, read_day(request.args.get("from")))
    form = DayForm.from_request()
    form.day.offered = shown.choices
    if form.submitted_and_valid():
        if form.day.data == LATER and shown.later is not None:
            return see_other(".days", site_code=site_code, **{"from": shown.later.isoformat()})
        return see_other(".day", site_code=site_code, day=str(form.day.data))
    return _days_page(at, shown, form)


@blueprint.get("/places/<site_code>/since")
@needs_act(Act.BOOK)
def since(site_code: str) -> Response:
    """A day that was typed: the days from then on."""
    form = SinceForm.from_query()
    if not form.validate():
        at = _offering(site_code)
        if at is None:
            return see_other(".start")
        day_form = DayForm()
        shown = DaysPage.of(at.plan, None)
        day_form.day.offered = shown.choices
        return _days_page(at, shown, day_form, since_form=form)
    return see_other(".days", site_code=site_code, **{"from": str(form.since.data)})


@blueprint.route("/places/<site_code>/days/<day>", methods=["GET", "POST"])
@needs_act(Act.BOOK)
def day(site_code: str, day: str) -> Response:
    """The times of one day. Choosing one holds it."""
    at, wanted = _offering(site_code), read_day(day)
    if at is None:
        return see_other(".start")
    if wanted is None:
        raise NotFound("day")
    form = TimeForm.from_request()
    trouble = None
    if request.method == "POST":
        start = read_moment(form.start.data)
        held = None if start is None else _hold(at, start)
        if isinstance(held, Response):
            return held
        trouble = held
        if start is None:
            form.refuse("start", _("Choose a time"))
        at = _offering(site_code) or at
    return _day_page(at, wanted, form, trouble)


def _day_page(at: Offering, wanted: date, form: TimeForm, trouble: str | None) -> Response:
    about_district(at.search.district)
    form.start.offered = times_of(at.plan, wanted)
    status = 409 if trouble else 422 if form.problems else 200
    return page("booking/day.html", status=status, form=form, plan=at.plan, day=wanted, trouble=trouble)


def _days_page(at: Offering, shown: DaysPage, form: DayForm, since_form: SinceForm | None = None) -> Response:
    about_district(at.search.district)
    if shown.since is not None:
        form.day.label_msgid = _("Which day suits you? Days from %(day)s on", day=show_day(shown.since))
    since_form = since_form or SinceForm()
    problems = [*form.problems, *since_form.problems]
    return page(
        "booking/days.html",
        status=422 if problems else 200,
        form=form if form.problems or not since_form.problems else since_form,
        days=form,
        since_form=since_form,
        plan=at.plan,
        shown=shown,
        here=_address_of(at, shown),
    )


def _address_of(at: Offering, shown: DaysPage) -> str:
    since: dict[str, Any] = {} if shown.since is None else {"from": shown.since.isoformat()}
    return url_for(".days", site_code=at.plan.site.code, **since)


def _offering(site_code: str) -> Offering | None:
    search = current_search()
    if search is None:
        return None
    wish = search.wish
    plan = inventory.get_plan(
        session(),
        service=search.service,
        site_code=site_code,
        needs=wishes.needs_of(wish),
        person_key=wish.person_key,
    )
    about_district(plan.site.district)
    return Offering(search, plan)


def _hold(at: Offering, start: datetime) -> Response | str:
    """To the page that checks it; or why it cannot be had, as a code."""
    try:
        held = service.hold_time(
            session(),
            who=require_who(),
            service=at.search.service,
            site_code=at.plan.site.code,
            start=start,
            needs=wishes.needs_of(at.search.wish),
            hold_minutes=hold_minutes(),
            channel=Channel.KIOSK if current_ui().kiosk else Channel.WEB,
        )
    except Conflict as refused:
        let_go_of_writing()  # many lose one time at once: no other has to wait while this page is made
        return refused.code
    return see_other("booked.check", reference=held.public_ref)
