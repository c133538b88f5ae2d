"""From the held time on: check, confirm, come back, cancel. Everything is looked up within the visit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, request

from citizen.accessibility.ui import current_ui
from citizen.booking import series, service, together, wishes
from citizen.booking.booked_page import context_of
from citizen.booking.calendar_entry import entry_of
from citizen.booking.change_forms import CancelForm
from citizen.booking.forms import ContactForm, FindForm, HomeContactForm
from citizen.booking.routes import hold_minutes
from citizen.booking.summary import way_to_times
from citizen.booking.terms import BookingState, ServiceKind
from citizen.core.errors import Conflict, RuleBroken
from citizen.core.references import grouped, normalise
from citizen.letters.calendar_file import calendar_file
from citizen.people import service as people
from citizen.people.attempts import count_failure
from citizen.people.receipts import Receipts, receipts_of
from citizen.proxies.acting import current_who, open_with_code, require_who, show_for
from citizen.proxies.acts import needs_act
from citizen.proxies.authority import Act, Relation, Subject
from citizen.web import where_from
from citizen.web.access import needs_visit
from citizen.web.i18n import _
from citizen.web.pages import about_district, page, see_other
from citizen.web.transaction import session

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from citizen.booking.models import Booking, Wish

blueprint = Blueprint("booked", __name__, url_prefix="/book")

#: What the page of coming back opens: bookings, waiting places, series, requests.
_LETTERS = "BWSQ"


@blueprint.route("/hold/<reference>", methods=["GET", "POST"])
@needs_act(Act.BOOK)
def check(reference: str) -> Response:
    """Everything once more, how to reach the person, and until when the time is kept."""
    booking = _booking(reference)
    elsewhere = _checked_elsewhere(booking)
    if elsewhere is not None:
        return elsewhere
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
        can_add=together.can_add(booking),
    )


@blueprint.post("/hold/<reference>/extend")
@needs_act(Act.BOOK)
def extend(reference: str) -> Response:
    """More time to check; nothing else changes."""
    elsewhere = _checked_elsewhere(_booking(reference))
    if elsewhere is not None:
        return elsewhere
    try:
        booking = service.extend_hold(session(), who=require_who(), reference=reference, hold_minutes=hold_minutes())
    except Conflict:
        return _to_times_again(_booking(reference))
    return see_other(".check", reference=booking.public_ref)


@blueprint.post("/hold/<reference>/release")
@needs_act(Act.BOOK)
def release(reference: str) -> Response:
    """Not this time after all: it goes back to the others at once."""
    booking = _booking(reference)
    service.release_hold(session(), who=require_who())
    endpoint, values = way_to_times(booking)
    return see_other(endpoint, **values)


@blueprint.get("/bookings/<reference>")
@needs_act(Act.BOOK, or_act=Act.SEE)
def show(reference: str) -> Response:
    """The booking as it stands, with reference, access code and what to bring."""
    booking = _booking(reference)
    if booking.state is BookingState.HELD:
        return see_other(".check", reference=booking.public_ref)
    about_district(booking.site.district)
    return page("booking/booking.html", done=request.args.get("done"), **context_of(booking))


@blueprint.get("/bookings/<reference>/calendar.ics")
@needs_act(Act.BOOK, or_act=Act.SEE)
def calendar(reference: str) -> Response:
    """The same appointment for a calendar program; after cancelling, the file that takes it out again."""
    booking = _booking(reference)
    if booking.state is BookingState.HELD:
        return _to_times_again(booking)
    return Response(
        calendar_file(entry_of(booking)),
        mimetype="text/calendar",
        headers={"Content-Disposition": f'attachment; filename="{booking.public_ref}.ics"'},
    )


@blueprint.route("/bookings/<reference>/cancel", methods=["GET", "POST"])
@needs_act(Act.BOOK)
def cancel(reference: str) -> Response:
    """Says first what it means; cancelling happens with the button, with a reason or without."""
    booking = _booking(reference)
    form = CancelForm.from_request()
    if form.submitted_and_valid():
        try:
            service.cancel_booking(session(), who=require_who(), reference=reference, reason=form.reason.data or "")
        except Conflict:
            session().rollback()
            return see_other(".show", reference=reference, done="changed_meanwhile")
        except RuleBroken:
            return see_other(".show", reference=reference)
        return see_other(".show", reference=booking.public_ref)
    if not service.can_cancel(booking):
        return see_other(".show", reference=booking.public_ref)
    return page("booking/cancel.html", status=422 if form.problems else 200, booking=booking, form=form)


@blueprint.route("/find", methods=["GET", "POST"])
@needs_visit
def find() -> Response:
    """Coming back on any device with reference and access code. A wrong pair always gets the same answer."""
    form = FindForm.from_request(start={"reference": grouped(normalise(request.args.get("reference", "")) or "")})
    if form.submitted_and_valid():
        scopes = _attempt_scopes(form.reference.data)
        people.check_attempts(session(), scopes=scopes)
        found = _open_with(form.reference.data, form.access_code.data)
        if found is not None:
            return found
        count_failure(scopes)
        form.refuse("access_code", _("Reference and access code do not belong together. Check both."))
    return page("booking/find.html", status=422 if form.problems else 200, form=form)


def _booking(reference: str) -> Booking:
    """The booking of this address; the page speaks of the person it was made for."""
    booking = service.get_booking(session(), who=require_who(), reference=reference)
    show_for(Subject(Relation(booking.booked_by), booking.person_name or ""), folder_id=booking.visit_id)
    return booking


def _checked_elsewhere(booking: Booking) -> Response | None:
    """What is confirmed has a page of its own, and what is held as a series is kept and confirmed as a whole."""
    if booking.state is BookingState.CONFIRMED:
        return see_other(".show", reference=booking.public_ref)
    row = series.find_of_booking(session(), who=require_who(), booking=booking)
    is_held = booking.state is BookingState.HELD
    return see_other("series_booked.check", reference=row.public_ref) if row is not None and is_held else None


def _contact_form(booking: Booking) -> ContactForm:
    kind = HomeContactForm if booking.service.kind is ServiceKind.AT_HOME else ContactForm
    wish = wishes.find_wish(session(), who=current_who())
    form: ContactForm = kind.from_request(start=_known_contact(wish))
    if current_ui().kiosk or not current_who().is_self:
        form.never_complete()
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
    contact = service.Contact(form.contact_name.data, form.contact_phone.data or None, address, current_ui().reads)
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
    endpoint, values = way_to_times(booking)
    return see_other(endpoint, **values, lost="1")


def opened(reference: str) -> Response:
    """After reference and access code were right."""
    open_with_code(reference)
    return see_other("booked.show", reference=reference)


def _find_by_code(opened_session: Session, *, reference: str, code: str) -> Booking | None:
    return service.find_with_code(opened_session, reference=reference, access_code=code)


RECEIPTS = Receipts("B", "booking", _find_by_code, opened)


def _open_with(reference: str, access_code: str) -> Response | None:
    """A booking, a place on the waiting list, a series, a request: whatever of booking this pair opens."""
    kind, wanted = receipts_of(reference), normalise(reference)
    if kind is None or wanted is None or kind.letter not in _LETTERS:
        return None
    return kind.opened(wanted) if kind.find(session(), reference=wanted, code=access_code) is not None else None


def _attempt_scopes(reference: str) -> list[str]:
    kind = receipts_of(reference)
    name = kind.kind if kind is not None and kind.letter in _LETTERS else "booking"
    return [f"{name}:{normalise(reference) or 'unknown'}", where_from.place()]
