"""Finding the account of somebody for whom a mandate waits: a name finds nobody, and another member confirms it."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from flask import Response

from citizen.core.errors import NotFound, RuleBroken
from citizen.people.attempts import find_or_count
from citizen.proxies.authority import MandateState
from citizen.staff import counter, counter_mandates, linking
from citizen.staff.access import require_staff, staff_only
from citizen.staff.blueprint import blueprint
from citizen.staff.duties import Duty
from citizen.staff.linking import FoundBy
from citizen.staff.mandate_forms import LinkForm
from citizen.web.i18n import N_, _
from citizen.web.pages import page, see_other
from citizen.web.transaction import session

if TYPE_CHECKING:
    from citizen.proxies.models import MandateRow

_NOT_FOUND = N_("We find no account with this in your district. Check it; the code or the card has to fit too.")
_PROBLEMS = {
    "own_mandate": N_("This is the account of the helper, not of the person."),
    "same_account": N_("This permission is about this account already."),
    "others_act": N_("Others act for this person in the new record. End those permissions first."),
}


@blueprint.route("/mandates/<reference>/account", methods=["GET", "POST"])
@staff_only(Duty.CONFIRM)
def link_mandate(reference: str) -> Response:
    """Nothing is shown of any account here; what was found stands on the page of the mandate, for the second one."""
    form, member = LinkForm.from_request(), require_staff()
    is_complete = form.submitted_and_valid()
    found = _find(form) if is_complete else None  # in a transaction of its own, before this one begins
    row = counter_mandates.get_mandate(session(), reference=reference, member=member)
    if row.state is not MandateState.PROVISIONAL:
        raise NotFound("waiting")
    if is_complete and _links(form, row, found):
        return see_other("staff.mandate", reference=row.reference)
    return page("staff/link_mandate.html", status=422 if form.problems else 200, form=form, row=row)


def _links(form: LinkForm, row: MandateRow, found: uuid.UUID | None) -> bool:
    """Whether the account now waits for the second member; else the form says why not."""
    if found is None:
        form.refuse("known_by", _(_NOT_FOUND))
        return False
    found_by = FoundBy(str(form.found_by.data))
    try:
        linking.propose_link(session(), row=row, member=require_staff(), person_id=found, found_by=found_by)
    except RuleBroken as problem:
        form.refuse("known_by", _(_PROBLEMS[problem.code]))
        return False
    return True


def _find(form: LinkForm) -> uuid.UUID | None:
    """Failures are counted, so that nobody tries numbers out."""
    member, found_by = require_staff(), FoundBy(str(form.found_by.data))
    typed = {"typed": form.known_by.data, "code": form.code.data or ""}
    return find_or_count(
        lambda short: linking.find_account(short, member=member, found_by=found_by, **typed),
        scopes=counter.finding_scopes(member),
    )
