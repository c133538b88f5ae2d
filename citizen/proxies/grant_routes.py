"""Allowing somebody beforehand, from one's own account: what, about what, for how long; then a code for the helper."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from flask import Response

from citizen.core import clock
from citizen.core.references import grouped
from citizen.people import one_time_codes
from citizen.proxies import activity_rows, invitations
from citizen.proxies.account_subject import subject_of_account
from citizen.proxies.activity_forms import AllowForm
from citizen.proxies.activity_routes import blueprint, doer_id
from citizen.proxies.acts import needs_act
from citizen.proxies.authority import Act
from citizen.web import browser_key
from citizen.web.pages import page, see_other
from citizen.web.transaction import session

#: The code stays on its page for as long, in this browser: a page loaded twice or a printer that failed loses nothing.
_SHOWN_FOR = timedelta(minutes=30)
_SHOWN = "invitation_shown"


@blueprint.route("/account/helpers/allow", methods=["GET", "POST"])
@needs_act(Act.GOVERN)
def grant() -> Response:
    """What a helper may do. Nobody is named yet: whoever is given the code may act."""
    subject_id = subject_of_account()
    form = AllowForm.prepare()
    if form.submitted_and_valid():
        kept = _invite(subject_id, form)
        one_time_codes.keep(
            session(),
            browser=one_time_codes.browser_hash(browser_key.ensure_key()),
            purpose=_SHOWN,
            remembered=kept,
            lifetime=_SHOWN_FOR,
        )
        return see_other("activity.code")
    return page("proxies/grant.html", status=422 if form.problems else 200, form=form)


def _invite(subject_id: uuid.UUID, form: AllowForm) -> dict[str, Any]:
    """The code, and what it allows: codes, for the page may be read in another language than it was asked in."""
    acts, programmes, ends_at = form.chosen_acts(), form.chosen_programmes(), form.chosen_end()
    code = invitations.invite(
        session(),
        by_id=doer_id(),
        subject_id=subject_id,
        acts=acts,
        programmes=programmes,
        ends_at=ends_at,
        actor_name=form.helper_name.data or "",
    )
    return {
        "code": code,
        "acts": [one.value for one in acts],
        "programmes": None if programmes is None else list(programmes),
        "ends_at": None if ends_at is None else ends_at.isoformat(),
    }


def _facts(kept: Mapping[str, Any]) -> list[activity_rows.Row]:
    ends_at = None if kept["ends_at"] is None else datetime.fromisoformat(kept["ends_at"])
    return activity_rows.scope_facts(kept["acts"], kept["programmes"], ends_at)


@blueprint.get("/account/helpers/code")
@needs_act(Act.GOVERN)
def code() -> Response:
    """The code, in the browser that asked for it and for half an hour."""
    subject_of_account()
    key = browser_key.find_key()
    browser = one_time_codes.browser_hash(key) if key else ""
    kept = one_time_codes.find_live(session(), browser=browser, purpose=_SHOWN)
    if kept is None or not kept.remembered:
        return see_other("activity.helpers")
    good_until = clock.now() + invitations.INVITATION_LASTS
    return page(
        "proxies/grant_code.html",
        code=grouped(kept.remembered["code"]),
        facts=_facts(kept.remembered),
        good_until=good_until,
    )
