"""The papers of a draft: what helps, files with buttons that name them, and the other ways a paper comes."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from flask import Response, request
from werkzeug.exceptions import RequestEntityTooLarge

from citizen.accessibility.ui import current_ui
from citizen.applications import asking, conflict_rows, paper_pages, paper_reuse, paper_service, rows, service
from citizen.applications.blueprint import blueprint, open_application, paper_store, settings
from citizen.applications.draft_routes import conflict_page, seen
from citizen.applications.forms import PlanForm
from citizen.applications.lifecycle import Act, NotPossibleNow, PapersPlan, Phase
from citizen.applications.paper_forms import FilesForm, files_form, instead_form
from citizen.applications.paper_scanning import ScanState
from citizen.applications.paper_taking import Place, Taken, joined, own_place, take_files
from citizen.applications.paper_words import too_large_together
from citizen.applications.service import ChangedMeanwhile
from citizen.core.errors import CitizenError, NotAllowed, NotFound
from citizen.proxies.acts import needs_act
from citizen.proxies.authority import Act as ActFor
from citizen.web.errors import answer_for
from citizen.web.large_requests import read_away
from citizen.web.pages import page, see_other
from citizen.web.transaction import session

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markupsafe import Markup

    from citizen.applications.models import Application
    from citizen.proxies.authority import Who


@blueprint.route("/applications/<reference>/papers", methods=["GET", "POST"])
@needs_act(ActFor.FILL)
def papers(reference: str) -> Response:
    """Which papers may help, which are there, and whether that is all."""
    who, application = open_application(reference)
    if application.phase is not Phase.DRAFT:
        return _after_sending(who, application)
    form = PlanForm.from_request(start=_decided(application.papers_plan))
    if form.submitted_and_valid():
        try:
            service.plan_papers(session(), who=who, application=application, plan=form.chosen, seen=seen())
        except ChangedMeanwhile:
            return conflict_page(reference, lambda now: conflict_rows.plan_conflict(now, form.chosen))
        return see_other("applications.task_list", reference=reference, saved="papers")
    return _list_page(who, application, form)


@blueprint.route("/applications/<reference>/papers/add", methods=["GET", "POST"])
@needs_act(ActFor.FILL)
def add_paper(reference: str) -> Response:
    """One kind of paper: what it is for, what must be readable, and the files of it."""
    who, application = open_application(reference)
    if current_ui().kiosk and request.method == "POST":
        raise NotAllowed("files_on_kiosk")
    kind = request.args.get("kind", "")
    if current_ui().kiosk or kind not in paper_pages.kind_codes(application):
        return see_other("applications.papers", reference=reference)
    form = files_form(largest=settings().max_upload_bytes)
    if not form.submitted_and_valid():
        return _add_page(application, kind, form, status=422 if form.problems else 200)
    place = own_place(who, reference)
    return _answer(place, take_files(place, kind, form.files), kind, form)


@blueprint.errorhandler(RequestEntityTooLarge)
def too_large(fault: RequestEntityTooLarge) -> Response:
    """The same page again with what to do, when the files alone were too much for one request."""
    read_away(request.environ)
    kind = request.args.get("kind", "")
    try:
        if request.endpoint != "applications.add_paper" or current_ui().kiosk:
            return answer_for(413)
        _who, application = open_application((request.view_args or {})["reference"])
        if kind not in paper_pages.kind_codes(application):
            return answer_for(413)
    except CitizenError:
        return answer_for(404)
    form = files_form(largest=settings().max_upload_bytes, is_unread=True)
    form.refuse("paper", too_large_together(most=settings().max_request_bytes))
    return _add_page(application, kind, form, status=413)


@blueprint.post("/applications/<reference>/papers/<uuid:paper_id>/remove")
@needs_act(ActFor.FILL)
def remove_paper(reference: str, paper_id: uuid.UUID) -> Response:
    who, application = open_application(reference)
    paper_service.remove_paper(session(), who=who, application=application, store=paper_store(), paper_id=paper_id)
    return see_other("applications.papers", reference=reference, removed=1)


@blueprint.get("/applications/<reference>/papers/<uuid:paper_id>")
@needs_act(ActFor.FILL)
def open_paper(reference: str, paper_id: uuid.UUID) -> Response:
    """The file back, as a download; never on a shared terminal, where it would stay behind."""
    _who, application = open_application(reference)
    paper = paper_service.get_paper(session(), application=application, paper_id=paper_id)
    if current_ui().kiosk or paper.scan is ScanState.INFECTED:
        raise NotFound("paper")
    response = Response(paper_store().pieces(paper.stored_name), mimetype=paper.media_type)
    response.headers["Content-Length"] = str(paper.size)
    response.headers.set("Content-Disposition", "attachment", filename=paper.file_name)
    return response


@blueprint.route("/applications/<reference>/papers/<kind>/instead", methods=["GET", "POST"])
@needs_act(ActFor.FILL)
def paper_instead(reference: str, kind: str) -> Response:
    """A paper is brought, posted, or there is none; this can be changed back at any time."""
    who, application = open_application(reference)
    if kind not in paper_pages.kinds_to_speak_of(application):
        raise NotFound("paper")
    said = paper_service.promises_now(session(), application=application).get(kind)
    form = instead_form(rows.kind_name(kind), said=said, takes_files=not current_ui().kiosk)
    if form.submitted_and_valid():
        paper_service.promise_paper(
            session(), who=who, application=application, kind=kind, instead=form.way, reason=form.reason_text
        )
        if form.way is None:
            return see_other("applications.add_paper", reference=reference, kind=kind)
        return see_other("applications.papers", reference=reference, said=1)
    status = 422 if form.problems else 200
    return page("applications/paper_instead.html", status=status, **rows.heading_of(application), form=form)


def _after_sending(who: Who, application: Application) -> Response:
    """Only what an office asked for, and files of an answer that was never sent."""
    if request.method == "POST":
        raise NotPossibleNow(Act.PLAN_PAPERS)
    given = paper_service.changeable_papers(session(), application=application)
    if not given and not paper_pages.kind_codes(application):
        return see_other("applications.status", reference=application.reference)
    return _list_page(who, application, None)


def _list_page(who: Who, application: Application, form: PlanForm | None) -> Response:
    given = paper_service.changeable_papers(session(), application=application)
    kinds = paper_pages.kind_codes(application)
    return page(
        "applications/papers.html",
        status=422 if form and form.problems else 200,
        **rows.heading_of(application),
        form=form,
        way_back=paper_pages.way_back(application),
        seen=asking.mark_of(application.papers_plan),
        wanted=paper_pages.wanted_papers(application, given),
        papers=paper_pages.paper_list(given),
        added=paper_pages.names_of(given, request.args.get("added", "")),
        happened={name for name in ("stripped", "removed", "said") if name in request.args},
        has_earlier=bool(paper_reuse.list_earlier(session(), who=who, application=application, kinds=kinds)),
    )


def _answer(place: Place, taken: Taken, kind: str, form: FilesForm) -> Response:
    """All files kept: back to the list. Else the page again, with one sentence for each that was not."""
    if not taken.problems:
        stripped = 1 if taken.was_stripped else None
        return see_other("applications.papers", reference=place.reference, added=joined(taken), stripped=stripped)
    for problem in taken.problems:
        form.refuse("paper", problem)
    _who, application = open_application(place.reference)
    given = service.list_papers(session(), application=application)
    added = paper_pages.names_of(given, joined(taken))
    return _add_page(application, kind, form, status=503 if taken.is_our_trouble else 422, added=added)


def _add_page(
    application: Application, kind: str, form: FilesForm, *, status: int, added: Sequence[Markup] = ()
) -> Response:
    return page(
        "applications/add_paper.html",
        status=status,
        **rows.heading_of(application),
        kind=paper_pages.kind_page(kind),
        form=form,
        added=added,
    )


def _decided(plan: PapersPlan) -> dict[str, str]:
    """Nothing is chosen before the person has chosen."""
    return {} if plan is PapersPlan.OPEN else {"plan": plan.value}
