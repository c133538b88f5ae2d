"""Mandates on the staff's side: entering, waiting for the second member, the paper, and ending."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response

from citizen.accessibility.ui import current_ui
from citizen.core.errors import Conflict, NotFound, RuleBroken
from citizen.proxies.evidence import office
from citizen.staff import counter, counter_mandates
from citizen.staff.access import require_staff, staff_only
from citizen.staff.blueprint import blueprint
from citizen.staff.counter_forms import DecisionForm
from citizen.staff.counter_routes import person_here, this_browser
from citizen.staff.duties import Duty
from citizen.staff.looks import note_look
from citizen.staff.mandate_forms import EndForm, MandateForm, ReferenceForm
from citizen.staff.mandate_rows import shown_mandate, shown_request, waiting_entries
from citizen.web.i18n import N_, _
from citizen.web.pages import page, see_other
from citizen.web.transaction import session

if TYPE_CHECKING:
    from citizen.proxies.models import MandateRow

#: What a proposal can be refused for: the field, and what to do.
_PROBLEMS = {
    "helper_unknown": ("helper_known_by", N_("We find nobody with this in your district. You may leave it empty.")),
    "own_mandate": ("helper_known_by", N_("This is the account of the person at the counter.")),
    "end_is_past": ("until", N_("This day is over already. Choose a later one.")),
}


@blueprint.route("/person/mandate", methods=["GET", "POST"])
@staff_only(Duty.ENTER_MANDATE)
def enter_mandate() -> Response:
    """For the person at the counter, who is asked themselves."""
    form, here, member = MandateForm.prepare(), person_here(), require_staff()
    if form.submitted_and_valid():
        try:
            row = counter_mandates.enter_mandate(
                session(), member=member, browser=this_browser(), here=here, entry=form.entry()
            )
            return see_other("staff.mandate", reference=row.reference)
        except RuleBroken as problem:
            field, words = _PROBLEMS[problem.code]
            form.refuse(field, _(words))
    return page("staff/enter_mandate.html", status=422 if form.problems else 200, form=form, here=here)


@blueprint.get("/waiting")
@staff_only(Duty.CONFIRM)
def waiting() -> Response:
    """What a second member has to look at, in this district. Names nobody."""
    member = require_staff()
    rows = counter_mandates.list_waiting(session(), member=member)
    requests = counter.list_requests(session(), member=member)
    entries = waiting_entries(rows, requests)
    return page("staff/waiting.html", entries=entries)


@blueprint.route("/mandates", methods=["GET", "POST"])
@staff_only(Duty.END_MANDATE)
def find_mandate() -> Response:
    """By the reference that somebody says on the telephone."""
    form = ReferenceForm.from_request()
    if form.submitted_and_valid():
        try:
            row = counter_mandates.get_mandate(session(), reference=form.reference.data, member=require_staff())
            return see_other("staff.mandate", reference=row.reference)
        except NotFound:
            form.refuse("reference", _("We find no mandate with this reference in your district."))
    return page("staff/find_mandate.html", status=422 if form.problems else 200, form=form)


@blueprint.route("/mandates/<reference>", methods=["GET", "POST"])
@staff_only(Duty.CONFIRM, Duty.END_MANDATE)
def mandate(reference: str) -> Response:
    """All of it; and the decision of the second member while it waits for one."""
    form, member, row = DecisionForm.from_request(), require_staff(), _mandate(reference)
    if form.submitted_and_valid():
        counter_mandates.decide_mandate(session(), row=row, member=member, reason=form.reason)
        return see_other("staff.mandate", reference=row.reference)
    note_look(member, person_id=row.subject_id, about=row.reference)
    return page("staff/mandate.html", status=422 if form.problems else 200, form=form, **shown_mandate(row))


@blueprint.get("/mandates/<reference>/paper")
@staff_only(Duty.CONFIRM)
def mandate_paper(reference: str) -> Response:
    """The signed paper or the guardian's document. Never on a shared terminal, where it would stay behind."""
    row = _mandate(reference)
    if row.evidence_file is None or current_ui().kiosk:
        raise NotFound("paper")
    note_look(require_staff(), person_id=row.subject_id, about=row.reference)
    response = Response(office().read(row.evidence_file), mimetype=row.evidence_type or "application/octet-stream")
    response.headers.set("Content-Disposition", "attachment", filename=row.reference)
    return response


@blueprint.route("/mandates/<reference>/end", methods=["GET", "POST"])
@staff_only(Duty.END_MANDATE)
def end_mandate(reference: str) -> Response:
    """At once: at the helper's next click nothing of the person is within reach."""
    form, member, row = EndForm.from_request(), require_staff(), _mandate(reference)
    if form.submitted_and_valid():
        counter_mandates.end_mandate(session(), row=row, member=member, why=f"{form.why.data}:{form.how.data}")
        return see_other("staff.mandate", reference=row.reference)
    note_look(member, person_id=row.subject_id, about=row.reference)
    return page("staff/end_mandate.html", status=422 if form.problems else 200, form=form, **shown_mandate(row))


@blueprint.route("/requests/<reference>", methods=["GET", "POST"])
@staff_only(Duty.CONFIRM)
def decide_request(reference: str) -> Response:
    """A new telephone or e-mail, and the decision of the second member."""
    form, member = DecisionForm.from_request(), require_staff()
    asked = counter.get_request(session(), reference=reference, member=member)
    if form.submitted_and_valid():
        try:
            counter.decide_request(session(), request=asked, member=member, reason=form.reason)
            return see_other("staff.decide_request", reference=asked.reference)
        except Conflict as conflict:
            if conflict.code != "taken":
                raise
            form.refuse("decision", _("This number or address signs in somebody else. It cannot be added."))
    note_look(member, person_id=asked.person_id, about=asked.reference)
    return page("staff/request.html", status=422 if form.problems else 200, form=form, **shown_request(asked))


def _mandate(reference: str) -> MandateRow:
    return counter_mandates.get_mandate(session(), reference=reference, member=require_staff())
