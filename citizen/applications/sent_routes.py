"""After sending: the receipt, where it stands, and taking it back."""

from __future__ import annotations

from flask import Response, request

from citizen.applications import paper_service, rows, service
from citizen.applications.blueprint import blueprint, open_application, paper_store
from citizen.applications.lifecycle import Act, Status, may
from citizen.web.access import needs_visit
from citizen.web.pages import page, see_other
from citizen.web.transaction import session


@blueprint.get("/applications/<reference>/receipt")
@needs_visit
def receipt(reference: str) -> Response:
    """The proof that it was sent, with a copy of everything."""
    _who, application = open_application(reference)
    if application.submitted_at is None:
        return see_other("applications.task_list", reference=reference)
    papers = service.list_papers(session(), application=application)
    return page(
        "applications/receipt.html",
        **rows.heading_of(application),
        district=rows.district_name(application.district),
        told=rows.told_text(application),
        for_whom=rows.for_whom_rows(application),
        parts=rows.all_parts(application, papers, change=False),
        may_withdraw=may(application.status, Act.WITHDRAW),
    )


@blueprint.get("/applications/<reference>/status")
@needs_visit
def status(reference: str) -> Response:
    """Where it stands, since when, and what comes next."""
    _who, application = open_application(reference)
    if application.status is Status.DRAFT:
        return see_other("applications.task_list", reference=reference)
    events = service.list_events(session(), application=application)
    return page(
        "applications/status.html",
        **rows.heading_of(application),
        status_text=rows.status_text(application),
        tone=rows.status_tone(application),
        next_text=rows.next_text(application),
        since=rows.since(events, application),
        steps=rows.path_steps(application),
        may_withdraw=may(application.status, Act.WITHDRAW),
        was_sent=application.submitted_at is not None,
        just_withdrawn="withdrawn" in request.args,
    )


@blueprint.route("/applications/<reference>/withdraw", methods=["GET", "POST"])
@needs_visit
def withdraw(reference: str) -> Response:
    """What taking it back means, then doing it. Doing it twice is once."""
    who, application = open_application(reference)
    is_draft = application.status is Status.DRAFT
    if request.method == "POST":
        service.withdraw_application(session(), who=who, application=application)
        if is_draft:
            paper_service.forget_papers(session(), application=application, store=paper_store())
        return see_other("applications.status", reference=reference, withdrawn=1)
    if not may(application.status, Act.WITHDRAW):
        return see_other("applications.status", reference=reference)
    return page("applications/withdraw.html", **rows.heading_of(application), is_draft=is_draft)
