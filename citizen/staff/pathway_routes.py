"""The place's side of a way: find it, begin one, write down what was done. Every look is noted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Response, request, url_for

from citizen.booking.wording import in_words
from citizen.core import clock
from citizen.core.errors import Conflict, NotFound, RuleBroken
from citizen.core.references import grouped
from citizen.pathways import beginning, service, showing, steps, words
from citizen.pathways.terms import StepKind, StepState
from citizen.staff import day_list, pathway_lookup
from citizen.staff.access import require_staff, staff_only
from citizen.staff.blueprint import blueprint
from citizen.staff.duties import Duty
from citizen.staff.looks import note_folder_looks
from citizen.staff.pathway_forms import (
    DONE,
    SKIPPED,
    BeginPathwayForm,
    FindPathwayForm,
    SessionForm,
    StepForm,
)
from citizen.web.i18n import _
from citizen.web.own_words import typed
from citizen.web.pages import page, see_other
from citizen.web.transaction import session

if TYPE_CHECKING:
    from citizen.booking.models import Booking
    from citizen.pathways.models import Pathway, PathwayStep


@blueprint.route("/pathways", methods=["GET", "POST"])
@staff_only(Duty.WRITE_PATHWAY)
def pathways() -> Response:
    """By the reference the person shows, and whoever comes today for a step."""
    form, member = FindPathwayForm.from_request(), require_staff()
    if form.submitted_and_valid():
        found = pathway_lookup.find_pathway(session(), member=member, reference=form.reference.data)
        if found is not None:
            return see_other("staff.pathway", reference=found.public_ref)
        form.refuse("reference", _("We find nothing with this reference in your district."))
    coming = pathway_lookup.list_coming(session(), member=member, window=day_list.on_day(clock.today()))
    note_folder_looks(member, [(one.visit_id, one.public_ref) for _booking, one in coming], doing="pathway_viewed")
    status = 422 if form.problems else 200
    return page("staff/pathways.html", status=status, form=form, coming=[_coming(*one) for one in coming])


@blueprint.route("/pathways/new", methods=["GET", "POST"])
@staff_only(Duty.WRITE_PATHWAY)
def begin_pathway() -> Response:
    """For somebody who has an appointment here; the person is told."""
    form, member = BeginPathwayForm.from_request(), require_staff()
    form.device.offered = beginning.device_choices()
    if form.submitted_and_valid():
        begun = pathway_lookup.begin_for_booking(
            session(), member=member, reference=form.booking.data, device=str(form.device.data)
        )
        if begun is not None:
            return see_other("staff.pathway", reference=begun.public_ref)
        form.refuse("booking", _("We find no appointment with this reference in your district."))
    return page("staff/pathway_new.html", status=422 if form.problems else 200, form=form)


@blueprint.get("/pathways/<reference>")
@staff_only(Duty.WRITE_PATHWAY)
def pathway(reference: str) -> Response:
    """Where it stands; each step leads to writing something down."""
    found = _pathway(reference)
    note_folder_looks(require_staff(), [(found.visit_id, found.public_ref)], doing="pathway_viewed")
    view = showing.view_of(session(), found)
    for step in (*view["steps"], *view["side_steps"]):
        step["href"] = url_for("staff.pathway_step", reference=found.public_ref, position=step["position"])
    shown = grouped(found.public_ref)
    return page("staff/pathway.html", view=view, shown_reference=shown, saved="saved" in request.args)


@blueprint.route("/pathways/<reference>/steps/<int:position>", methods=["GET", "POST"])
@staff_only(Duty.WRITE_PATHWAY)
def pathway_step(reference: str, position: int) -> Response:
    """Done, not needed, or only a few words; of a session: who was there."""
    found = _pathway(reference)
    step = service.get_step(session(), pathway=found, position=position)
    form = _form_for(step)
    if form.submitted_and_valid() and (refused := _write(found, step, form)) is None:
        return see_other("staff.pathway", reference=found.public_ref, saved=1)
    if request.method == "POST" and not form.problems:
        session().rollback()
        form.refuse("report", _(words.problem_of(refused or "")))
    note_folder_looks(require_staff(), [(found.visit_id, found.public_ref)], doing="pathway_viewed")
    status = 422 if form.problems else 200
    return page("staff/pathway_step.html", status=status, form=form, **_about(found, step))


def _about(found: Pathway, step: PathwayStep) -> dict[str, Any]:
    """Which step of what it is, in words."""
    return {
        "reference": found.public_ref,
        "position": step.position,
        "name": _(words.STEP[step.kind]),
        "what": _(words.WHAT[step.kind]),
        "device": showing.title_of(found),
        "status_text": _(words.STATE[step.state]),
    }


def _form_for(step: PathwayStep) -> StepForm | SessionForm:
    """With what was written before."""
    if step.kind is StepKind.SESSION:
        used = "" if step.used is None else showing.yuan(step.used).replace(",", "")
        start = {"attended": step.attended.value if step.attended else None, "used": used, "report": step.report}
        return SessionForm.from_request(start=start)
    chosen = {StepState.DONE: "report", StepState.SKIPPED: "report"}.get(step.state)
    return StepForm.from_request(start={"outcome": chosen, "report": step.report})


def _write(found: Pathway, step: PathwayStep, form: StepForm | SessionForm) -> str | None:
    """Keeps it; or the code of why not."""
    by = steps.Doer(require_staff().actor)
    try:
        if isinstance(form, SessionForm):
            steps.record_session(session(), pathway=found, step=step, by=by, record=form.record())
        elif form.outcome.data == DONE:
            steps.finish_step(session(), pathway=found, step=step, by=by, report=form.report.data or None)
        elif form.outcome.data == SKIPPED:
            steps.skip_step(session(), pathway=found, step=step, by=by, reason=str(form.reason.data))
        else:
            steps.write_report(session(), pathway=found, step=step, by=by, report=form.report.data)
    except (RuleBroken, Conflict) as refused:
        return refused.code
    return None


def _pathway(reference: str) -> Pathway:
    found = pathway_lookup.find_pathway(session(), member=require_staff(), reference=reference)
    if found is None:
        raise NotFound("pathway")
    return found


def _coming(booking: Booking, found: Pathway) -> dict[str, object]:
    called = booking.person_name or booking.contact_name
    return {
        "at": booking.start_at,
        "called": typed(called) if called else _("No name given"),
        "site": in_words(booking.site.name),
        "title": showing.title_of(found),
        "href": url_for("staff.pathway", reference=found.public_ref),
    }
