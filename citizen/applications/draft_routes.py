"""The pages of a draft: task list, answers, contact, check and send."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from flask import Response, request, url_for

from citizen.accessibility.ui import current_ui
from citizen.applications import asking, rows, service
from citizen.applications.blueprint import blueprint, open_application, settings
from citizen.applications.forms import Declaration, contact_form, declaration_form
from citizen.applications.lifecycle import Status
from citizen.applications.question_form import question_form
from citizen.applications.service import ChangedMeanwhile
from citizen.applications.words import SAVED
from citizen.core.errors import NotFound, RuleBroken
from citizen.web.access import needs_visit
from citizen.web.i18n import _
from citizen.web.pages import page, see_other
from citizen.web.transaction import session

if TYPE_CHECKING:
    from citizen.applications.models import Application


@blueprint.get("/applications/<reference>")
@needs_visit
def task_list(reference: str) -> Response:
    """The parts of the draft and how far each is; what was sent has its status page."""
    _who, application = open_application(reference)
    if application.status is not Status.DRAFT:
        return see_other("applications.status", reference=reference)
    papers = service.list_papers(session(), application=application)
    saved = SAVED.get(request.args.get("saved", ""))
    return page(
        "applications/task_list.html",
        **rows.heading_of(application),
        items=rows.task_items(application, papers),
        saved=_(saved) if saved else None,
        draft_days=settings().draft_days,
    )


@blueprint.get("/applications/<reference>/answers")
@needs_visit
def answers(reference: str) -> Response:
    """All answers with their origin; to be confirmed once there is no question left."""
    return _answers_page(open_application(reference)[1])


@blueprint.post("/applications/<reference>/answers")
@needs_visit
def confirm_answers(reference: str) -> Response:
    """To the next question, or the word that all answers are right."""
    who, application = open_application(reference)
    if asking.first_unanswered(application) is not None:
        return _next_question(application)
    try:
        service.confirm_answers(session(), who=who, application=application)
    except RuleBroken:
        return _answers_page(application, status=422)
    return see_other("applications.task_list", reference=reference, saved="answers")


@blueprint.route("/applications/<reference>/answers/<fact>", methods=["GET", "POST"])
@needs_visit
def answer(reference: str, fact: str) -> Response:
    """One question. After it comes the next one without an answer, or the list."""
    who, application = open_application(reference)
    if fact not in asking.asked_facts(application):
        raise NotFound("question")
    form = question_form(fact, who.subject, asking.answers_of(application))
    if form.submitted_and_valid():
        given = service.GivenAnswer(fact, form.value, _seen())
        try:
            service.save_answer(session(), who=who, application=application, given=given)
        except ChangedMeanwhile:
            return _conflict(reference, lambda now: rows.answer_conflict(now, fact, form))
        return _next_question(application)
    return page(
        "applications/answer.html",
        status=422 if form.problems else 200,
        **rows.heading_of(application),
        form=form,
        wording=form.question.wording[current_ui().locale.code],
        seen=asking.answer_mark(application, fact),
    )


@blueprint.route("/applications/<reference>/contact", methods=["GET", "POST"])
@needs_visit
def contact(reference: str) -> Response:
    """Name, and how news reach the person."""
    who, application = open_application(reference)
    start = application.contact or {"name": application.subject_name or ""}
    form = contact_form(is_self=who.is_self, on_kiosk=current_ui().kiosk, start=start)
    if form.submitted_and_valid():
        given = form.contact()
        try:
            service.save_contact(session(), who=who, application=application, contact=given, seen=_seen())
        except ChangedMeanwhile:
            return _conflict(reference, lambda now: rows.contact_conflict(now, form))
        return see_other("applications.task_list", reference=reference, saved="contact")
    return page(
        "applications/contact.html",
        status=422 if form.problems else 200,
        **rows.heading_of(application),
        form=form,
        seen=asking.mark_of(application.contact),
    )


@blueprint.get("/applications/<reference>/check")
@needs_visit
def check_answers(reference: str) -> Response:
    """Everything once more, the declaration, and the button that sends."""
    who, application = open_application(reference)
    if application.status is not Status.DRAFT or asking.missing_parts(application):
        return see_other("applications.task_list", reference=reference)
    return _check_page(application, declaration_form(is_self=who.is_self))


@blueprint.post("/applications/<reference>/check")
@needs_visit
def submit(reference: str) -> Response:
    """Send it. Pressing twice, or coming back with the old page, leads to the one receipt."""
    who, application = open_application(reference)
    if application.submitted_at is not None:
        return see_other("applications.receipt", reference=reference)
    form = declaration_form(is_self=who.is_self)
    if not form.submitted_and_valid():
        return _check_page(application, form, status=422)
    try:
        service.submit_application(session(), who=who, application=application, seen=_seen())
    except RuleBroken:
        return see_other("applications.task_list", reference=reference)
    except ChangedMeanwhile:
        session().rollback()
        return _check_page(open_application(reference)[1], form, status=409)
    return see_other("applications.receipt", reference=reference)


def _answers_page(application: Application, *, status: int = 200) -> Response:
    is_complete = asking.first_unanswered(application) is None
    return page(
        "applications/answers.html",
        status=status,
        **rows.heading_of(application),
        rows=rows.answer_rows(application, change=True),
        is_complete=is_complete,
        has_no_district=is_complete and application.district is None,
        districts_text=rows.district_names(asking.get_programme(application.programme_id)),
    )


def _next_question(application: Application) -> Response:
    fact = asking.first_unanswered(application)
    if fact is None:
        return see_other("applications.answers", reference=application.reference)
    return see_other("applications.answer", reference=application.reference, fact=fact)


def _check_page(application: Application, form: Declaration, *, status: int = 200) -> Response:
    papers = service.list_papers(session(), application=application)
    return page(
        "applications/check_answers.html",
        status=status,
        **rows.heading_of(application),
        form=form,
        has_changed=status == 409,
        parts=rows.all_parts(application, papers, change=True),
        seen=asking.mark_of(application.version),
    )


def _conflict(reference: str, both: Callable[[Application], rows.Row]) -> Response:
    """Both texts side by side, and the choice between them: nothing typed is lost, nothing saved is overwritten."""
    session().rollback()
    _who, application = open_application(reference)
    sent = [(name, value) for name, value in request.form.items(multi=True) if name not in ("csrf_token", "seen")]
    return page(
        "applications/conflict.html",
        status=409,
        **rows.heading_of(application),
        sent=sent,
        keep=url_for("applications.task_list", reference=reference),
        **both(application),
    )


def _seen() -> str:
    """The mark of the part as the page that was sent had shown it."""
    return request.form.get("seen", "")
