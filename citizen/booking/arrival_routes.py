"""Checking in, taking a number, and waiting for it: at a terminal, at the desk, on the person's own phone.

These screens may stand in the open: they show a number, a place and a time, never a name or what somebody came for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, request

from citizen.accessibility.ui import current_ui
from citizen.booking import arrival, arrival_page, inventory, service, tickets
from citizen.booking.areas import Area
from citizen.booking.arrival_forms import FETCHED, SCREEN, ArriveForm, HowForm, NumberForm
from citizen.booking.here import site_here
from citizen.core.errors import NotFound, RuleBroken
from citizen.core.references import grouped, normalise
from citizen.people import service as people
from citizen.people.attempts import count_failure, count_try
from citizen.proxies.acting import current_who, require_who
from citizen.proxies.acts import needs_act
from citizen.proxies.authority import Act
from citizen.web import where_from
from citizen.web.access import needs_visit, open_to_all
from citizen.web.i18n import _
from citizen.web.pages import about_district, page, see_other
from citizen.web.transaction import let_go_of_writing, session

if TYPE_CHECKING:
    from citizen.booking.models import Booking, Site, Ticket

blueprint = Blueprint("arrival", __name__, url_prefix="/arrive")

#: So many numbers may be taken from one address in ten minutes: a hall has one address, and a queue is no toy.
_MOST_NUMBERS = 60


@blueprint.route("", methods=["GET", "POST"])
@needs_visit
def start() -> Response:
    """With reference and access code; on one's own device also what it has booked. Or a number without either."""
    asked = request.args.get("reference", "")
    form = ArriveForm.from_request(start={"reference": grouped(normalise(asked) or "")})
    if form.submitted_and_valid():
        answer = _arrive_with_code(form)
        if answer is not None:
            return answer
        form.refuse("access_code", _("Reference and access code do not belong together. Check both."))
    mine = [] if current_ui().kiosk else arrival.list_of_today(session(), who=current_who(), reference=asked)
    return page("arrival/start.html", status=422 if form.problems else 200, form=form, mine=mine)


@blueprint.get("/<reference>")
@open_to_all
def scanned(reference: str) -> Response:
    """What the square of a booking may lead to: the reference is filled in, the code is still asked for."""
    return see_other(".start", reference=normalise(reference) or "")


@blueprint.post("/<reference>/here")
@needs_act(Act.BOOK)
def here(reference: str) -> Response:
    """One press on a device that has booked it, or has proved that it may open it."""
    booking = service.get_booking(session(), who=require_who(), reference=reference)
    try:
        return _to_ticket(arrival.arrive(session(), who=require_who(), booking=booking).ticket)
    except RuleBroken:
        return _not_now(booking)


@blueprint.get("/number")
@open_to_all
def places() -> Response:
    """Where the person is: a number counts at one place. A machine that stands in a hall need not ask."""
    found = site_here()
    if found is not None:
        return see_other(".number", site_code=found.code)
    return page("arrival/places.html", places=arrival_page.place_links(".number"))


@blueprint.route("/number/<site_code>", methods=["GET", "POST"])
@open_to_all
def number(site_code: str) -> Response:
    """A number without an appointment."""
    site = _site(site_code)
    form = NumberForm.from_request(start={"how": SCREEN})
    form.area.offered = arrival_page.area_choices(site)
    if form.submitted_and_valid():
        _count_number()
        prefix = tickets.PREFIXES[Area(str(form.area.data))]
        taken = tickets.take(session(), site=site, prefix=prefix, is_fetched=form.how.data == FETCHED)
        return _to_ticket(taken)
    return page("arrival/number.html", status=422 if form.problems else 200, form=form, site=site)


@blueprint.get("/ticket/<key>")
@open_to_all
def ticket(key: str) -> Response:
    """The number, how many are before it, and where to go once it is called. Looked at again by a plain link."""
    found = tickets.get_ticket(session(), key=key)
    about_district(tickets.site_of(session(), found).district)
    return page("arrival/ticket.html", **arrival_page.ticket_context(found))


@blueprint.route("/ticket/<key>/how", methods=["GET", "POST"])
@open_to_all
def how(key: str) -> Response:
    """Text and sound are for everybody; whether somebody comes as well, the person says."""
    found = tickets.get_ticket(session(), key=key)
    form = HowForm.from_request(start={"how": FETCHED if tickets.is_fetched(found) else SCREEN})
    if form.submitted_and_valid():
        tickets.fetch_instead(found, is_wanted=form.how.data == FETCHED)
        return _to_ticket(found)
    return page("arrival/how.html", status=422 if form.problems else 200, form=form, key=key)


def _arrive_with_code(form: ArriveForm) -> Response | None:
    scopes = [f"booking:{arrival.normalised(form.reference.data)}", where_from.place()]
    people.check_attempts(session(), scopes=scopes)
    pair = {"reference": form.reference.data, "access_code": form.access_code.data}
    try:
        arrived = arrival.arrive_with_code(session(), who=current_who(), **pair)
    except RuleBroken:
        wanted = arrival.reference_in(form.reference.data)
        booking = service.find_with_code(session(), reference=wanted, access_code=form.access_code.data)
        return None if booking is None else _not_now(booking)
    if arrived is not None:
        return _to_ticket(arrived.ticket)
    count_failure(scopes)
    return None


def _not_now(booking: Booking) -> Response:
    """Nothing was written. What to do instead, in words."""
    shown = arrival_page.refusal_of(booking)
    site_code = booking.site.code
    let_go_of_writing()
    return page("arrival/not_now.html", status=409, site_code=site_code, **shown)


def _to_ticket(found: Ticket) -> Response:
    return see_other(".ticket", key=tickets.key_of(found))


def _count_number() -> None:
    """Before this request writes."""
    session().rollback()
    count_try(scopes=[f"number:{where_from.place()}"], allowed=_MOST_NUMBERS)


def _site(code: str) -> Site:
    found = inventory.find_site(session(), code=code)
    if found is None or not found.is_active:
        raise NotFound("site")
    about_district(found.district)
    return found
