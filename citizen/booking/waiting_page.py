"""What the pages of the waiting list show: where one stands, what is waited for, and the time that is offered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from citizen.booking import inventory, wishes
from citizen.booking import waiting as lists
from citizen.booking.terms import Need, ServiceKind, WaitingState
from citizen.booking.waiting_forms import PARTS, WEEKDAYS
from citizen.booking.wording import district_names, in_words, need_names, show_day, show_moment, show_span
from citizen.proxies.authority import Who
from citizen.web.i18n import _, ngettext
from citizen.web.own_words import typed

if TYPE_CHECKING:
    from citizen.booking.finding import Search
    from citizen.booking.models import Booking, Site, WaitingEntry

Row = dict[str, str | None]


def context_of(session: Session, entry: WaitingEntry) -> dict[str, Any]:
    """What the page of an entry needs. An offer that ran out is told of, also before somebody has cleared it away."""
    booking = lists.offered_booking(session, entry)
    is_offered = lists.is_offered(session, entry)
    return {
        "entry": entry,
        "state": _state_of(entry, is_offered),
        "rows": rows_of(entry),
        "booking": booking,
        "offer": offer_of(booking) if booking is not None and is_offered else None,
        "before": before(session, entry),
    }


def on_start(session: Session, who: Who) -> list[dict[str, Any]]:
    """The lists somebody is on, for the first page of booking."""
    return [context_of(session, entry) for entry in lists.list_entries(session, who=who)]


def rows_of(entry: WaitingEntry) -> list[Row]:
    """What somebody waits for, as they said it."""
    place = in_words(entry.site.name) if entry.site else _any_place(entry.district)
    weekdays = _(", ").join(_(WEEKDAYS[number]) for number in entry.weekdays) or _("Any day")
    needs = [need for need in Need if need.value in entry.needs]
    contact = "\n".join(filter(None, (entry.contact_name, entry.contact_phone)))
    rows = [
        _row(_("For whom"), typed(entry.person_name) if entry.person_name else None),
        _row(_("Service"), in_words(entry.service.name)),
        _row(_("Place"), place),
        _row(_("Days"), weekdays),
        _row(_("Time of the day"), _(PARTS[entry.part])),
        _row(_("You wait until"), show_day(entry.until_day)),
        _row(_("Needed on the day"), need_names(needs) if needs else None),
        _row(_("Contact"), typed(contact) if contact else None),
    ]
    return [row for row in rows if row["value"]]


def before(session: Session, entry: WaitingEntry) -> str | None:
    """How many are before this one, in words; None where nobody waits any more."""
    if entry.state is not WaitingState.WAITING:
        return None
    count = lists.people_before(session, entry)
    if count == 0:
        return _("Nobody is before you. The next time that fits is yours.")
    return ngettext("%(num)s person is before you.", "%(num)s people are before you.", count)


def offer_of(booking: Booking) -> dict[str, str]:
    """The time that is offered, and until when, as sentences."""
    zone = ZoneInfo(booking.site.zone)
    where = in_words(booking.site.name)
    if booking.service.kind is ServiceKind.AT_HOME:
        where = _("At home. It is organised by %(place)s.", place=where)
    until = "" if booking.hold_until is None else show_moment(booking.hold_until, zone)
    return {
        "start": show_moment(booking.start_at, zone),
        "span": show_span(booking),
        "where": where,
        "until": until,
    }


def places_of(session: Session, search: Search) -> list[Site]:
    """The places of the district that have the service, by name."""
    if search.service.is_group:
        return []
    plans = inventory.find_plans(
        session,
        service=search.service,
        district=search.district,
        needs=wishes.needs_of(search.wish),
        person_key=search.wish.person_key,
    )
    return sorted((plan.site for plan in plans), key=lambda site: site.code)


def _state_of(entry: WaitingEntry, is_offered: bool) -> str:
    if entry.state is WaitingState.OFFERED and not is_offered:
        return "ran_out"
    return entry.state.value


def _any_place(district: str) -> str:
    return _("Any place in %(district)s", district=district_names().get(district, district))


def _row(key: str, value: str | None) -> Row:
    return {"key": key, "value": value}
