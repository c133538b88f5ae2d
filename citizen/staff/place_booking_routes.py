"""One appointment as its place sees it: what is needed, answers, somebody else instead, and calling it off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response, abort, request

from citizen.booking import lifecycle, place_acts
from citizen.booking.place_acts import CalledOff
from citizen.booking.stranded import stranded
from citizen.booking.terms import Need, NeedState
from citizen.booking.wording import NEED_NAMES
from citizen.core.errors import Conflict, RuleBroken
from citizen.proxies.authority import Who
from citizen.staff.access import require_staff, staff_only
from citizen.staff.blueprint import blueprint
from citizen.staff.duties import Duty
from citizen.staff.looks import note_folder_looks
from citizen.staff.place_forms import AnswerForm, CallOffForm
from citizen.staff.place_rows import booking_rows, need_entries, stranded_entry
from citizen.web.i18n import N_, _
from citizen.web.pages import page, see_other
from citizen.web.transaction import session

if TYPE_CHECKING:
    from citizen.booking.models import Booking

_PROBLEMS = {
    "reserve_it": (
        "answer",
        N_("This takes somebody who is reserved. Enter their hours first, then press “Find somebody else”."),
    ),
    "note_missing": ("note", N_("Say why, and what you can offer instead")),
    "changed_meanwhile": ("answer", N_("The appointment has changed meanwhile. Look at it again.")),
}


@blueprint.get("/bookings/<reference>")
@staff_only(Duty.SEE_BOOKINGS)
def place_booking(reference: str) -> Response:
    """Everything the place may know of it."""
    one = _of_district(reference)
    return page(
        "staff/place_booking.html",
        rows=booking_rows(one),
        needs=need_entries(one),
        is_coming=one.state in lifecycle.PROMISED,
        code=one.public_ref,
    )


@blueprint.route("/bookings/<reference>/needs/<need>", methods=["GET", "POST"])
@staff_only(Duty.MANAGE_PLACE)
def place_need(reference: str, need: str) -> Response:
    """Can it be arranged? The person is told at once."""
    one, form = _of_district(reference), AnswerForm.from_request()
    row = next((row for row in one.needs if row.need.value == need), None) or abort(404)
    if form.submitted_and_valid():
        try:
            place_acts.answer_need(
                session(), who=_acting(), booking=one, need=Need(need), answer=NeedState(str(form.answer.data)),
                note=form.note.data or "", seen=_seen(),
            )  # fmt: skip
            return see_other("staff.place_booking", reference=one.public_ref)
        except (RuleBroken, Conflict) as problem:
            field, words = _PROBLEMS[problem.code]
            form.refuse(field, _(words))
    status = 422 if form.problems else 200
    name = _(NEED_NAMES[row.need])
    return page("staff/place_need.html", status=status, form=form, need=name, code=one.public_ref, version=one.version)


@blueprint.route("/bookings/<reference>/call-off", methods=["GET", "POST"])
@staff_only(Duty.MANAGE_PLACE)
def place_call_off(reference: str) -> Response:
    """Only after speaking with the person, where that can be."""
    one, form = _of_district(reference), CallOffForm.from_request()
    if form.submitted_and_valid():
        try:
            place_acts.call_off(session(), who=_acting(), booking=one, why=CalledOff(str(form.why.data)), seen=_seen())
            return see_other("staff.place_booking", reference=one.public_ref)
        except Conflict:
            form.refuse("why", _("The appointment has changed meanwhile. Look at it again."))
    status = 422 if form.problems else 200
    return page(
        "staff/place_call_off.html",
        status=status,
        form=form,
        rows=booking_rows(one),
        code=one.public_ref,
        version=one.version,
    )


@blueprint.get("/stranded")
@staff_only(Duty.MANAGE_PLACE)
def place_stranded() -> Response:
    """Appointments that no longer fit, and what can be done with each."""
    member = require_staff()
    found = stranded(session(), member.district)
    note_folder_looks(member, [(one.booking.visit_id, one.booking.public_ref) for one in found], doing="booking_viewed")
    entries = [stranded_entry(one, can_reassign=place_acts.can_reassign(session(), one.booking)) for one in found]
    return page("staff/stranded.html", entries=entries, nobody_free=request.args.get("busy") is not None)


@blueprint.post("/bookings/<reference>/reassign")
@staff_only(Duty.MANAGE_PLACE)
def place_reassign(reference: str) -> Response:
    """The same time with whoever is free."""
    one = _of_district(reference)
    try:
        place_acts.reassign(session(), who=_acting(), booking=one, seen=_seen())
    except Conflict:
        return see_other("staff.place_stranded", busy=1)
    return see_other("staff.place_booking", reference=one.public_ref)


def _of_district(reference: str) -> Booking:
    """Of this member's district; the look is noted."""
    member = require_staff()
    one = place_acts.get_of_district(session(), district=member.district, reference=reference)
    note_folder_looks(member, [(one.visit_id, one.public_ref)], doing="booking_viewed")
    return one


def _acting() -> Who:
    return Who(staff_id=require_staff().id)


def _seen() -> int:
    """The version the page showed."""
    written = request.form.get("version", "")
    return int(written) if written.isascii() and written.isdigit() and len(written) < 9 else 0
