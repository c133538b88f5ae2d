"""Telling the district that something is wrong with a place. Nothing stops a report, and nobody has to give a name."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from flask import Response, request

from citizen.accessibility.ui import current_ui
from citizen.concerns import service
from citizen.concerns.blueprint import blueprint
from citizen.concerns.forms import PROBLEM_NAMES, ReportForm
from citizen.concerns.vocabulary import Problem
from citizen.core.errors import NotFound
from citizen.core.references import grouped
from citizen.eligibility import catalogue
from citizen.eligibility.directory import Facility, load_directory
from citizen.proxies.acting import ensure_who, require_who
from citizen.web.access import needs_visit
from citizen.web.i18n import _
from citizen.web.pages import about_district, page, see_other
from citizen.web.transaction import session

if TYPE_CHECKING:
    from citizen.concerns.models import PlaceReport


@blueprint.route("/reports/new", methods=["GET", "POST"])
@needs_visit
def report() -> Response:
    """One form about one place of the directory (?place=…)."""
    place = _asked_place()
    about_district(place.district)
    form = ReportForm.from_request()
    if form.submitted_and_valid():
        who = ensure_who()
        if who.browser_id is None:
            raise NotFound("visit")
        made = service.report_problem(session(), visit_id=who.browser_id, place=place, told=form.told())
        return see_other("concerns.received", reference=made.reference)
    return page(
        "concerns/report.html", status=422 if form.problems else 200, form=form, place=place, **_names_of(place)
    )


@blueprint.get("/reports/<reference>")
@needs_visit
def received(reference: str) -> Response:
    """The receipt: the reference, what happens next, a copy."""
    made = service.get_report(session(), who=require_who(), reference=reference)
    place = _place(made.place_id)
    about_district(made.district)
    return page(
        "concerns/received.html",
        reference=grouped(made.reference),
        rows=_rows(made),
        made_at=made.made_at,
        is_anonymous="contact" not in made.told,
        **_names_of(place),
    )


def _asked_place() -> Facility:
    return _place(request.args.get("place", ""))


def _place(place_id: str) -> Facility:
    place = load_directory().facilities.get(place_id)
    if place is None:
        raise NotFound("place")
    return place


def _names_of(place: Facility) -> dict[str, Any]:
    locale = current_ui().locale.code
    return {
        "place_name": place.name[locale],
        "district_name": catalogue.load().districts[place.district].name[locale],
    }


def _rows(made: PlaceReport) -> list[dict[str, object]]:
    """What was told, as the receipt repeats it; what was left empty is left out."""
    told = made.told
    problems = _(", ").join(_(PROBLEM_NAMES[Problem(code)]) for code in told.get("problems", ()))
    rows = [(_("Which place exactly?"), told.get("place")), (_("What happened?"), problems)]
    if "happened_on" in told:
        rows.append((_("When was it?"), date.fromisoformat(told["happened_on"])))
    rows += [(_("In your words"), told.get("story")), (_("How the office reaches you"), told.get("contact"))]
    return [{"key": key, "value": value} for key, value in rows if value]
