"""Before the only way to sign in ends: another one is offered, then one has to say that one knows what follows."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from flask import Response, current_app, request

from citizen.accessibility.ui import current_ui
from citizen.people import code_sending, ways_back
from citizen.web.fields import CheckboxesField
from citizen.web.forms import Form
from citizen.web.i18n import N_
from citizen.web.pages import page
from citizen.web.transaction import session

_SURE = "sure"


class LastWayForm(Form):
    """Never ticked beforehand."""

    understood = CheckboxesField(
        label=N_("Please confirm that you know what follows"),
        missing=N_("Tick the box if you really want to be without it. Or press “Keep it”."),
        choices=[("yes", N_("I know: after this I can find my account again only at the service counter."))],
    )


def ask_first(
    *,
    person_id: uuid.UUID,
    way_id: uuid.UUID,
    keep: str,
    is_card: bool = False,
    carried: Iterable[tuple[str, str]] = (),
) -> Response | None:
    """The page that comes before the end of this way in, when it is the only one; None: go on.

    `keep` is the page of whoever changes their mind; `carried` are the other fields of the form that was sent.
    """
    is_post = request.method == "POST"
    if not ways_back.is_only(session(), person_id=person_id, way_id=way_id, hold=is_post):
        return None
    if not is_post and _SURE not in request.args:
        return page("people/last_way.html", offers=_offers(), is_card=is_card, sure=f"{request.path}?{_SURE}=1")
    form = LastWayForm.from_request()
    if form.submitted_and_valid():
        return None
    status = 422 if form.problems else 200
    return page("people/last_way_sure.html", status=status, form=form, keep=keep, carried=list(carried))


def _offers() -> list[str]:
    """What can be added here and now; a shared terminal keeps no passkey."""
    possible = {
        "people.contacts": bool(code_sending.offered_channels()),
        "passkeys.overview": not current_ui().kiosk,
    }
    return [one for one, is_open in possible.items() if is_open and one in current_app.view_functions]
