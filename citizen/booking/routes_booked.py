"""From the held time on: check, confirm, come back, cancel. Everything is looked up within the visit."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, request, url_for

from citizen.accessibility.ui import current_ui
from citizen.booking import service, wishes
from citizen.booking.forms import ContactForm, FindForm, HomeContactForm
from citizen.booking.routes import hold_minutes
from citizen.booking.terms import BookingState, ServiceKind
from citizen.booking.wording import in_words, show_moment
from citizen.core.errors import Conflict, RuleBroken
from citizen.core.references import grouped, normalise
from citizen.letters.calendar_file import Appointment, calendar_file
from citizen.people import service as people
from citizen.proxies.acting import current_who, ensure_who, require_who
from citizen.web.access import needs_visit
from citizen.web.i18n import _
from citizen.web.pages import about_district, page, see_other
from citizen.web.transaction import database, session

if TYPE_CHECKING:
    from citizen.booking.models import Booking, Wish

blueprint = Blueprint("booked", __name__, url_prefix="/book")


@blueprint.route("/hold/<reference>", methods=["GET", "POST"])
@needs_visit
def check(reference: str) -> Response:
    """Everything once more, how to reach the person, and until when the time is kept."""
    booking = _booking(reference)
    if booking.state is BookingState.CONFIRMED:
        return see_other(".show", reference=booking.public_ref)
    form = _contact_form(booking)
    if form.submitted_and_valid():
        return _confirm(booking, form)
    if not service.is_held(booking):
        return _to_times_again(booking)
    about_district(booking.site.district)
    return page(
        "booking/check.html",
        status=422 if form.problems else 200,
        form=form,
        booking=booking,
        minutes=hold_minutes(),
        can_extend=booking.extensions < service.MOST_EXTENSIONS,
    )


@blueprint.post("/hold/<reference>/extend")
@needs_visit
def extend(reference: str) -> Response:
    """More time to check; nothing else changes."""
    try:
        booking = service.extend_hold(session(), who=require_who(), reference=reference, hold_minutes=hold_minutes())
    except Conflict:
        return _to_times_again(_booking(reference))
    return see_other(".check", reference=booking.public_ref)


@blueprint.post("/hold/<reference>/release")
@needs_visit
def release(reference: str) -> Response:
    """Not this time after all: it goes back to the others at once."""
    booking = _booking(reference)
    service.release_hold(session(), who=require_who())
    return see_other("booking.times", site_code=booking.site.code)


@blueprint.get("/bookings/<reference>")
@needs_visit
def show(reference: str) -> Response:
    """The booking as it stands, with reference, access code and what to bring."""
    booking = _booking(reference)
    if booking.state is BookingState.HELD:
        return see_other(".check", reference=booking.public_ref)
    about_district(booking.site.district)
    return page("booking/booking.html", booking=booking, can_cancel=service.can_cancel(booking))


@blueprint.get("/bookings/<reference>/calendar.ics")
@needs_visit
def calendar(reference: str) -> Response:
    """The same appointment for a calendar program; after cancelling, the file that takes it out again."""
    booking = _booking(reference)
    if booking.state is BookingState.HELD:
        return _to_times_again(booking)
    return Response(
        calendar_file(_appointment(booking)),
        mimetype="text/calendar",
        headers={"Content-Disposition": f'attachment; filename="{booking.public_ref}.ics"'},
    )


@blueprint.route("/bookings/<reference>/cancel", methods=["GET", "POST"])
@needs_visit
def cancel(reference: str) -> Response:
    """Says first what it means; cancelling happens with the button."""
    booking = _booking(reference)
    if request.method == "POST":
        try:
            service.cancel_booking(session(), who=require_who(), reference=reference)
        except RuleBroken:
            return page("booking/booking.html", status=422, booking=booking, can_cancel=False)
        return see_other(".show", reference=booking.public_ref)
    if not service.can_cancel(booking):
        return see_other(".show", reference=booking.public_ref)
    return page("booking/cancel.html", booking=booking)


@blueprint.route("/find", methods=["GET", "POST"])
@needs_visit
def find() -> Response:
    """Coming back on any device with reference and access code. A wrong pair always gets the same answer."""
    form = FindForm.from_request()
    if form.submitted_and_valid():
        scopes = _attempt_scopes(form.reference.data)
        people.check_attempts(session(), scopes=scopes)
        booking = service.find_with_code(session(), reference=form.reference.data, access_code=form.access_code.data)
        if booking is not None:
            return _open(booking)
        _count_failure(scopes)
        form.refuse("access_code", _("Reference and access code do not belong together. Check both."))
    return page("booking/find.html", status=422 if form.problems else 200, form=form)


def _booking(reference: str) -> Booking:
    return service.get_booking(session(), who=require_who(), reference=reference)


def _contact_form(booking: Booking) -> ContactForm:
    kind = HomeContactForm if booking.service.kind is ServiceKind.AT_HOME else ContactForm
    wish = wishes.find_wish(session(), who=current_who())
    form: ContactForm = kind.from_request(start=_known_contact(wish))
    if current_ui().kiosk or not current_who().is_self:
        form.leave_nothing_behind()
    return form


def _known_contact(wish: Wish | None) -> dict[str, str | None]:
    """What was entered before a time was lost; else the name the person wants to be called, if it is their own."""
    if wish is None:
        return {}
    return {
        "contact_name": wish.contact_name,
        "contact_phone": wish.contact_phone,
        "home_address": wish.home_address,
    }


def _confirm(booking: Booking, form: ContactForm) -> Response:
    who = require_who()
    address = form.home_address.data if isinstance(form, HomeContactForm) else None
    contact = service.Contact(form.contact_name.data, form.contact_phone.data or None, address)
    try:
        confirmed = service.confirm_booking(session(), who=who, reference=booking.public_ref, contact=contact)
    except Conflict:
        wish = wishes.open_wish(session(), who=who)
        wishes.keep_contact(session(), wish=wish, name=contact.name, phone=contact.phone, address=contact.home_address)
        return _to_times_again(booking)
    wishes.forget_wish(session(), who=who)
    return see_other(".show", reference=confirmed.public_ref)


def _to_times_again(booking: Booking) -> Response:
    """The time was not kept; all answers are. The page of times says what happened."""
    return see_other("booking.times", site_code=booking.site.code, lost="1")


def _open(booking: Booking) -> Response:
    who = ensure_who()
    if who.visit_id is not None:
        people.grant_access(session(), visit_id=who.visit_id, reference=booking.public_ref)
    return see_other(".show", reference=booking.public_ref)


def _attempt_scopes(reference: str) -> list[str]:
    return [f"booking {normalise(reference) or 'unknown'}", f"booking from {request.remote_addr}"]


def _count_failure(scopes: list[str]) -> None:
    """Counted whatever the answer; the request's own transaction must let go first, or SQLite waits for itself."""
    session().rollback()
    with database().writing() as short:
        people.record_attempt(short, scopes=scopes)


def _appointment(booking: Booking) -> Appointment:
    where = in_words(booking.site.address)
    name = in_words(booking.site.name)
    at_home = booking.service.kind is ServiceKind.AT_HOME
    return Appointment(
        uid=f"{booking.id}@booking",
        sequence=booking.ics_sequence,
        start=booking.start_at,
        end=booking.end_at,
        zone=ZoneInfo(booking.site.zone),
        summary=in_words(booking.service.name),
        description="\n".join(
            (
                show_moment(booking.start_at, ZoneInfo(booking.site.zone)),
                _("Reference: %(reference)s", reference=grouped(booking.public_ref)),
                *((_("Sample data: this is not a real place."),) if booking.site.is_sample else ()),
                url_for(".find", _external=True),
            )
        ),
        location=_("At home. It is organised by %(place)s.", place=name) if at_home else f"{name}, {where}",
        changed_at=booking.changed_at,
        is_cancelled=booking.state is not BookingState.CONFIRMED,
    )
