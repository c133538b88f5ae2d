"""What people asked of the places of a district, and the answer: in words, or with an appointment booked for them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from flask import Response, request, url_for

from citizen.booking import answering, inventory, requests
from citizen.booking.days_page import read_moment
from citizen.booking.forms import OfferedChoice
from citizen.booking.request_forms import AnswerForm, AppointmentForm
from citizen.booking.terms import RequestState
from citizen.booking.wording import in_words, show_moment
from citizen.core.errors import Conflict
from citizen.staff.access import require_staff, staff_only
from citizen.staff.blueprint import blueprint
from citizen.staff.duties import Duty
from citizen.staff.looks import note_folder_looks
from citizen.web.i18n import N_, _
from citizen.web.pages import page, see_other
from citizen.web.transaction import session

if TYPE_CHECKING:
    from citizen.booking.inventory import Plan
    from citizen.booking.models import BookingRequest

#: Free times on one page.
_TIMES = 20
_REFUSED = {
    "time_taken": N_("This time has just been taken. Choose another one."),
    "answered_already": N_("It has been answered or taken back in the meantime."),
}


@blueprint.get("/asked")
@staff_only(Duty.SEE_BOOKINGS)
def requests_list() -> Response:
    """What is not answered yet; who waits longest comes first."""
    found = requests.list_open(session(), district=require_staff().district)
    return page("staff/requests.html", found=found)


@blueprint.route("/asked/<reference>", methods=["GET", "POST"])
@staff_only(Duty.SEE_BOOKINGS)
def answer_request(reference: str) -> Response:
    """One request and the answer in words."""
    asked, form = _request(reference), AnswerForm.from_request()
    if form.submitted_and_valid():
        try:
            staff_id = require_staff().id
            requests.answer_request(session(), request=asked, staff_id=staff_id, answer=form.answer.data)
        except Conflict as refused:
            form.refuse("answer", _(_REFUSED[refused.code]))
        else:
            return see_other(".requests_list")
    status = 422 if form.problems else 200
    return page("staff/asked.html", status=status, form=form, asked=asked, places=_places(asked))


@blueprint.route("/asked/<reference>/place/<site_code>", methods=["GET", "POST"])
@staff_only(Duty.SEE_BOOKINGS)
def appointment_for_request(reference: str, site_code: str) -> Response:
    """Free times for this person, and the answer that goes with the one that is booked."""
    asked = _request(reference)
    plan = answering.plan_for(session(), request=asked, site_code=site_code)
    form = AppointmentForm.from_request()
    form.start.offered = _times(plan, request.args.get("from"))
    if form.submitted_and_valid() and _book(form, asked, site_code):
        return see_other(".requests_list")
    last = read_moment(form.start.offered[-1].code) if form.start.offered else None
    return page(
        "staff/request_appointment.html",
        status=422 if form.problems else 200,
        form=form,
        asked=asked,
        plan=plan,
        later=None if last is None else (last.astimezone(plan.zone).date() + timedelta(days=1)).isoformat(),
        here=request.full_path if request.query_string else request.path,
    )


def _book(form: AppointmentForm, asked: BookingRequest, site_code: str) -> bool:
    start = read_moment(form.start.data)
    if start is None:
        return False
    try:
        answering.book_for_request(
            session(),
            request=asked,
            site_code=site_code,
            start=start,
            staff_id=require_staff().id,
            answer=form.answer.data,
        )
    except Conflict as refused:
        form.refuse("start", _(_REFUSED[refused.code]))
        return False
    return True


def _request(reference: str) -> BookingRequest:
    """Of the member's own district; that they looked is written down."""
    member = require_staff()
    found = requests.get_for_district(session(), district=member.district, reference=reference)
    if request.method == "GET":
        note_folder_looks(member, [(found.visit_id, found.public_ref)], doing="booking_viewed")
    return found


def _places(asked: BookingRequest) -> list[dict[str, str]]:
    """Where what was asked for has times; none for what only a person can arrange, or once it is answered."""
    if asked.service is None or asked.state is not RequestState.OPEN:
        return []
    supply = inventory.resources_by_site(session(), district=asked.district)
    able = [site for site, resources in supply if inventory.can_offer(asked.service, resources)]
    return [
        {
            "text": _("Book a time at %(place)s", place=in_words(site.name)),
            "href": url_for(".appointment_for_request", reference=asked.public_ref, site_code=site.code),
        }
        for site in able
    ]


def _times(plan: Plan, since: str | None) -> list[OfferedChoice]:
    first = _day(since)
    days = [day for day in plan.days() if first is None or day >= first]
    offers = plan.offers(days)[:_TIMES]
    return [OfferedChoice(o.start.isoformat(timespec="minutes"), show_moment(o.start, plan.zone)) for o in offers]


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None
