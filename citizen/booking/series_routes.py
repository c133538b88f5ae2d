"""A series: how many and how often, the first time, the whole list, then held and confirmed as one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, request, url_for

from citizen.accessibility.ui import current_ui
from citizen.booking import series, series_looking, slots, wishes
from citizen.booking.days_page import moment_choice, read_moment
from citizen.booking.finding import Search, current_search, hold_minutes
from citizen.booking.forms import OfferedChoice
from citizen.booking.series_forms import RHYTHMS, FirstForm, SeriesForm
from citizen.booking.series_page import CoursePage
from citizen.booking.series_plan import MOST, SHORTEST, Rhythm, WhenNotFree
from citizen.booking.terms import Channel
from citizen.booking.wording import show_day
from citizen.core.errors import Conflict
from citizen.proxies.acting import require_who
from citizen.proxies.acts import needs_act
from citizen.proxies.authority import Act
from citizen.web.i18n import _
from citizen.web.pages import about_district, page, see_other
from citizen.web.transaction import session

if TYPE_CHECKING:
    from datetime import datetime

    from citizen.booking.inventory import Plan

blueprint = Blueprint("series", __name__, url_prefix="/book")

#: Times on one page; whole days, so some more or fewer.
_FIRST_ON_A_PAGE = 16


@dataclass(frozen=True, slots=True)
class _At:
    """One place for what is looked for, half a year ahead."""

    search: Search
    plan: Plan


@dataclass(frozen=True, slots=True)
class _Said:
    """What stands in the address: nothing of it is about a person."""

    count: int
    rhythm: Rhythm
    when_not_free: WhenNotFree

    def in_address(self) -> dict[str, Any]:
        return {"count": str(self.count), "rhythm": self.rhythm.value, "gaps": self.when_not_free.value}


@blueprint.route("/places/<site_code>/series", methods=["GET", "POST"])
@needs_act(Act.BOOK)
def choose(site_code: str) -> Response:
    """How many appointments, how often, and what happens on a day that is not free."""
    at = _at(site_code)
    if at is None:
        return see_other("booking.start")
    form = SeriesForm.from_request(start={"rhythm": Rhythm.WEEKLY.value, "when_not_free": WhenNotFree.SKIP.value})
    form.offer_counts(at.plan.service.most_in_series)
    if form.submitted_and_valid():
        said = _Said(
            int(str(form.count.data)), Rhythm(str(form.rhythm.data)), WhenNotFree(str(form.when_not_free.data))
        )
        return see_other(".first", site_code=site_code, **said.in_address())
    return page("booking/series_choose.html", status=422 if form.problems else 200, form=form, plan=at.plan)


@blueprint.route("/places/<site_code>/series/first", methods=["GET", "POST"])
@needs_act(Act.BOOK)
def first(site_code: str) -> Response:
    """From which time on: the free times of the next two weeks."""
    at, said = _at(site_code), _said()
    if at is None or said is None:
        return see_other(".choose", site_code=site_code) if at else see_other("booking.start")
    form = FirstForm.from_request()
    since = read_moment(request.args.get("since"))
    shown = slots.page_from(series_looking.first_times(at.plan), since, at.plan.zone, size=_FIRST_ON_A_PAGE)
    form.start.offered = _first_choices(shown, at.plan.zone)
    if form.submitted_and_valid():
        return see_other(".course", site_code=site_code, start=str(form.start.data), **said.in_address())
    status = 422 if form.problems else 200
    return page(
        "booking/series_first.html",
        status=status,
        form=form,
        plan=at.plan,
        said=said.in_address(),
        later=None if shown.later is None else shown.later.isoformat(timespec="minutes"),
        here=request.full_path.rstrip("?"),
    )


def _first_choices(shown: slots.OfferPage, zone: ZoneInfo) -> list[OfferedChoice]:
    return [moment_choice(one, zone, show_day(of_day.day)) for of_day in shown.days for one in of_day.offers]


@blueprint.route("/places/<site_code>/series/list", methods=["GET", "POST"])
@needs_act(Act.BOOK)
def course(site_code: str) -> Response:
    """Every date before anything is held, and what was skipped and why. One button keeps all of them."""
    at, said, start = _at(site_code), _said(), read_moment(request.args.get("start"))
    if at is None or said is None or start is None:
        return see_other("booking.start") if at is None else see_other(".choose", site_code=site_code)
    trouble = "hold_lost" if "lost" in request.args else None
    if request.method == "POST":
        held = _hold(at, said, start)
        if held is not None:
            return held
        trouble = "time_taken"
        at = _at(site_code) or at
    return _course_page(at, said, start, trouble)


def _course_page(at: _At, said: _Said, start: datetime, trouble: str | None) -> Response:
    wanted = series_looking.Wanted(said.count, said.rhythm, said.when_not_free, start)
    shown, site_code = CoursePage.of(at.plan, wanted), at.plan.site.code
    return page(
        "booking/series_list.html",
        status=409 if request.method == "POST" else 200,
        plan=at.plan,
        shown=shown,
        trouble=trouble,
        rhythm=_(RHYTHMS[said.rhythm]),
        here=url_for(".course", site_code=site_code, start=request.args["start"], **said.in_address()),
        other_first=url_for(".first", site_code=site_code, **said.in_address()),
    )


def _hold(at: _At, said: _Said, start: datetime) -> Response | None:
    """On to the check; None when the list is no longer as it was shown: then a new one is shown."""
    wanted = series_looking.Wanted(said.count, said.rhythm, said.when_not_free, start)
    shown = CoursePage.of(at.plan, wanted)
    if shown is None or shown.mark != request.form.get("list"):
        return None
    try:
        row = series.hold_series(
            session(),
            who=require_who(),
            service=at.plan.service,
            site_code=at.plan.site.code,
            needs=wishes.needs_of(at.search.wish),
            starts=[offer.start for offer in shown.course.offers],
            every_days=(series_looking.steps_of(at.plan, wanted) or (7,))[0],
            hold_minutes=hold_minutes(),
            channel=Channel.KIOSK if current_ui().kiosk else Channel.WEB,
        )
    except Conflict:
        return None
    return see_other("series_booked.check", reference=row.public_ref)


def _at(site_code: str) -> _At | None:
    """None when nothing is looked for, or this service is not booked in series."""
    search = current_search()
    if search is None or search.service.most_in_series < SHORTEST or search.service.is_group:
        return None
    about_district(search.district)
    plan = series_looking.get_plan(
        session(),
        service=search.service,
        site_code=site_code,
        needs=wishes.needs_of(search.wish),
        person_key=search.wish.person_key,
    )
    return _At(search, plan)


def _said() -> _Said | None:
    asked = request.args
    try:
        said = _Said(int(asked["count"]), Rhythm(asked["rhythm"]), WhenNotFree(asked["gaps"]))
    except (KeyError, ValueError):
        return None
    return said if SHORTEST <= said.count <= MOST else None
