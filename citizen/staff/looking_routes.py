"""What officers, places and interpreters may look at: only reading, only their district, and every look is noted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response

from citizen.accessibility.ui import current_ui
from citizen.applications.office_acts import Officer
from citizen.applications.words import STATUS
from citizen.booking.terms import Need
from citizen.booking.wording import in_words
from citizen.core.references import grouped, normalise
from citizen.eligibility import catalogue
from citizen.staff import day_list, lookup
from citizen.staff.access import require_staff, staff_only
from citizen.staff.blueprint import blueprint
from citizen.staff.duties import Duty
from citizen.staff.looking_forms import CaseForm
from citizen.staff.looks import note_folder_looks
from citizen.web.i18n import _
from citizen.web.own_words import typed
from citizen.web.pages import page
from citizen.web.transaction import session

if TYPE_CHECKING:
    from citizen.applications.models import Case
    from citizen.booking.models import Booking


@blueprint.route("/cases", methods=["GET", "POST"])
@staff_only(Duty.LOOK_AT_CASE)
def look_at_case() -> Response:
    """Where an application stands, by its reference and with a reason the person reads. No answers, no papers."""
    form, member, found = CaseForm.from_request(), require_staff(), []
    if form.submitted_and_valid():
        by = Officer(member.actor[:40], member.district)
        found = lookup.cases_of(session(), by=by, reference=form.reference.data)
        if found:
            looks = [(found[0].application.visit_id, normalise(form.reference.data) or "")]
            note_folder_looks(member, looks, doing=str(form.reason.data))
        else:
            form.refuse("reference", _("We find no application with this reference in your district."))
    status = 422 if form.problems else 200
    return page("staff/cases.html", status=status, form=form, cases=[_case(one) for one in found])


@blueprint.get("/interpreting")
@staff_only(Duty.SEE_INTERPRETING)
def interpreting() -> Response:
    """Where an interpreter is needed in the next two weeks."""
    member = require_staff()
    found = day_list.list_bookings(
        session(), district=member.district, window=day_list.next_days(), only_need=Need.SIGN_LANGUAGE
    )
    note_folder_looks(member, [(one.visit_id, one.public_ref) for one in found], doing="booking_viewed")
    return page("staff/interpreting.html", bookings=[_booking(one) for one in found])


def _booking(one: Booking) -> dict[str, object]:
    return {
        "start_at": one.start_at,
        "end_at": one.end_at,
        "service": in_words(one.service.name),
        "site": in_words(one.site.name),
        "called": one.person_name or one.contact_name or _("No name given"),
    }


def _case(one: Case) -> dict[str, object]:
    programme = catalogue.load().programmes.get(one.programme_id)
    language = current_ui().locale.code
    return {
        "programme": programme.text[language].name if programme else one.programme_id,
        "number": typed(f"{grouped(one.application.reference)}-{one.position}"),
        "status": _(STATUS[one.status]),
        "since": one.status_since,
    }
