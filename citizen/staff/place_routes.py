"""The places of a district: their hours, and days that are different. Before anything is kept, the appointments that it
would concern are shown; none is ever deleted.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from flask import Response, abort, request, url_for

from citizen.booking import place_editing
from citizen.booking.wording import in_words
from citizen.core import clock
from citizen.core.errors import CitizenError
from citizen.staff.access import require_staff, staff_only
from citizen.staff.blueprint import blueprint
from citizen.staff.duties import Duty
from citizen.staff.place_forms import WHOLE_PLACE, DayForm, EndHoursForm, HoursForm
from citizen.staff.place_rows import day_entries, hours_lines, stranded_entry
from citizen.staff.resource_names import resource_names
from citizen.web.forms import Form
from citizen.web.i18n import N_, _
from citizen.web.pages import page, see_other
from citizen.web.transaction import session

if TYPE_CHECKING:
    from markupsafe import Markup

    from citizen.booking.models import Opening, Resource, Site

_PROBLEMS = {
    "ends_before_it_begins": ("end", N_("The end has to be later than the beginning")),
    "day_is_over": ("day", N_("This day is over. Choose today or a later one.")),
    "hours_overlap": ("begin", N_("There are hours at this time already. Choose others, or end those first.")),
}
_NOT_CARRIED = frozenset({"csrf_token", "acting_for", "sure"})


@blueprint.get("/places")
@staff_only(Duty.MANAGE_PLACE)
def places() -> Response:
    """The places of the member's district."""
    found = place_editing.list_places(session(), district=require_staff().district)
    entries = [
        {
            "title": in_words(site.name),
            "text": in_words(site.address) if site.is_active else _("Not in use"),
            "href": url_for("staff.place", site_code=site.code),
        }
        for site in found
    ]
    return page("staff/places.html", entries=entries)


@blueprint.get("/places/<site_code>")
@staff_only(Duty.MANAGE_PLACE)
def place(site_code: str) -> Response:
    """What a place has, when it works, and which days are different."""
    site = _place(site_code)
    resources = place_editing.list_resources(session(), site=site)
    hours = place_editing.list_hours(session(), resources=resources)
    days = place_editing.list_days(session(), resources=resources)
    names = resource_names(resources, site.code)
    shown = [_shown(site, one, names[one.id], hours) for one in resources]
    changed = day_entries(days, names, site.code)
    return page("staff/place.html", site=site, name=in_words(site.name), resources=shown, days=changed)


def _shown(site: Site, one: Resource, name: Markup, hours: Sequence[Opening]) -> dict[str, object]:
    return {
        "name": name,
        "is_active": one.is_active,
        "hours": hours_lines(row for row in hours if row.resource_id == one.id),
        "href": url_for("staff.place_hours", site_code=site.code, resource_code=one.code),
    }


@blueprint.route("/places/<site_code>/days", methods=["GET", "POST"])
@staff_only(Duty.MANAGE_PLACE)
def place_day(site_code: str) -> Response:
    """Close, or open in addition, on one day."""
    site, form = _place(site_code), DayForm.from_request()
    resources = [one for one in place_editing.list_resources(session(), site=site) if one.is_active]
    names = resource_names(resources, site.code)
    form.what.translated, form.what.missing = True, _("Choose for what")
    form.what.label_msgid = _("For what?")
    form.what.choices = [
        (WHOLE_PLACE, _("The whole place")),
        *((one.code, names[one.id]) for one in resources),
    ]
    if form.submitted_and_valid():
        chosen = [one for one in resources if form.what.data in (WHOLE_PLACE, one.code)]
        answer = _check_or_keep(
            site, form, lambda: place_editing.change_day(session(), site=site, resources=chosen, change=form.change())
        )
        if answer is not None:
            return answer
    return page(
        "staff/place_day.html", status=422 if form.problems else 200, form=form, site=site, name=in_words(site.name)
    )


