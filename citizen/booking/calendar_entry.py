"""A booking as a calendar entry: the same entry for the whole life of the booking, told apart by its sequence alone."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from citizen.booking.booked_page import address_of
from citizen.booking.terms import BookingState, ServiceKind
from citizen.booking.wording import in_sentences, in_words, show_moment
from citizen.core.references import grouped
from citizen.letters.calendar_file import Appointment
from citizen.web.i18n import _

if TYPE_CHECKING:
    from citizen.booking.models import Booking

_IS_OFF = (
    BookingState.CANCELLED_BY_PERSON,
    BookingState.CANCELLED_BY_SERVICE,
    BookingState.EXPIRED,
    BookingState.RELEASED,
)


def entry_of(booking: Booking) -> Appointment:
    """As it stands now. An appointment that is over stays in the calendar: it took place, or was missed."""
    name = in_words(booking.site.name)
    at_home = booking.service.kind is ServiceKind.AT_HOME
    return Appointment(
        uid=f"{booking.id}@booking",
        sequence=booking.ics_sequence,
        start=booking.start_at,
        end=booking.end_at,
        zone=ZoneInfo(booking.site.zone),
        summary=in_words(booking.service.name),
        description="\n".join(_description(booking)),
        location=(
            _("At home. It is organised by %(place)s.", place=name)
            if at_home
            else f"{name}, {in_words(booking.site.address)}"
        ),
        changed_at=booking.changed_at,
        is_cancelled=booking.state in _IS_OFF,
    )


def _description(booking: Booking) -> list[str]:
    """When, the reference, how to get in, what to bring, where it is changed. No access code: calendars are shared."""
    bring = in_sentences(booking.service.bring)
    way_in = in_words(booking.site.way_in) if booking.service.kind is ServiceKind.AT_PLACE else ""
    return [
        show_moment(booking.start_at, ZoneInfo(booking.site.zone)),
        _("Reference: %(reference)s", reference=grouped(booking.public_ref)),
        *([_("Sample data: this is not a real place.")] if booking.site.is_sample else []),
        *([way_in] if way_in else []),
        *([_("What to bring"), *bring] if bring else []),
        address_of(booking),
    ]
