"""The appointments of a day at the places of a district, on screen and as a page to print."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta

from flask import Response, request, url_for

from citizen.core import clock
from citizen.staff import day_list
from citizen.staff.access import require_staff, staff_only
from citizen.staff.blueprint import blueprint
from citizen.staff.duties import Duty
from citizen.staff.looks import note_folder_looks
from citizen.staff.place_rows import shown_booking
from citizen.web.i18n import _
from citizen.web.pages import page
from citizen.web.transaction import session

_DAY = timedelta(days=1)
#: Nobody plans further, and dates have an end.
_FURTHEST = timedelta(days=400)


@blueprint.get("/bookings")
@staff_only(Duty.SEE_BOOKINGS)
def bookings() -> Response:
    """Who comes, with what they need, what was arranged, and how it stands."""
    day = _day()
    links = [
        {"text": _("The day before"), "href": _address(day - _DAY)},
        {"text": _("The day after"), "href": _address(day + _DAY)},
        {"text": _("A page to print"), "href": url_for("staff.bookings_to_print", day=day.isoformat())},
    ]
    return page("staff/bookings.html", bookings=_shown(day), day=day, links=links, is_today=day == clock.today())


@blueprint.get("/bookings/to-print")
@staff_only(Duty.SEE_BOOKINGS)
def bookings_to_print() -> Response:
    """The same as a table with room for notes. Keep it like a file."""
    day = _day()
    return page("staff/bookings_to_print.html", bookings=_shown(day), day=day, back=_address(day))


def _shown(day: date) -> list[dict[str, object]]:
    member = require_staff()
    found = day_list.list_day(session(), district=member.district, day=day)
    note_folder_looks(member, [(one.visit_id, one.public_ref) for one in found], doing="booking_viewed")
    return [shown_booking(one) for one in found]


def _day() -> date:
    """The day of the address; today when there is none, or none that is near."""
    with suppress(ValueError):
        wanted = date.fromisoformat(request.args.get("day", ""))
        if abs(wanted - clock.today()) <= _FURTHEST:
            return wanted
    return clock.today()


def _address(day: date) -> str:
    return url_for("staff.bookings", day=day.isoformat())
