"""“Call somebody of the staff”, on every page of a terminal: one press calls; why can be said afterwards."""

from __future__ import annotations

import uuid

from flask import Blueprint, Response, request, url_for

from citizen.kiosk import calls
from citizen.kiosk.calls import Reason
from citizen.kiosk.terminals import current_terminal, current_terminal_id
from citizen.web.access import needs_visit
from citizen.web.i18n import N_, _
from citizen.web.pages import local_path, page, see_other
from citizen.web.transaction import session

blueprint = Blueprint("kiosk_calls", __name__, url_prefix="/kiosk/call")

REASONS = {
    Reason.HELP: N_("I need help"),
    Reason.FAULT: N_("The machine does not work"),
    Reason.SIGN: N_("I use sign language"),
    Reason.READ: N_("Please read it out to me"),
}


@blueprint.post("")
@needs_visit
def call() -> Response:
    """Calls. A terminal that was never enrolled cannot: nobody would know where it stands."""
    terminal, terminal_id, back = current_terminal(), current_terminal_id(), _back(request.form.get("back"))
    if terminal is None or terminal_id is None:
        return see_other(".nobody", back=back)
    made = calls.call_staff(session(), terminal_id=terminal_id, district=terminal.district)
    return see_other(".called", call_id=made.id, back=back)


@blueprint.get("")
@needs_visit
def ask() -> Response:
    """The same by a link: for a key that is labelled “help”."""
    return page("kiosk/call.html", back=_back(request.args.get("back")))


@blueprint.get("/nobody")
@needs_visit
def nobody() -> Response:
    """The way to a person that needs no machine."""
    return page("kiosk/call_nobody.html", back=_back(request.args.get("back")))


@blueprint.get("/<uuid:call_id>")
@needs_visit
def called(call_id: uuid.UUID) -> Response:
    """Whether somebody comes. Looked at again by a plain link."""
    found = calls.get_call(session(), call_id=call_id, terminal_id=current_terminal_id())
    return page(
        "kiosk/called.html",
        call=found,
        back=_back(request.args.get("back")),
        reasons=[(code.value, _(words)) for code, words in REASONS.items()],
        reason=_(REASONS[Reason(found.reason)]),
        is_anybody_there=calls.is_anybody_there(session(), district=found.district),
    )


@blueprint.post("/<uuid:call_id>")
@needs_visit
def say_why(call_id: uuid.UUID) -> Response:
    """Why, or that it is no longer needed."""
    said = request.form.get("reason", "")
    found = calls.get_call(session(), call_id=call_id, terminal_id=current_terminal_id())
    back = _back(request.form.get("back"))
    if said == "take_back":
        calls.take_back(session(), call=found)
    elif said in set(Reason):
        calls.say_why(session(), call=found, reason=Reason(said))
    return see_other(".called", call_id=call_id, back=back)


def _back(path: str | None) -> str:
    return local_path(path, default=url_for("kiosk.attract"))
