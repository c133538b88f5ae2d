"""What, where, when, for whom, with what: the same rows wherever a booking is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import url_for

from citizen.booking.terms import NeedState, ServiceKind
from citizen.booking.wording import in_words, need_names, show_span
from citizen.web.i18n import _

if TYPE_CHECKING:
    from citizen.booking.models import Booking

Row = dict[str, str | None]


def rows_of(booking: Booking) -> list[Row]:
    """A booking as it stands."""
    return [*_who(booking), *_what(booking), *_where(booking), *_needs(booking), *_contact(booking)]


def rows_to_check(booking: Booking) -> list[Row]:
    """The same before it is confirmed, each with the way to change it."""
    needs = _needs(booking) or [_row(_("Needed on the day"), _("Nothing in particular"))]
    return [
        *_who(booking),
        *_changed_at(url_for("booking.choose_service"), _what(booking)[:1]),
        *_changed_at(url_for("booking.times", site_code=booking.site.code), _what(booking)[1:]),
        *_changed_at(url_for("booking.places"), _where(booking)[:1]),
        *_where(booking)[1:],
        *_changed_at(url_for("booking.needs"), needs),
    ]


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
