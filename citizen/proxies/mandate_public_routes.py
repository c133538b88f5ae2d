"""Seeing, limiting and ending a mandate without an account: with its number and the access code from the paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response

from citizen.core.errors import NotFound
from citizen.people import service as people
from citizen.people.find_again import prove
from citizen.proxies import activity, activity_rows, mandates
from citizen.proxies.acting import current_who, open_with_code
from citizen.proxies.activity import Helping
from citizen.proxies.activity_forms import FindMandateForm
from citizen.proxies.activity_routes import blueprint, end_page, limit_page
from citizen.proxies.mandate_service import Doer, opens_with
from citizen.web.access import needs_visit, open_to_all
from citizen.web.i18n import _
from citizen.web.pages import page, see_other
from citizen.web.transaction import session

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from citizen.proxies.models import MandateRow


@blueprint.route("/mandate", methods=["GET", "POST"])
@open_to_all
def find_mandate() -> Response:
    """Number and access code. Which of the two was wrong is not told."""
    form = FindMandateForm.from_request()
    if form.submitted_and_valid():
        reference = prove(form, kind="mandate", find=_find)
        if reference is not None:
            open_with_code(reference)
            return see_other("activity.mandate", reference=reference)
        form.refuse("code", _("Number and access code do not belong together. Check both."))
    return page("proxies/mandate_public_find.html", status=422 if form.problems else 200, form=form)


@blueprint.get("/mandate/<reference>")
@needs_visit
def mandate(reference: str) -> Response:
    """Who may act, what they may do, what happened."""
    one = _opened(reference)
    return page(
        "proxies/mandate_public.html",
        one=activity_rows.helper_row(one),
        facts=activity_rows.facts_of(one),
        happened=activity_rows.happened_rows(activity.history_of(session(), row=one.row)),
    )


@blueprint.route("/mandate/<reference>/limit", methods=["GET", "POST"])
@needs_visit
def limit_mandate(reference: str) -> Response:
    one = _opened(reference)
    return limit_page(one, by=_speaking_for(one), back="activity.mandate", action="activity.limit_mandate")


@blueprint.route("/mandate/<reference>/end", methods=["GET", "POST"])
@needs_visit
def end_mandate(reference: str) -> Response:
    one = _opened(reference)
    return end_page(one, by=_speaking_for(one), back="activity.mandate", action="activity.end_mandate")


def _find(short: Session, *, reference: str, code: str) -> MandateRow | None:
    try:
        row = mandates.get_mandate(short, reference=reference)
    except NotFound:
        return None
    return row if opens_with(row, code) else None


def _opened(reference: str) -> Helping:
    """:raises NotFound: this browser has not shown number and access code."""
    row = mandates.get_mandate(session(), reference=reference)
    if not people.has_access(session(), visit_id=current_who().prover_id, reference=row.reference):
        raise NotFound("mandate")
    return activity.helper_in(session(), row)


def _speaking_for(one: Helping) -> Doer:
    """Whoever holds the paper of the consent speaks for the person: it can only make less."""
    return Doer(person_id=one.row.subject_id)
