"""Making this browser a terminal: the code is looked at when the page is opened, and used up when it is sent."""

from __future__ import annotations

from flask import Blueprint, Response, request

from citizen.accessibility import ui
from citizen.booking import inventory
from citizen.booking.wording import in_words
from citizen.kiosk import enrolment
from citizen.kiosk.enrol_forms import EnrolTerminalForm
from citizen.kiosk.terminals import hand_out_key
from citizen.kiosk.wipe import end_visit
from citizen.people import service as people
from citizen.people.attempts import count_failure
from citizen.web import where_from
from citizen.web.access import needs_visit
from citizen.web.i18n import _
from citizen.web.own_words import typed
from citizen.web.pages import page, see_other
from citizen.web.transaction import session

blueprint = Blueprint("terminals", __name__, url_prefix="/kiosk/enrol")


@blueprint.route("", methods=["GET", "POST"])
@needs_visit
def enrol() -> Response:
    """With the code in the address or typed. Opening the page changes nothing."""
    written = request.args.get("code", "")
    form = EnrolTerminalForm.from_request(start={"code": written})
    if form.submitted_and_valid():
        key = _use(str(form.code.data))
        if key is not None:
            end_visit(session())
            ui.enter_kiosk()
            return hand_out_key(see_other("kiosk.attract"), key)
        form.refuse("code", _("This code is wrong, was used already, or is older than 10 minutes. Ask for a new one."))
    return page("kiosk/enrol.html", status=422 if form.problems else 200, form=form, invited=_invited(written))


def _use(written: str) -> str | None:
    """The key of this terminal; a wrong code is counted, so that nobody can try many."""
    scopes = [f"terminal:{where_from.place()}"]
    people.check_attempts(session(), scopes=scopes)
    key = enrolment.enrol_browser(session(), enrolment=written)
    if key is None:
        count_failure(scopes)
    return key


def _invited(written: str) -> dict[str, str] | None:
    """What the page says about the terminal; nothing for a code that does not count."""
    if request.method != "GET" or not written:
        return None
    people.check_attempts(session(), scopes=[f"terminal:{where_from.place()}"])
    row = enrolment.find_invited(session(), enrolment=written)
    if row is None:
        return None
    place = inventory.find_site(session(), code=row.hall)
    hall = typed(row.hall) if place is None else in_words(place.name)
    return {"code": typed(row.code), "hall": hall, "name": typed(row.name)}
