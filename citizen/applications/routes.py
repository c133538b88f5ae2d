"""Where an application begins, and where it is found again. The other pages register themselves with the blueprint."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response, url_for

from citizen.applications import (
    choosing_routes,
    draft_routes,
    hand_over_routes,
    paper_reuse_routes,
    paper_routes,
    return_routes,
    rows,
    sent_routes,
    service,
    submit_routes,
)
from citizen.applications.blueprint import blueprint
from citizen.applications.forms import FindForm
from citizen.applications.lifecycle import Phase
from citizen.core.references import grouped
from citizen.people.find_again import prove
from citizen.people.receipts import Receipts
from citizen.proxies.acting import current_who, open_with_code
from citizen.proxies.acts import needs_act
from citizen.proxies.authority import Act
from citizen.web.access import needs_visit
from citizen.web.i18n import _
from citizen.web.pages import page, see_other
from citizen.web.transaction import session

if TYPE_CHECKING:
    from citizen.applications.models import Application

#: Importing the other modules of pages registers them with the blueprint.
__all__ = [
    "blueprint",
    "choosing_routes",
    "draft_routes",
    "hand_over_routes",
    "paper_reuse_routes",
    "paper_routes",
    "return_routes",
    "sent_routes",
    "submit_routes",
]


@blueprint.get("/applications")
@needs_act(Act.FILL, or_act=Act.SEE)
def index() -> Response:
    """My applications, finding one again, and how to begin."""
    mine = service.list_applications(session(), who=current_who())
    return page("applications/index.html", entries=[_entry(one) for one in mine], find_form=FindForm())


@blueprint.route("/applications/find", methods=["GET", "POST"])
@needs_visit
def find() -> Response:
    """Come back from any browser. An unknown reference and a wrong code get the same answer."""
    form = FindForm.from_request()
    if form.submitted_and_valid():
        reference = prove(form, kind="application", find=service.find_by_code)
        if reference is not None:
            return opened(reference)
        form.refuse("reference", _("We find no application with this reference and access code. Check both."))
    return page("applications/find.html", status=422 if form.problems else 200, form=form)


def opened(reference: str) -> Response:
    """After reference and access code were right."""
    open_with_code(reference)
    return see_other("applications.task_list", reference=reference)


RECEIPTS = Receipts("A", "application", service.find_by_code, opened)


def _entry(application: Application) -> dict[str, object]:
    """One application: what it asks for, each with where it stands."""
    is_draft = application.phase is Phase.DRAFT
    return {
        "title": rows.programme_names(application),
        "href": url_for("applications.task_list", reference=application.reference),
        "cases": [
            {"name": rows.case_name(case), "status": rows.status_text(case), "tone": rows.status_tone(case)}
            for case in application.cases
        ],
        "reference": rows.typed(grouped(application.reference)),
        "name": rows.typed(application.subject_name) if application.subject_name else None,
        "at": application.changed_at if is_draft else application.submitted_at or application.changed_at,
        "is_draft": is_draft,
    }
