"""After sending: where it stands, what happened, and taking it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response, request

from citizen.applications import (
    conversation_routes,
    correction_routes,
    letter_routes,
    paper_service,
    rows,
    sent_rows,
    service,
    withdrawal,
)
from citizen.applications.blueprint import blueprint, open_application, open_case, paper_store
from citizen.applications.history import history_rows as happened_rows
from citizen.applications.lifecycle import Phase
from citizen.applications.sent_forms import WithdrawForm, withdraw_form
from citizen.proxies.acts import needs_act
from citizen.proxies.authority import Act, Who
from citizen.proxies.looks import note_look
from citizen.web.pages import page, see_other
from citizen.web.transaction import session

if TYPE_CHECKING:
    from citizen.applications.models import Application


#: Importing the other pages after sending registers them with the blueprint.
__all__ = ["conversation_routes", "correction_routes", "letter_routes"]


@blueprint.get("/applications/<reference>/status")
@needs_act(Act.SEE)
def status(reference: str) -> Response:
    """Where it stands, since when, who has it, what comes next, and what can be done now."""
    _who, application = open_application(reference)
    if application.phase is Phase.DRAFT:
        return see_other("applications.task_list", reference=reference)
    cases = sent_rows.case_rows(session(), application)
    if any(one["decision"] for one in cases):
        note_look("decision_seen", application.reference)
    return page(
        "applications/status.html",
        **rows.heading_of(application),
        cases=cases,
        actions=sent_rows.general_actions(session(), application),
        for_whom=rows.for_whom_rows(application),
        was_sent=application.submitted_at is not None,
        is_erased=not application.answers,
        just_done=_just_done(),
    )


@blueprint.get("/applications/<reference>/cases/<int:position>")
@needs_act(Act.SEE)
def case(reference: str, position: int) -> Response:
    """One of several programmes of an application."""
    _who, found = open_case(reference, position)
    heading = rows.heading_of(found.application) | {"programme_name": rows.case_name(found)}
    view = sent_rows.case_view(session(), found)
    if view["decision"]:
        note_look("decision_seen", found.application.reference)
    return page("applications/case.html", **heading, view=view, just_done=_just_done())


@blueprint.get("/applications/<reference>/history")
@needs_act(Act.SEE)
def history(reference: str) -> Response:
    """Everything that happened, who did it and when."""
    _who, application = open_application(reference)
    events = service.list_events(session(), application=application)
    shown = happened_rows(application, events)
    return page("applications/history.html", **rows.heading_of(application), happened=shown)


@blueprint.route("/applications/<reference>/withdraw", methods=["GET", "POST"])
@needs_act(Act.SUBMIT)
def withdraw(reference: str) -> Response:
    """What taking it back means, then doing it. Doing it twice is once."""
    who, application = open_application(reference)
    if application.phase is Phase.DRAFT:
        return _give_up(who, application)
    cases = withdrawal.cases_to_withdraw(session(), application=application)
    if not cases:
        return see_other("applications.status", reference=reference, done="withdrawn")
    form = withdraw_form([(str(one.position), rows.case_name(one)) for one in cases])
    positions = {one.position for one in cases}
    if request.method == "POST" and (len(cases) == 1 or form.validate()):
        chosen = positions if len(cases) == 1 else form.positions
        return _take_back(who, application, chosen)
    return _withdraw_page(application, form, positions)


def _withdraw_page(application: Application, form: WithdrawForm, positions: set[int]) -> Response:
    return page(
        "applications/withdraw.html",
        status=422 if form.problems else 200,
        **rows.heading_of(application),
        is_draft=False,
        form=form if len(positions) > 1 else None,
        is_erased=withdrawal.would_be_erased(application, positions),
        some_opened=any(one.opened_at is not None for one in application.cases),
    )


def _take_back(who: Who, application: Application, positions: set[int]) -> Response:
    if withdrawal.withdraw_cases(session(), who=who, application=application, positions=positions):
        paper_service.forget_papers(session(), application=application, store=paper_store())
    return see_other("applications.status", reference=application.reference, done="withdrawn")


def _give_up(who: Who, application: Application) -> Response:
    """A draft leaves nothing behind."""
    if request.method == "GET":
        heading = rows.heading_of(application)
        return page("applications/withdraw.html", **heading, is_draft=True, form=None, is_erased=True)
    service.withdraw_application(session(), who=who, application=application)
    paper_service.forget_papers(session(), application=application, store=paper_store())
    return see_other("applications.status", reference=application.reference, done="withdrawn")


def _just_done() -> str | None:
    """What was just done, to say so on the page that follows."""
    done = request.args.get("done", "")
    return done if done in ("withdrawn", "corrected", "objected") else None
