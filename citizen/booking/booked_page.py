"""What the page of a booking shows: everything about it as rows, what can still be changed, and the square."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from flask import current_app, url_for
from markupsafe import Markup

from citizen.booking import changing, moving, series, service, staffing, summary, together
from citizen.booking.terms import BookingState, Need, NeedState, ResourceKind, ServiceKind
from citizen.booking.wording import show_moment
from citizen.config import Settings
from citizen.proxies.acting import current_who
from citizen.web.i18n import _, ngettext
from citizen.web.squares import square_of
from citizen.web.transaction import session

if TYPE_CHECKING:
    from citizen.booking.models import Booking

Row = dict[str, str | None]


def rows_of(booking: Booking) -> list[Row]:
    """The booking as it stands, with who comes and who is there."""
    return [*summary.rows_of(booking), *_way_in(booking), *_people(booking)]


def context_of(booking: Booking) -> dict[str, Any]:
    """What the template of a booking needs beside the booking."""
    return {
        "booking": booking,
        "rows": rows_of(booking),
        "answers": [need.note for need in booking.needs if need.note],
        "is_refused": any(need.state is NeedState.CANNOT for need in booking.needs),
        "can_cancel": service.can_cancel(booking),
        "can_move": moving.can_move(booking),
        "can_change": changing.can_change(booking),
        "can_say_late": changing.can_say_late(booking),
        "move_until": move_until(booking),
        "picture": picture_of(booking),
        "series": series.find_of_booking(session(), who=current_who(), booking=booking),
        "partners": together.find_partners(session(), who=current_who(), booking=booking),
        "can_add": together.can_add(booking),
    }


def move_until(booking: Booking) -> str | None:
    """The last moment for another time, in words; None where it is the beginning."""
    hours = booking.service.change_hours
    if not hours:
        return None
    return show_moment(booking.start_at - timedelta(hours=hours), ZoneInfo(booking.site.zone))


def picture_of(booking: Booking) -> Markup:
    """The address of this booking for a camera, dark on white in every mode. Opening it still takes the access code."""
    return square_of(address_of(booking))


def address_of(booking: Booking) -> str:
    """Where this booking is opened from any device. It holds the reference alone."""
    settings: Settings = current_app.extensions["settings"]
    if settings.public_url:
        return f"{settings.public_url}{url_for('booked.find', reference=booking.public_ref)}"
    return url_for("booked.find", reference=booking.public_ref, _external=True)


def _way_in(booking: Booking) -> list[Row]:
    if booking.service.kind is not ServiceKind.AT_PLACE:
        return []
    is_step_free = Need.STEP_FREE.value in booking.site.meets
    yes, no = _("Yes: there is a way in without steps."), _("Not promised. Ask the place before you come.")
    return [_row(_("Without steps"), yes if is_step_free else no)]


def _people(booking: Booking) -> list[Row]:
    if booking.state is not BookingState.CONFIRMED:
        return []
    rows = [_row(_("Who is there for you"), there)] if (there := _there(staffing.people_of(session(), booking))) else []
    if booking.companions:
        count = ngettext("%(num)s person", "%(num)s people", booking.companions)
        rows.append(_row(_("Who comes along"), count))
    if booking.late_minutes:
        late = ngettext("about %(num)s minute", "about %(num)s minutes", booking.late_minutes)
        rows.append(_row(_("Comes later, as the place knows"), late))
    return rows


def _there(people: Mapping[ResourceKind, int]) -> str:
    words = {
        ResourceKind.STAFF: lambda n: ngettext("%(num)s member of staff", "%(num)s members of staff", n),
        ResourceKind.INTERPRETER: lambda n: ngettext("%(num)s interpreter", "%(num)s interpreters", n),
    }
    return _(", ").join(words[kind](count) for kind, count in people.items())


def _row(key: str, value: str | None) -> Row:
    return {"key": key, "value": value}
