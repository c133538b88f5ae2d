"""Everything once more, sending it, and the receipt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response

from citizen.applications import asking, receipt_rows, rows, service, submission
from citizen.applications.blueprint import blueprint, open_application
from citizen.applications.choice_forms import DeclarationForm, declaration_form
from citizen.applications.draft_routes import seen
from citizen.applications.lifecycle import Phase
from citizen.applications.service import ChangedMeanwhile
from citizen.core.errors import RuleBroken
from citizen.proxies.acts import needs_act
from citizen.proxies.authority import Act
from citizen.web.pages import page, see_other
from citizen.web.transaction import session

if TYPE_CHECKING:
    from citizen.applications.models import Application
    from citizen.applications.submission import Alike
    from citizen.proxies.authority import Who


@blueprint.get("/applications/<reference>/check")
@needs_act(Act.FILL)
def check_answers(reference: str) -> Response:
    """Everything once more, the declaration, and the button that sends."""
    who, application = open_application(reference)
    if application.phase is not Phase.DRAFT or asking.missing_parts(application):
        return see_other("applications.task_list", reference=reference)
    return _check_page(who, application)


@blueprint.post("/applications/<reference>/check")
@needs_act(Act.SUBMIT)
def submit(reference: str) -> Response:
    """Send it. Pressing twice, or coming back with the old page, leads to the one receipt."""
    who, application = open_application(reference)
    if application.submitted_at is not None:
        return see_other("applications.receipt", reference=reference)
    alike = submission.find_alike(session(), who=who, application=application)
    form = declaration_form(is_self=who.is_self, sent_before=bool(alike))
    if not form.submitted_and_valid():
        return _check_page(who, application, form, status=422)
    try:
        knows = form.is_meant_again or not alike
        submission.submit_application(session(), who=who, application=application, seen=seen(), knows_of_alike=knows)
    except RuleBroken:
        return see_other("applications.task_list", reference=reference)
    except ChangedMeanwhile:
        session().rollback()
        return _check_page(who, open_application(reference)[1], status=409)
    return see_other("applications.receipt", reference=reference)


@blueprint.get("/applications/<reference>/receipt")
@needs_act(Act.SEE)
def receipt(reference: str) -> Response:
    """The proof that it was sent: what happens next for each programme, and a copy of everything."""
    _who, application = open_application(reference)
    if application.submitted_at is None:
        return see_other("applications.task_list", reference=reference)
    papers = service.list_sent_papers(session(), application=application)
    return page(
        "applications/receipt.html",
        **rows.heading_of(application),
        next_steps=receipt_rows.next_steps(session(), application),
        told=rows.told_text(application),
        for_whom=rows.for_whom_rows(application),
        parts=rows.all_parts(application, papers, change=False),
        may_withdraw=receipt_rows.may_withdraw(application),
    )


def _check_page(
    who: Who, application: Application, form: DeclarationForm | None = None, *, status: int = 200
) -> Response:
    alike: list[Alike] = submission.find_alike(session(), who=who, application=application)
    if asking.missing_parts(application):
        return see_other("applications.task_list", reference=application.reference)
    papers = service.list_papers(session(), application=application)
    return page(
        "applications/check_answers.html",
        status=status,
        **rows.heading_of(application),
        form=form or declaration_form(is_self=who.is_self, sent_before=bool(alike)),
        has_changed=status == 409,
        alike=receipt_rows.alike_rows(alike),
        parts=rows.all_parts(application, papers, change=True),
        seen=asking.contents_mark(application),
    )
