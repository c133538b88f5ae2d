"""The hall, for those who work in it: calling numbers, writing down who came and who did not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Response, abort, request, url_for

from citizen.booking import arrival, place_acts, place_editing, tickets
from citizen.booking.terms import TicketState
from citizen.booking.wording import in_words
from citizen.core.errors import Conflict, NotFound, RuleBroken
from citizen.proxies.authority import Who
from citizen.staff import hall
from citizen.staff.access import require_staff, staff_only
from citizen.staff.blueprint import blueprint
from citizen.staff.duties import Duty
from citizen.staff.hall_forms import CounterForm
from citizen.staff.looks import note_folder_looks
from citizen.web.i18n import N_, _
from citizen.web.pages import page, see_other
from citizen.web.transaction import session

if TYPE_CHECKING:
    from citizen.booking.models import Booking, Site, Ticket

#: What happened, said on the page that follows.
_HAPPENED = {
    "nobody": N_("Nobody is waiting."),
    "called_elsewhere": N_("Another counter has just called this number."),
    "changed_meanwhile": N_("It was changed somewhere else just now. This is how it stands."),
    "not_today": N_("This appointment is not today."),
    "too_soon": N_("It is too early to write down that nobody came."),
    "not_begun": N_("It has not begun yet."),
}
_CLOSINGS = {TicketState.SERVED.value: TicketState.SERVED, TicketState.MISSED.value: TicketState.MISSED}


@blueprint.get("/hall")
@staff_only(Duty.RUN_HALL)
def halls() -> Response:
    """The places of the district."""
    found = place_editing.list_places(session(), district=require_staff().district)
    entries = [
        {"title": in_words(one.name), "text": in_words(one.address), "href": url_for(".hall", site_code=one.code)}
        for one in found
        if one.is_active
    ]
    return page("staff/halls.html", entries=entries)


@blueprint.route("/hall/<site_code>", methods=["GET", "POST"], endpoint="hall")
@staff_only(Duty.RUN_HALL)
def show_hall(site_code: str) -> Response:
    """First where one sits; then the numbers and the appointments of today. Each look is noted."""
    member, site, counter = require_staff(), _site(site_code), _counter()
    form = CounterForm.from_request(start={"counter": counter})
    if form.submitted_and_valid():
        return _back(site, counter=form.counter.data)
    values: dict[str, Any] = {"site": site, "name": in_words(site.name), "form": form, "counter": counter}
    if not counter:
        return page("staff/hall_counter.html", status=422 if form.problems else 200, **values)
    shown = hall.day_of(site, counter)
    note_folder_looks(member, [(one.visit_id, one.public_ref) for one in shown.pop("bookings")], doing="booking_viewed")
    happened = _HAPPENED.get(request.args.get("happened", ""))
    return page("staff/hall.html", **values, **shown, happened=_(happened) if happened else None)


@blueprint.post("/hall/<site_code>/call")
@staff_only(Duty.RUN_HALL)
def hall_call_next(site_code: str) -> Response:
    """The next one; two counters never get the same."""
    site = _site(site_code)
    called = tickets.call_next(session(), site=site, counter=_required_counter())
    return _back(site, happened=None if called else "nobody")


@blueprint.post("/hall/<site_code>/tickets/<key>/call")
@staff_only(Duty.RUN_HALL)
def hall_call_one(site_code: str, key: str) -> Response:
    """This one: out of turn, or once more."""
    site = _site(site_code)
    try:
        tickets.call(session(), ticket=_ticket(site, key), counter=_required_counter())
    except Conflict as refused:
        return _back(site, happened=refused.code)
    return _back(site)


@blueprint.post("/hall/<site_code>/tickets/<key>/<state>")
@staff_only(Duty.RUN_HALL)
def hall_close(site_code: str, key: str, state: str) -> Response:
    """They came, or they did not."""
    site = _site(site_code)
    try:
        tickets.close(session(), ticket=_ticket(site, key), state=_CLOSINGS.get(state) or abort(404))
    except Conflict as refused:
        return _back(site, happened=refused.code)
    return _back(site)


@blueprint.post("/hall/<site_code>/bookings/<reference>/<what>")
@staff_only(Duty.RUN_HALL)
def hall_booking(site_code: str, reference: str, what: str) -> Response:
    """Somebody is here, nobody came, or it took place: written down by hand."""
    site = _site(site_code)
    act = {"here": _here, "absent": _absent, "done": _done}.get(what) or abort(404)
    try:
        act(_booking(site, reference))
    except (Conflict, RuleBroken) as refused:
        session().rollback()
        return _back(_site(site_code), happened=refused.code)
    return _back(site)


def _here(booking: Booking) -> None:
    arrival.arrive_by_staff(session(), who=_acting(), booking=booking)


def _absent(booking: Booking) -> None:
    arrival.record_no_show(session(), who=_acting(), booking=booking)


def _done(booking: Booking) -> None:
    place_acts.note_done(session(), who=_acting(), booking=booking, seen=booking.version)


def _site(code: str) -> Site:
    return place_editing.get_place(session(), district=require_staff().district, code=code)


def _ticket(site: Site, key: str) -> Ticket:
    found = tickets.get_ticket(session(), key=key)
    if found.site_id != site.id:
        raise NotFound("ticket")
    return found


def _booking(site: Site, reference: str) -> Booking:
    found = place_acts.get_of_district(session(), district=site.district, reference=reference)
    if found.site_id != site.id:
        raise NotFound("booking")
    return found


def _acting() -> Who:
    return Who(staff_id=require_staff().id)


def _counter() -> str:
    """In the address of the page and in each form: nothing about it is kept."""
    return (request.form.get("at") or request.args.get("counter", "")).strip()[: tickets.LONGEST_COUNTER]


def _required_counter() -> str:
    return _counter() or abort(400)


def _back(site: Site, *, counter: str | None = None, happened: str | None = None) -> Response:
    values = {"counter": counter or _counter() or None, "happened": happened}
    return see_other(".hall", site_code=site.code, **{name: value for name, value in values.items() if value})
