"""The pages of a draft: task list, answers, contact, check and send."""

from __future__ import annotations

from flask import Response, request, url_for

from citizen.accessibility.ui import current_ui
from citizen.applications import rows, service
from citizen.applications.blueprint import blueprint, open_application, settings
from citizen.applications.forms import contact_form, declaration_form
from citizen.applications.lifecycle import Status
from citizen.applications.question_form import question_form
from citizen.applications.service import ChangedMeanwhile
from citizen.applications.words import SAVED
from citizen.core.errors import NotFound, RuleBroken
from citizen.web.access import needs_visit
from citizen.web.i18n import _
from citizen.web.pages import page, see_other
from citizen.web.transaction import session


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


@blueprint.route("/applications/<reference>/answers", methods=["GET", "POST"])
@needs_visit
def answers(reference: str) -> Response:
    """All answers with their origin, to be confirmed; first whatever has not been asked yet."""
    who, application = open_application(reference)
    problem = None
    if request.method == "POST":
        unanswered = service.first_unanswered(application)
        if unanswered is not None:
            return see_other("applications.answer", reference=reference, fact=unanswered)
        try:
            service.confirm_answers(session(), who=who, application=application)
            return see_other("applications.task_list", reference=reference, saved="answers")
        except RuleBroken as broken:
            problem = broken.code
    programme = service.get_programme(application.programme_id)
    return page(
        "applications/answers.html",
        status=422 if problem else 200,
        **rows.heading_of(application),
        rows=rows.answer_rows(application, change=True),
        is_complete=service.first_unanswered(application) is None,
        has_no_district=application.district is None and service.first_unanswered(application) is None,
        districts_text=rows.district_names(programme),
    )


@blueprint.route("/applications/<reference>/answers/<fact>", methods=["GET", "POST"])
@needs_visit
def answer(reference: str, fact: str) -> Response:
    """One question. After it comes the next one without an answer, or the list."""
    who, application = open_application(reference)
    if fact not in service.asked_facts(application):
        raise NotFound("question")
    form = question_form(fact, who.subject, service.answers_of(application))
    if form.submitted_and_valid():
        try:
            seen = request.form.get("seen", "")
            service.save_answer(
                session(), who=who, application=application, fact=fact, value=form.value, seen=seen
            )
        except ChangedMeanwhile:
            return _conflict(reference, rows.answer_conflict(application, fact, form))
        unanswered = service.first_unanswered(application)
        if unanswered is None:
            return see_other("applications.answers", reference=reference)
        return see_other("applications.answer", reference=reference, fact=unanswered)
    locale = current_ui().locale.code
    return page(
        "applications/answer.html",
        status=422 if form.problems else 200,
        **rows.heading_of(application),
        form=form,
        wording=form.question.wording[locale],
        seen=service.answer_mark(application, fact),
    )


@blueprint.route("/applications/<reference>/contact", methods=["GET", "POST"])
@needs_visit
def contact(reference: str) -> Response:
    """Name, and how news reach the person."""
    who, application = open_application(reference)
    start = application.contact or {"name": application.subject_name or ""}
    form = contact_form(is_self=who.is_self, on_kiosk=current_ui().kiosk, start=start)
    if form.submitted_and_valid():
        try:
            seen = request.form.get("seen", "")
            service.save_contact(session(), who=who, application=application, contact=form.contact(), seen=seen)
            return see_other("applications.task_list", reference=reference, saved="contact")
        except ChangedMeanwhile:
            return _conflict(reference, rows.contact_conflict(application, form))
    return page(
        "applications/contact.html",
        status=422 if form.problems else 200,
        **rows.heading_of(application),
        form=form,
        seen=service.mark_of(application.contact),
    )


@blueprint.route("/applications/<reference>/check", methods=["GET", "POST"])
@needs_visit
def check_answers(reference: str) -> Response:
    """Everything once more, the declaration, and the button that sends. Pressing it twice shows one receipt."""
    who, application = open_application(reference)
    if application.submitted_at is not None:
        return see_other("applications.receipt", reference=reference)
    if service.missing_parts(application):
        return see_other("applications.task_list", reference=reference)
    form = declaration_form(is_self=who.is_self)
    has_changed = False
    if form.submitted_and_valid():
        try:
            seen = request.form.get("seen", "")
            service.submit_application(session(), who=who, application=application, seen=seen)
            return see_other("applications.receipt", reference=reference)
        except ChangedMeanwhile:
            has_changed = True
            session().rollback()
            who, application = open_application(reference)
    papers = service.list_papers(session(), application=application)
    return page(
        "applications/check_answers.html",
        status=409 if has_changed else 422 if form.problems else 200,
        **rows.heading_of(application),
        form=form,
        has_changed=has_changed,
        parts=rows.all_parts(application, papers, change=True),
        seen=service.mark_of(application.version),
    )


def _conflict(reference: str, texts: rows.Row) -> Response:
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
        **texts,
    )
