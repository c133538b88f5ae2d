"""The papers of a draft: one file at a time, a list with buttons that name the file, or bringing them along."""

from __future__ import annotations

import io
import uuid

from flask import Response, request, send_file

from citizen.accessibility.ui import current_ui
from citizen.applications import asking, paper_service, rows, service
from citizen.applications.blueprint import blueprint, open_application, paper_store, settings
from citizen.applications.forms import PlanForm, paper_form
from citizen.applications.lifecycle import PapersPlan
from citizen.applications.words import paper_problem
from citizen.core.errors import NotAllowed, NotFound, RuleBroken
from citizen.web.access import needs_visit
from citizen.web.pages import page, see_other
from citizen.web.transaction import session


@blueprint.route("/applications/<reference>/papers", methods=["GET", "POST"])
@needs_visit
def papers(reference: str) -> Response:
    """Which papers may help, which are there, and whether that is all."""
    who, application = open_application(reference)
    form = PlanForm.from_request(start=_decided(application.papers_plan))
    if form.submitted_and_valid():
        service.plan_papers(session(), who=who, application=application, plan=form.chosen)
        return see_other("applications.task_list", reference=reference, saved="papers")
    programme = asking.get_programme(application.programme_id)
    given = service.list_papers(session(), application=application)
    return page(
        "applications/papers.html",
        status=422 if form.problems else 200,
        **rows.heading_of(application),
        form=form,
        wanted=rows.wanted_papers(application, programme, given),
        papers=rows.paper_list(given),
        added=rows.paper_name(given, request.args.get("added", "")),
        was_removed="removed" in request.args,
    )


@blueprint.route("/applications/<reference>/papers/add", methods=["GET", "POST"])
@needs_visit
def add_paper(reference: str) -> Response:
    """Choose one file. On a shared terminal there are no files: it says where else."""
    who, application = open_application(reference)
    if current_ui().kiosk:
        if request.method == "POST":
            raise NotAllowed("files_on_kiosk")
        return see_other("applications.papers", reference=reference)
    programme = asking.get_programme(application.programme_id)
    kinds, largest = rows.paper_kinds(programme), settings().max_upload_bytes
    form = paper_form(kinds, chosen=request.args.get("kind"), largest=largest)
    if form.submitted_and_valid():
        try:
            paper = paper_service.add_paper(
                session(),
                who=who,
                application=application,
                store=paper_store(),
                sent=paper_service.SentFile(form.kind_code, form.file_name, form.content()),
                largest=largest,
            )
            return see_other("applications.papers", reference=reference, added=paper.id)
        except RuleBroken as broken:
            form.refuse("paper", paper_problem(broken, largest=largest))
    return page(
        "applications/add_paper.html", status=422 if form.problems else 200, **rows.heading_of(application), form=form
    )


@blueprint.post("/applications/<reference>/papers/<uuid:paper_id>/remove")
@needs_visit
def remove_paper(reference: str, paper_id: uuid.UUID) -> Response:
    who, application = open_application(reference)
    paper_service.remove_paper(session(), who=who, application=application, store=paper_store(), paper_id=paper_id)
    return see_other("applications.papers", reference=reference, removed=1)


@blueprint.get("/applications/<reference>/papers/<uuid:paper_id>")
@needs_visit
def open_paper(reference: str, paper_id: uuid.UUID) -> Response:
    """The file back, as a download; never on a shared terminal, where it would stay behind."""
    _who, application = open_application(reference)
    if current_ui().kiosk:
        raise NotFound("paper")
    paper = paper_service.get_paper(session(), application=application, paper_id=paper_id)
    data = io.BytesIO(paper_store().get(paper.stored_name))
    return send_file(data, paper.media_type, as_attachment=True, download_name=paper.file_name)


def _decided(plan: PapersPlan) -> dict[str, str]:
    """Nothing is chosen before the person has chosen."""
    return {} if plan is PapersPlan.OPEN else {"plan": plan.value}
