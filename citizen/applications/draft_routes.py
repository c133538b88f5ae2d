"""The pages of a draft: task list, answers and contact. Each POST saves one part."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from flask import Response, request, url_for

from citizen.accessibility.ui import current_ui
from citizen.applications import asking, conflict_rows, from_profile, rows, sayings, service, task_rows
from citizen.applications.blueprint import blueprint, open_application, settings
from citizen.applications.forms import contact_form
from citizen.applications.lifecycle import Phase
from citizen.applications.origins import contact_before, origin_of_application
from citizen.applications.question_form import question_form
from citizen.applications.service import ChangedMeanwhile
from citizen.applications.words import SAVED
from citizen.core.errors import NotFound, RuleBroken
from citizen.proxies.acts import needs_act
from citizen.proxies.authority import Act
from citizen.web.i18n import _
from citizen.web.pages import page, see_other
from citizen.web.transaction import session

if TYPE_CHECKING:
    from citizen.applications.forms import HelpedContactForm, OwnContactForm
    from citizen.applications.models import Application
    from citizen.eligibility.forms import AnswerForm
    from citizen.proxies.authority import Who


@blueprint.get("/applications/<reference>")
@needs_act(Act.FILL, or_act=Act.SEE)
def task_list(reference: str) -> Response:
    """The parts of the draft and how far each is; what was sent has its status page."""
    _who, application = open_application(reference)
    if application.phase is not Phase.DRAFT:
        return see_other("applications.status", reference=reference)
    papers = service.list_papers(session(), application=application)
    saved, changes = SAVED.get(request.args.get("saved", "")), asking.changes_of(application)
    return page(
        "applications/task_list.html",
        **rows.heading_of(application),
        items=task_rows.task_items(application, papers),
        changes=sayings.change_summary(changes, rows.names_of(application, changes.stopped)),
        saved=_(saved) if saved else None,
        draft_days=settings().draft_days,
    )


@blueprint.get("/applications/<reference>/answers")
@needs_act(Act.FILL)
def answers(reference: str) -> Response:
    """All answers with their origin; to be confirmed once there is no question left."""
    return _answers_page(open_application(reference)[1])


@blueprint.post("/applications/<reference>/answers")
@needs_act(Act.FILL)
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
@needs_act(Act.FILL)
def answer(reference: str, fact: str) -> Response:
    """One question. After it comes the next one without an answer, or the list."""
    who, application = open_application(reference)
    if fact not in asking.asked_facts(application):
        raise NotFound("question")
    form = question_form(fact, who.subject, asking.answers_of(application))
    if form.submitted_and_valid():
        given = service.GivenAnswer(fact, form.value, seen())
        try:
            service.save_answer(session(), who=who, application=application, given=given)
        except ChangedMeanwhile:
            return conflict_page(reference, lambda now: conflict_rows.answer_conflict(now, fact, form))
        return _next_question(application)
    return _question_page(application, fact, form)


@blueprint.route("/applications/<reference>/contact", methods=["GET", "POST"])
@needs_act(Act.FILL)
def contact(reference: str) -> Response:
    """Name, and how news reach the person."""
    who, application = open_application(reference)
    earlier = None if application.contact else contact_before(session(), who=who, application=application)
    start = application.contact or _contact_to_start_from(who, application, earlier)
    form = contact_form(is_self=who.is_self, on_kiosk=current_ui().kiosk, start=start)
    if form.submitted_and_valid():
        given = form.contact()
        try:
            service.save_contact(session(), who=who, application=application, contact=given, seen=seen())
        except ChangedMeanwhile:
            return conflict_page(reference, lambda now: conflict_rows.contact_conflict(now, form))
        return see_other("applications.task_list", reference=reference, saved="contact")
    return _contact_page(application, form, earlier, needs_from_profile=not application.contact and start.get("needs"))


def _contact_page(
    application: Application,
    form: OwnContactForm | HelpedContactForm,
    earlier: Application | None,
    *,
    needs_from_profile: object,
) -> Response:
    return page(
        "applications/contact.html",
        status=422 if form.problems else 200,
        **rows.heading_of(application),
        form=form,
        origin=sayings.origin_sentence(origin_of_application(earlier)) if earlier and not form.problems else None,
        seen=asking.mark_of(application.contact),
        needs_from_profile=needs_from_profile,
    )


def _contact_to_start_from(who: Who, application: Application, earlier: Application | None) -> dict[str, Any]:
    """What an earlier application said; of needs, what the person has us tell offices now."""
    before = dict(earlier.contact) if earlier else {"name": application.subject_name or ""}
    needs = from_profile.needs_to_start_from(session(), who=who)
    return {**before, **needs} if needs["needs"] else before


def _question_page(application: Application, fact: str, form: AnswerForm) -> Response:
    origin, changes = asking.origin_of(application, fact), asking.changes_of(application)
    return page(
        "applications/answer.html",
        status=422 if form.problems else 200,
        **rows.heading_of(application),
        form=form,
        origin=sayings.origin_sentence(origin) if origin else None,
        changes=sayings.change_sentences(changes, fact),
        needed_by=rows.needed_by(application, fact),
        wording=form.question.wording[current_ui().locale.code],
        seen=asking.answer_mark(application, fact),
    )


def _answers_page(application: Application, *, status: int = 200) -> Response:
    is_complete, changes = asking.first_unanswered(application) is None, asking.changes_of(application)
    return page(
        "applications/answers.html",
        status=status,
        **rows.heading_of(application),
        rows=rows.answer_rows(application, change=True),
        is_complete=is_complete,
        changes=sayings.change_summary(changes, rows.names_of(application, changes.stopped)),
        without_district=rows.without_district(application) if is_complete else [],
    )


def _next_question(application: Application) -> Response:
    fact = asking.first_unanswered(application)
    if fact is None:
        return see_other("applications.answers", reference=application.reference)
    return see_other("applications.answer", reference=application.reference, fact=fact)


def conflict_page(reference: str, both: Callable[[Application], rows.Row]) -> Response:
    """Both texts side by side, and the choice between them: nothing typed is lost, nothing saved is overwritten."""
    session().rollback()
    _who, application = open_application(reference)
    sent = [
        (name, value)
        for name, value in request.form.items(multi=True)
        if name not in ("csrf_token", "acting_for", "seen")
    ]
    return page(
        "applications/conflict.html",
        status=409,
        **rows.heading_of(application),
        sent=sent,
        keep=url_for("applications.task_list", reference=reference),
        **both(application),
    )


def seen() -> str:
    """The mark of the part as the page that was sent had shown it."""
    return request.form.get("seen", "")
