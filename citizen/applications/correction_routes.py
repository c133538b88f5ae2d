"""Answering what the office asked: only what was asked is open, and it is sent in one piece."""

from __future__ import annotations

from flask import Response, request

from citizen.accessibility.ui import current_ui
from citizen.applications import corrections, rows, sent_rows
from citizen.applications.blueprint import blueprint, open_case
from citizen.applications.case_state import find_open_correction
from citizen.applications.forms import contact_form
from citizen.applications.models import Case, Correction
from citizen.applications.question_form import question_form
from citizen.applications.service import ChangedMeanwhile, GivenAnswer
from citizen.core.errors import NotFound, RuleBroken
from citizen.proxies.acts import needs_act
from citizen.proxies.authority import Act
from citizen.web.forms import Form
from citizen.web.pages import page, see_other
from citizen.web.transaction import session


@blueprint.get("/applications/<reference>/cases/<int:position>/correct")
@needs_act(Act.SEE)
def correct(reference: str, position: int) -> Response:
    """What is asked, why, until when, and how far the answer is."""
    _who, case = open_case(reference, position)
    correction = find_open_correction(session(), case=case)
    if correction is None:
        return see_other("applications.status", reference=reference)
    return _list_page(case, correction)


@blueprint.post("/applications/<reference>/cases/<int:position>/correct")
@needs_act(Act.SUBMIT)
def send_correction(reference: str, position: int) -> Response:
    """Send all of it. Pressing twice sends once."""
    who, case = open_case(reference, position)
    correction = find_open_correction(session(), case=case)
    if correction is None:
        return see_other("applications.status", reference=reference, done="corrected")
    try:
        corrections.send_correction(session(), who=who, case=case, correction=correction, seen=_seen())
    except RuleBroken:
        return _list_page(case, correction, status=422)
    except ChangedMeanwhile:
        return _again(reference, position)
    return see_other("applications.status", reference=reference, done="corrected")


@blueprint.route("/applications/<reference>/cases/<int:position>/correct/<fact>", methods=["GET", "POST"])
@needs_act(Act.SUBMIT)
def correct_answer(reference: str, position: int, fact: str) -> Response:
    """One question, with the answer as it stands."""
    who, case = open_case(reference, position)
    correction = corrections.get_correction(session(), case=case)
    if fact not in correction.facts:
        raise NotFound("question")
    form = question_form(fact, who.subject, corrections.answers_so_far(case.application, correction))
    if form.submitted_and_valid():
        given = GivenAnswer(fact, form.value, _seen())
        try:
            corrections.save_answer(session(), application=case.application, correction=correction, given=given)
        except ChangedMeanwhile:
            return _again(reference, position)
        return see_other("applications.correct", reference=reference, position=position)
    wording = form.question.wording[current_ui().locale.code]
    return _part_page("applications/correct_answer.html", case, correction, form, wording=wording)


@blueprint.route("/applications/<reference>/cases/<int:position>/correct-contact", methods=["GET", "POST"])
@needs_act(Act.SUBMIT)
def correct_contact(reference: str, position: int) -> Response:
    """The contact details, with what stands there."""
    who, case = open_case(reference, position)
    correction = corrections.get_correction(session(), case=case)
    start = corrections.contact_so_far(case.application, correction)
    form = contact_form(is_self=who.is_self, on_kiosk=current_ui().kiosk, start=start)
    if form.submitted_and_valid():
        try:
            corrections.save_contact(session(), correction=correction, contact=form.contact(), seen=_seen())
        except ChangedMeanwhile:
            return _again(reference, position)
        return see_other("applications.correct", reference=reference, position=position)
    return _part_page("applications/correct_contact.html", case, correction, form)


def _list_page(case: Case, correction: Correction, *, status: int = 200) -> Response:
    missing = corrections.missing_in(session(), application=case.application, correction=correction)
    return page(
        "applications/correct.html",
        status=status,
        **_heading(case),
        items=sent_rows.correction_items(session(), case, correction),
        asked=sent_rows.correction_view(case, correction),
        is_complete=not missing,
        asks_papers=bool(correction.papers),
        has_changed="changed" in request.args,
        was_refused=status == 422,
        seen=corrections.buffer_mark(correction),
    )


def _part_page(template: str, case: Case, correction: Correction, form: Form, **shown: object) -> Response:
    """One of the parts that were asked, with the form of it."""
    seen, status = corrections.buffer_mark(correction), 422 if form.problems else 200
    return page(template, status=status, **_heading(case), form=form, seen=seen, **shown)


def _heading(case: Case) -> rows.Row:
    heading = rows.heading_of(case.application)
    return heading | {"programme_name": rows.case_name(case), "position": case.position}


def _again(reference: str, position: int) -> Response:
    """Something was entered in another window: nothing was saved or sent, the list shows what stands now."""
    session().rollback()
    return see_other("applications.correct", reference=reference, position=position, changed=1)


def _seen() -> str:
    return request.form.get("seen", "")
