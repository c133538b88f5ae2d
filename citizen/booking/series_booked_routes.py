"""A series from the hold on: check, confirm, see all of it, take it into a calendar, give up the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, request

from citizen.accessibility.ui import current_ui
from citizen.booking import series, service, wishes
from citizen.booking.calendar_entry import entry_of
from citizen.booking.finding import hold_minutes
from citizen.booking.forms import ContactForm, HomeContactForm
from citizen.booking.series_page import rows_for_all
from citizen.booking.service import Contact
from citizen.booking.terms import BookingState, ServiceKind
from citizen.core.errors import Conflict
from citizen.letters.calendar_file import calendar_file_of
from citizen.people.receipts import Receipts
from citizen.proxies.acting import current_who, open_with_code, require_who, show_for
from citizen.proxies.acts import needs_act
from citizen.proxies.authority import Act, Relation, Subject
from citizen.web.pages import about_district, page, see_other
from citizen.web.transaction import session

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from citizen.booking.models import Booking, Series

blueprint = Blueprint("series_booked", __name__, url_prefix="/book/series")


@blueprint.route("/<reference>/check", methods=["GET", "POST"])
@needs_act(Act.BOOK)
def check(reference: str) -> Response:
    """Everything once more, how to reach the person, and until when all times are kept."""
    row, bookings = _series(reference)
    if any(one.state is BookingState.CONFIRMED for one in bookings):
        return see_other(".show", reference=row.public_ref)
    held = [one for one in bookings if service.is_held(one)]
    if not held or len(held) < len(bookings):
        return _again(row)
    form = _contact_form(row)
    return _confirm(row, form) if form.submitted_and_valid() else _check_page(row, held, form)


def _check_page(row: Series, held: list[Booking], form: ContactForm) -> Response:
    about_district(row.site.district)
    return page(
        "booking/series_check.html",
        status=422 if form.problems else 200,
        form=form,
        row=row,
        bookings=held,
        rows=rows_for_all(held[0]),
        minutes=hold_minutes(),
        can_extend=held[0].extensions < service.MOST_EXTENSIONS,
    )


@blueprint.post("/<reference>/extend")
@needs_act(Act.BOOK)
def extend(reference: str) -> Response:
    """More time to check, for all of them."""
    row, _bookings = _series(reference)
    try:
        series.extend_series(session(), who=require_who(), reference=row.public_ref, hold_minutes=hold_minutes())
    except Conflict:
        session().rollback()
        return _again(row)
    return see_other(".check", reference=row.public_ref)


@blueprint.post("/<reference>/release")
@needs_act(Act.BOOK)
def release(reference: str) -> Response:
    """Not these times after all: they go back to the others at once."""
    row, _bookings = _series(reference)
    service.release_hold(session(), who=require_who())
    return see_other("series.choose", site_code=row.site.code)


@blueprint.get("/<reference>")
@needs_act(Act.BOOK, or_act=Act.SEE)
def show(reference: str) -> Response:
    """All appointments of the series as they stand now."""
    row, bookings = _series(reference)
    if bookings and all(one.state is BookingState.HELD for one in bookings):
        return see_other(".check", reference=row.public_ref)
    about_district(row.site.district)
    to_come = series.list_to_come(session(), row=row)
    can_cancel = any(service.can_cancel(one) for one in to_come)
    rows = rows_for_all(bookings[0]) if bookings else []
    return page("booking/series.html", row=row, rows=rows, bookings=bookings, to_come=to_come, can_cancel=can_cancel)


@blueprint.get("/<reference>/calendar.ics")
@needs_act(Act.BOOK, or_act=Act.SEE)
def calendar(reference: str) -> Response:
    """All appointments in one file."""
    row, bookings = _series(reference)
    return Response(
        calendar_file_of([entry_of(one) for one in bookings if one.state is not BookingState.HELD]),
        mimetype="text/calendar",
        headers={"Content-Disposition": f'attachment; filename="{row.public_ref}.ics"'},
    )


@blueprint.route("/<reference>/cancel", methods=["GET", "POST"])
@needs_act(Act.BOOK)
def cancel(reference: str) -> Response:
    """Says first which appointments it is about; cancelling happens with the button."""
    row, _bookings = _series(reference)
    if request.method == "POST":
        series.cancel_rest(session(), who=require_who(), reference=row.public_ref)
        return see_other(".show", reference=row.public_ref)
    given_up = [one for one in series.list_to_come(session(), row=row) if service.can_cancel(one)]
    if not given_up:
        return see_other(".show", reference=row.public_ref)
    return page("booking/series_cancel.html", row=row, bookings=given_up)


def opened(reference: str) -> Response:
    """After its reference and the access code were right: each appointment opens with them as well."""
    open_with_code(reference)
    row = series.get_series(session(), who=require_who(), reference=reference)
    for booking in series.list_appointments(session(), row=row):
        open_with_code(booking.public_ref)
    return see_other("series_booked.show", reference=reference)


def _find_by_code(opened_session: Session, *, reference: str, code: str) -> Series | None:
    return series.find_with_code(opened_session, reference=reference, access_code=code)


RECEIPTS = Receipts("S", "series", _find_by_code, opened)


def _series(reference: str) -> tuple[Series, list[Booking]]:
    """The series of this address with its appointments; the page speaks of the person it was made for."""
    row = series.get_series(session(), who=require_who(), reference=reference)
    bookings = list(series.list_appointments(session(), row=row))
    if bookings:
        first = bookings[0]
        show_for(Subject(Relation(first.booked_by), first.person_name or ""), folder_id=row.visit_id)
    return row, bookings


def _contact_form(row: Series) -> ContactForm:
    kind = HomeContactForm if row.service.kind is ServiceKind.AT_HOME else ContactForm
    wish = wishes.find_wish(session(), who=current_who())
    known = ("contact_name", "contact_phone", "home_address")
    form: ContactForm = kind.from_request(start={} if wish is None else {name: getattr(wish, name) for name in known})
    if current_ui().kiosk or not current_who().is_self:
        form.never_complete()
    return form


def _confirm(row: Series, form: ContactForm) -> Response:
    who = require_who()
    address = form.home_address.data if isinstance(form, HomeContactForm) else None
    name, phone, language = form.contact_name.data, form.contact_phone.data or None, current_ui().reads
    try:
        series.confirm_series(
            session(), who=who, reference=row.public_ref, contact=Contact(name, phone, address, language)
        )
    except Conflict:
        wish = wishes.open_wish(session(), who=who)
        wishes.keep_contact(session(), wish=wish, name=name, phone=phone, address=address)
        return _again(row)
    wishes.forget_wish(session(), who=who)
    return see_other(".show", reference=row.public_ref)


def _again(row: Series) -> Response:
    """The times were not kept; all answers are."""
    return see_other("series.choose", site_code=row.site.code, lost="1")
