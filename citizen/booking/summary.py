"""What, where, when, for whom, with what: the same rows wherever a booking is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import url_for

from citizen.booking.terms import Need, NeedState, ServiceKind
from citizen.booking.wording import district_names, in_words, need_names, show_span
from citizen.web.i18n import _
from citizen.web.own_words import typed

if TYPE_CHECKING:
    from citizen.booking.models import Booking, BookingRequest

Row = dict[str, str | None]


def rows_of(booking: Booking) -> list[Row]:
    """A booking as it stands."""
    return [*_who(booking), *_what(booking), *_where(booking), *_needs(booking), *_contact(booking)]


def request_rows(asked: BookingRequest) -> list[Row]:
    """What was asked of a place, as it was said."""
    needs = [need for need in Need if need.value in asked.needs]
    contact = "\n".join(filter(None, (asked.contact_name, asked.contact_phone)))
    rows = [
        _row(_("For whom"), typed(asked.person_name) if asked.person_name else None),
        _row(_("Service"), in_words(asked.service.name) if asked.service else None),
        _row(_("Place"), in_words(asked.site.name) if asked.site else district_names().get(asked.district)),
        _row(_("Needed on the day"), need_names(needs) if needs else None),
        _row(_("What you wrote"), typed(asked.wishes) if asked.wishes else None),
        _row(_("Contact"), typed(contact) if contact else None),
    ]
    return [row for row in rows if row["value"]]


def rows_to_check(booking: Booking) -> list[Row]:
    """The same before it is confirmed, each with the way to change it."""
    needs = _needs(booking) or [_row(_("Needed on the day"), _("Nothing in particular"))]
    return [
        *_who(booking),
        *_changed_at(url_for("booking.choose_service"), _what(booking)[:1]),
        *_changed_at(times_again(booking), _what(booking)[1:]),
        *_changed_at(url_for("booking.places"), _where(booking)[:1]),
        *_where(booking)[1:],
        *_changed_at(url_for("booking.needs"), needs),
    ]


def way_to_times(booking: Booking) -> tuple[str, dict[str, Any]]:
    """The page where another time of the same is chosen: at the place, or among the sessions of the group."""
    if booking.session_id is not None:
        return "sessions.choose", {}
    return "booking.times", {"site_code": booking.site.code}


def times_again(booking: Booking) -> str:
    """Its address."""
    endpoint, values = way_to_times(booking)
    return url_for(endpoint, **values)


def _who(booking: Booking) -> list[Row]:
    return [_row(_("For whom"), booking.person_name)] if booking.person_name else []


def _what(booking: Booking) -> list[Row]:
    return [_row(_("Service"), in_words(booking.service.name)), _row(_("Time"), show_span(booking))]


def _where(booking: Booking) -> list[Row]:
    name = in_words(booking.site.name)
    if booking.service.kind is ServiceKind.AT_HOME:
        place = _row(_("Place"), _("At home. It is organised by %(place)s.", place=name))
        return [place, _row(_("Address for the visit"), booking.home_address)] if booking.home_address else [place]
    return [
        _row(_("Place"), f"{name}\n{in_words(booking.site.address)}"),
        _row(_("Way in"), in_words(booking.site.way_in)),
    ]


def _needs(booking: Booking) -> list[Row]:
    titles = {
        NeedState.ARRANGED: _("Arranged for you"),
        NeedState.ASKED: _("Passed on to the place, not promised"),
        NeedState.CANNOT: _("The place cannot arrange this"),
    }
    found = {state: [n.need for n in booking.needs if n.state is state] for state in titles}
    return [_row(titles[state], need_names(needs)) for state, needs in found.items() if needs]


def _contact(booking: Booking) -> list[Row]:
    if booking.contact_name is None:
        return []
    return [_row(_("Contact"), "\n".join(filter(None, (booking.contact_name, booking.contact_phone))))]


def _row(key: str, value: str | None) -> Row:
    return {"key": key, "value": value}


def _changed_at(address: str, rows: list[Row]) -> list[Row]:
    return [{**row, "change_href": address} for row in rows]
