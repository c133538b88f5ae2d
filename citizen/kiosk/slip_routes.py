"""A slip of paper to take along: the reference and what comes next, in large print. No name, no identity number, no
access code, nothing about a disability: slips are left lying about.
"""

from __future__ import annotations

from zoneinfo import ZoneInfo

from flask import Blueprint, Flask, Response

from citizen.accessibility.ui import current_ui
from citizen.applications.blueprint import open_application
from citizen.booking import service as booking
from citizen.booking.terms import BookingState
from citizen.booking.wording import show_moment
from citizen.core.errors import NotFound
from citizen.core.references import grouped, normalise
from citizen.kiosk.terminals import current_terminal
from citizen.kiosk.whole_address import address_of
from citizen.proxies.acting import require_who
from citizen.proxies.acts import needs_act
from citizen.proxies.authority import Act
from citizen.web.i18n import _
from citizen.web.own_words import typed
from citizen.web.pages import about_district, page
from citizen.web.transaction import session

blueprint = Blueprint("kiosk_slip", __name__, url_prefix="/kiosk/slip")
_APPLICATION = "A"


def install(app: Flask) -> None:
    app.register_blueprint(blueprint)
    app.jinja_env.globals["can_print_slip"] = can_print_slip


def can_print_slip() -> bool:
    """Whether a page of this browser offers a slip: at terminals, for elsewhere people print what they like."""
    return current_ui().kiosk


@blueprint.get("/<reference>")
@needs_act(Act.SEE, or_act=Act.BOOK)
def slip(reference: str) -> Response:
    """Everything that will be on the paper, to be read and heard before. It prints only when somebody presses."""
    terminal = current_terminal()
    wanted = normalise(reference)
    if wanted is None:
        raise NotFound("slip")
    lines = _of_application(wanted) if wanted.startswith(_APPLICATION) else _of_booking(wanted)
    return page(
        "kiosk/slip.html",
        reference=typed(grouped(wanted)),
        lines=lines,
        address=typed(address_of("home.start")),
        has_printer=terminal is None or terminal.printer,
    )


def _of_application(reference: str) -> list[str]:
    """What comes next after sending."""
    _who, application = open_application(reference)
    if application.submitted_at is None:
        return [
            _("Not sent yet. Open it again with the reference and your access code, and send it."),
            _("At this address, or at a terminal: press “Apply”."),
        ]
    return [
        _("It was sent. The office looks at it now."),
        _("See where it stands with the reference and your access code: press “Apply”, then look it up."),
    ]


def _of_booking(reference: str) -> list[str]:
    """When and where; the street, not the name of the place, which may say what somebody comes for."""
    found = booking.get_booking(session(), who=require_who(), reference=reference)
    if found.state is not BookingState.CONFIRMED:
        raise NotFound("slip")
    about_district(found.site.district)
    moment = show_moment(found.start_at, ZoneInfo(found.site.zone))
    return [
        _("Please come: %(moment)s", moment=moment),
        _("On the day, say the reference, or check in with it at a terminal."),
        _("You cannot come? Cancel or move it with the reference and your access code."),
    ]
