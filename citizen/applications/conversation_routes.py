"""Talking with the office: messages, objections; and applying again."""

from __future__ import annotations

from flask import Response, request

from citizen.accessibility.ui import current_ui
from citizen.applications import asking, messages, objections, renewal, rows, sent_rows, sent_words
from citizen.applications.blueprint import blueprint, open_application, open_case
from citizen.applications.case_state import standing_of
from citizen.applications.lifecycle import Act, open_acts
from citizen.applications.models import Application
from citizen.applications.scope import hides_decision
from citizen.applications.sent_forms import MessageForm, ObjectionForm, renew_form
from citizen.core.errors import NotFound, RuleBroken
from citizen.eligibility.phrases import answer_text
from citizen.eligibility.service import all_questions
from citizen.proxies.acts import needs_act
from citizen.proxies.authority import Act as ActFor
from citizen.web.i18n import _, show_date
from citizen.web.pages import page, see_other
from citizen.web.transaction import session


@blueprint.route("/applications/<reference>/messages", methods=["GET", "POST"], endpoint="messages")
@needs_act(ActFor.SEE, post=ActFor.SUBMIT)
def messages_page(reference: str) -> Response:
    """The thread, and a new message."""
    who, application = open_application(reference)
    if application.submitted_at is None:
        raise NotFound("messages")
    form = MessageForm.from_request()
    if form.submitted_and_valid():
        try:
            messages.write_message(session(), who=who, application=application, body=form["body"].data)
            return see_other("applications.messages", reference=reference, sent=1)
        except RuleBroken as problem:
            form.refuse("body", _(sent_words.TEXT_PROBLEMS[problem.code]))
    return _thread_page(application, form)


@blueprint.post("/applications/<reference>/messages/read")
@needs_act(ActFor.SEE)
def read_messages(reference: str) -> Response:
    """The person says that they have read everything: opening the page alone does not say so."""
    _who, application = open_application(reference)
    messages.mark_read(session(), application=application, by_office=False)
    return see_other("applications.messages", reference=reference)


@blueprint.route("/applications/<reference>/cases/<int:position>/object", methods=["GET", "POST"])
@needs_act(ActFor.SUBMIT)
def object_to(reference: str, position: int) -> Response:
    """How, until when and where one can object; and the objection to the office."""
    who, case = open_case(reference, position)
    form = ObjectionForm.from_request()
    is_hidden = hides_decision(who, case)
    if form.submitted_and_valid() and not is_hidden:
        objections.send_objection(session(), who=who, case=case, body=form["body"].data)
        return see_other("applications.case", reference=reference, position=position, done="objected")
    if is_hidden or Act.OBJECT not in open_acts(standing_of(session(), case=case)):
        return see_other("applications.case", reference=reference, position=position)
    last_day = objections.last_day(case)
    return page(
        "applications/object.html",
        status=422 if form.problems else 200,
        **rows.heading_of(case.application) | {"programme_name": rows.case_name(case)},
        form=form,
        decision=sent_rows.decision_rows(case),
        last_day=show_date(last_day) if last_day else None,
        remedies=sent_rows.remedy_rows(),
        position=position,
    )


@blueprint.route("/applications/<reference>/renew", methods=["GET", "POST"])
@needs_act(ActFor.FILL)
def renew(reference: str) -> Response:
    """Apply again: only what changed is asked."""
    who, application = open_application(reference)
    if not sent_rows.cases_to_renew(application):
        return see_other("applications.status", reference=reference)
    form = renew_form(_answers_then(application))
    if form.submitted_and_valid():
        draft = renewal.renew_application(session(), who=who, application=application, changed=form.changed)
        return see_other("applications.task_list", reference=draft.reference)
    return page(
        "applications/renew.html",
        status=422 if form.problems else 200,
        **rows.heading_of(application),
        form=form,
        names=[rows.case_name(case) for case in sent_rows.cases_to_renew(application)],
    )


def _thread_page(application: Application, form: MessageForm) -> Response:
    return page(
        "applications/messages.html",
        status=422 if form.problems else 200,
        **rows.heading_of(application),
        form=form,
        thread=sent_rows.thread(messages.list_messages(session(), application=application)),
        has_unread=bool(messages.count_unread(session(), application=application)),
        may_write=messages.may_write(application),
        just_sent="sent" in request.args,
    )


def _answers_then(application: Application) -> list[tuple[str, str]]:
    answers, locale = asking.answers_of(application), current_ui().locale.code
    choices = []
    for fact in renewal.facts_to_confirm(application):
        question = all_questions().get_question(fact)
        said = answer_text(question, answers, locale)
        choices.append((fact, _("%(question)s: %(answer)s", question=question.wording[locale].short, answer=said)))
    return choices
