"""How staff come in: a passkey, a code to the work telephone or e-mail, and the first time the enrolment code."""

from __future__ import annotations

from flask import Response, request

from citizen.people import service as people
from citizen.people.attempts import count_failure
from citizen.staff import service, staff_codes
from citizen.staff.access import current_staff, staff_only
from citizen.staff.blueprint import blueprint
from citizen.staff.coming_in import enter_as_staff, leave_what_was_before
from citizen.staff.duties import Member
from citizen.staff.forms import CodeForm, EnrolForm, WorkNumberForm
from citizen.staff.staff_visits import StaffWayIn
from citizen.web import browser_key, where_from
from citizen.web.access import needs_visit
from citizen.web.i18n import _
from citizen.web.pages import page, see_other
from citizen.web.transaction import database, session


@blueprint.route("", methods=["GET", "POST"])
@needs_visit
def sign_in() -> Response:
    """Passkey, or a code: both on one page. The answer is the same for a number nobody has."""
    if request.method == "GET" and current_staff() is not None:
        return see_other("staff.desk")
    form, by_code = WorkNumberForm.from_request(), staff_codes.are_allowed()
    if by_code and form.submitted_and_valid():
        staff_codes.send_code(number=form.number.data)
        return see_other("staff.enter_code")
    return page("staff/sign_in.html", status=422 if form.problems else 200, form=form, by_code=by_code, problem=None)


@blueprint.route("/code", methods=["GET", "POST"])
@needs_visit
def enter_code() -> Response:
    """The code that was sent; wrong ones are counted."""
    if not staff_codes.are_allowed():
        return see_other("staff.sign_in")
    form = CodeForm.from_request()
    if form.submitted_and_valid():
        member = staff_codes.member_for_code(typed=form.code.data)
        if member is not None:
            return enter_as_staff(member, StaffWayIn.CODE)
        form.refuse("code", _("This code is wrong, or too old. Check the 6 digits, or ask for a new code."))
    return page("staff/enter_code.html", status=422 if form.problems else 200, form=form)


@blueprint.route("/enrol", methods=["GET", "POST"])
@needs_visit
def enrol() -> Response:
    """The first time, or after `renew`: the code is used up, and another way in is set up next."""
    form = EnrolForm.from_request()
    if form.submitted_and_valid():
        member = _enrolled(form)
        if member is not None:
            return enter_as_staff(member, StaffWayIn.ENROLMENT)
        form.refuse("enrolment", _("These two do not fit, or the enrolment code was used or is too old."))
    return page("staff/enrol.html", status=422 if form.problems else 200, form=form)


@blueprint.post("/sign-out")
@staff_only()
def sign_out() -> Response:
    """Nothing of the session is left in this browser."""
    leave_what_was_before()
    browser_key.drop_key()
    response = see_other("staff.sign_in")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def _enrolled(form: EnrolForm) -> Member | None:
    """Whom the enrolment code lets in; failures count, and the check is over before this request writes."""
    scopes = [f"staff-enrol:{service.work_number(form.number.data)}", where_from.place()]
    with database().reading() as short:
        people.check_attempts(short, scopes=scopes)
    member = service.use_enrolment(session(), code=form.number.data, enrolment_code=form.enrolment.data)
    if member is None:
        count_failure(scopes)
    return member