@blueprint.post("/places/<site_code>/days/<uuid:exception_id>/undo")
@staff_only(Duty.MANAGE_PLACE)
def place_undo_day(site_code: str, exception_id: uuid.UUID) -> Response:
    """The day is as its weekday again."""
    site = _place(site_code)
    answer = _check_or_keep(
        site, Form(), lambda: place_editing.undo_day(session(), site=site, exception_id=exception_id)
    )
    return answer or abort(404)


@blueprint.route("/places/<site_code>/hours/<resource_code>", methods=["GET", "POST"])
@staff_only(Duty.MANAGE_PLACE)
def place_hours(site_code: str, resource_code: str) -> Response:
    """The weekly hours of one of what a place has, and more of them."""
    site, form = _place(site_code), HoursForm.from_request()
    resource = _resource(site, resource_code)
    if form.submitted_and_valid():
        answer = _check_or_keep(
            site, form, lambda: place_editing.add_hours(session(), site=site, resource=resource, hours=form.hours())
        )
        if answer is not None:
            return answer
    found = hours_lines(place_editing.list_hours(session(), resources=[resource]))
    lines = [{**one, "href": _end_href(site, resource, one["ids"])} for one in found]
    return page(
        "staff/place_hours.html", status=422 if form.problems else 200, form=form, site=site, resource=resource,
        name=_name_of(site, resource), hours=lines,
    )  # fmt: skip


@blueprint.route("/places/<site_code>/hours/<resource_code>/end", methods=["GET", "POST"])
@staff_only(Duty.MANAGE_PLACE)
def place_end_hours(site_code: str, resource_code: str) -> Response:
    """Weekly hours hold until a day; they are never rubbed out."""
    site, form = _place(site_code), EndHoursForm.from_request()
    resource = _resource(site, resource_code)
    ended = _named_hours(resource)
    if form.submitted_and_valid():
        last_day = form.last_day.data or clock.today()

        def end() -> None:
            for one in ended:
                place_editing.end_hours(session(), resource=resource, opening_id=one.id, last_day=last_day)

        answer = _check_or_keep(site, form, end)
        if answer is not None:
            return answer
    return page(
        "staff/place_end_hours.html", status=422 if form.problems else 200, form=form, site=site, resource=resource,
        name=_name_of(site, resource), lines=hours_lines(ended), ids=[str(one.id) for one in ended],
    )  # fmt: skip


def _named_hours(resource: Resource) -> list[Opening]:
    """The hours that the address or the form names; none are not there."""
    ids = ",".join(request.values.getlist("hours")).split(",")
    found = place_editing.list_hours(session(), resources=[resource])
    return [one for one in found if str(one.id) in ids] or abort(404)


def _check_or_keep(site: Site, form: Form, change: Callable[[], None]) -> Response | None:
    """First the appointments it would concern, then the change. None: the form says what is wrong with it."""
    try:
        if request.form.get("sure"):
            change()
            return see_other("staff.place", site_code=site.code)
        found = place_editing.concerned(session(), site=site, change=change)
    except CitizenError as problem:
        field, words = _PROBLEMS[problem.code]
        form.refuse(field if field in form else next(iter(form)).name, _(words))
        return None
    carried = [(name, value) for name, value in request.form.items(multi=True) if name not in _NOT_CARRIED]
    entries = [stranded_entry(one, can_reassign=False) for one in found]
    return page(
        "staff/place_check.html",
        site=site,
        name=in_words(site.name),
        entries=entries,
        carried=carried,
        action=request.path,
    )


def _place(code: str) -> Site:
    return place_editing.get_place(session(), district=require_staff().district, code=code)


def _resource(site: Site, code: str) -> Resource:
    found = place_editing.list_resources(session(), site=site)
    return next((one for one in found if one.code == code), None) or abort(404)


def _name_of(site: Site, resource: Resource) -> Markup:
    return resource_names(place_editing.list_resources(session(), site=site), site.code)[resource.id]


def _end_href(site: Site, resource: Resource, ids: list[uuid.UUID]) -> str:
    wanted = [str(one) for one in ids]
    return url_for("staff.place_end_hours", site_code=site.code, resource_code=resource.code, hours=wanted)
