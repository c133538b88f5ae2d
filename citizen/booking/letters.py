"""The letter about an appointment: what, when, where, how to get in, what to bring, how to change it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, url_for

from citizen.accessibility.ui import current_ui
from citizen.booking import booked_page, moving, service
from citizen.booking.terms import BookingState
from citizen.booking.wording import in_sentences, in_words
from citizen.core.errors import NotFound
from citizen.core.references import grouped
from citizen.letters.files import Form, letter_file, letter_page
from citizen.letters.letter import Block, Facts, Heading, Letter, Paragraph, Points
from citizen.proxies.acting import require_who
from citizen.proxies.acts import needs_act
from citizen.proxies.authority import Act
from citizen.web.i18n import _, show_date
from citizen.web.limits import costly
from citizen.web.transaction import session

if TYPE_CHECKING:
    from citizen.booking.models import Booking

_CALLED_OFF = (BookingState.CANCELLED_BY_PERSON, BookingState.CANCELLED_BY_SERVICE)

blueprint = Blueprint("booking_letters", __name__, url_prefix="/book")


@blueprint.get("/bookings/<reference>/letter")
@needs_act(Act.BOOK, or_act=Act.SEE)
def letter(reference: str) -> Response:
    """The letter on screen, and the way to its other forms."""
    booking = _booked(reference)

    def address_of(form: Form) -> str:
        return url_for(".letter_in_form", reference=reference, ending=form.value)

    back = url_for("booked.show", reference=reference)
    return letter_page(appointment_letter(booking), back=back, address_of=address_of)


@blueprint.get("/bookings/<reference>/letter/<ending>")
@needs_act(Act.BOOK, or_act=Act.SEE)
@costly
def letter_in_form(reference: str, ending: str) -> Response:
    """The letter as a file."""
    return letter_file(appointment_letter(_booked(reference)), ending, name="appointment")


def appointment_letter(booking: Booking) -> Letter:
    """As the booking stands now: confirmed, cancelled, or past."""
    is_on = booking.state is BookingState.CONFIRMED
    title = _("Your appointment does not take place") if booking.state in _CALLED_OFF else _("Your appointment")
    rows = tuple((str(row["key"]), ", ".join(str(row["value"]).split("\n"))) for row in booked_page.rows_of(booking))
    blocks: list[Block] = []
    if booking.site.is_sample:
        blocks.append(Paragraph(_("Sample data: this is not a real place.")))
    blocks.append(Facts(_("The appointment"), rows))
    if is_on:
        blocks += _how_to_come(booking)
    return Letter(
        kind="appointment",
        language=current_ui().locale.code,
        title=title,
        sender=in_words(booking.site.name),
        date=show_date(booking.changed_at),
        reference=grouped(booking.public_ref),
        blocks=tuple(blocks),
    )


def _how_to_come(booking: Booking) -> list[Block]:
    bring = tuple(in_sentences(booking.service.bring))
    wanted: list[Block] = [Heading(_("What to bring")), Points(bring)] if bring else []
    return [*wanted, Heading(_("If something changes")), Points(_ways_to_change(booking)), *_how_to_reach(booking)]


def _ways_to_change(booking: Booking) -> tuple[str, ...]:
    until = booked_page.move_until(booking)
    moves = moving.can_move(booking)
    return (
        _("Open the website with the reference and the access code."),
        *((_("You can choose another time there until %(moment)s.", moment=until),) if until and moves else ()),
        *((_("You can choose another time there until it begins."),) if moves and not until else ()),
        _("There you can also change what you need, say that you come later, or cancel."),
    )


def _how_to_reach(booking: Booking) -> list[Block]:
    """In writing first. What the place has not told us is not made up: then our own contacts stand on the website."""
    ways = [
        *((_("In writing: %(way)s", way=booking.site.text_channel),) if booking.site.text_channel else ()),
        *((_("By telephone: %(number)s", number=booking.site.phone),) if booking.site.phone else ()),
        _("On the website, under “Do you need help?”, you find how to write to us."),
    ]
    return [Heading(_("Reach the place")), Points(tuple(ways))]


def _booked(reference: str) -> Booking:
    booking = service.get_booking(session(), who=require_who(), reference=reference)
    if booking.state is BookingState.HELD:
        raise NotFound("booking")
    return booking
