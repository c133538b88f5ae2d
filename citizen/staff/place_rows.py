"""How appointments, hours and days stand on the pages of a place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from flask import url_for
from markupsafe import Markup

from citizen.booking.place_cells import written_time
from citizen.booking.stranded import Stranded, Why
from citizen.booking.terms import BookingState, Need, NeedState
from citizen.booking.wording import NEED_NAMES, in_words, show_span
from citizen.core.references import grouped
from citizen.staff.place_forms import WEEKDAYS
from citizen.web.i18n import N_, _, ngettext, show_date
from citizen.web.own_words import typed

if TYPE_CHECKING:
    from uuid import UUID

    from citizen.booking.models import Booking, Opening, OpeningException

STATES = {
    BookingState.CONFIRMED: N_("Expected"),
    BookingState.ARRIVED: N_("Has arrived"),
    BookingState.DONE: N_("Took place"),
    BookingState.NO_SHOW: N_("Did not come"),
    BookingState.CANCELLED_BY_PERSON: N_("Called off by the person"),
    BookingState.CANCELLED_BY_SERVICE: N_("Called off by the place"),
}
_TONES = {BookingState.ARRIVED: "good", BookingState.DONE: "good", BookingState.CONFIRMED: "wait"}
NEED_STATES = {
    NeedState.ASKED: N_("asked for, not answered yet"),
    NeedState.ARRANGED: N_("arranged"),
    NeedState.CANNOT: N_("cannot be arranged"),
}
REASONS = {
    Why.PLACE_CLOSED: N_("The place is closed for good."),
    Why.SESSION_OFF: N_("The group does not meet."),
    Why.TOO_SMALL: N_("The group has fewer seats now."),
    Why.RESOURCE_GONE: N_("A colleague, room or car that was reserved is no longer there."),
    Why.NOT_OPEN: N_("It lies outside the hours."),
    Why.SKILL_MISSING: N_("What the service needs is no longer reserved."),
    Why.NEED_LOST: N_("Something that was promised to the person is no longer there."),
}


def shown_booking(one: Booking) -> dict[str, Any]:
    """An appointment in a list of a place: what they need to know to be ready, nothing else."""
    is_off = one.state in (BookingState.CANCELLED_BY_PERSON, BookingState.CANCELLED_BY_SERVICE)
    return {
        "start_at": one.start_at,
        "end_at": one.end_at,
        "reference": typed(grouped(one.public_ref)),
        "href": url_for("staff.place_booking", reference=one.public_ref),
        "service": in_words(one.service.name),
        "site": in_words(one.site.name),
        "called": _called(one),
        "needs": [] if is_off else need_lines(one),
        "companions": one.companions,
        "late": one.late_minutes,
        "state": _(STATES[one.state]),
        "tone": _TONES.get(one.state, "stop"),
        "is_off": is_off,
    }


def _called(one: Booking) -> Markup | str:
    name = one.person_name or one.contact_name
    return typed(name) if name else _("No name given")


def need_lines(one: Booking) -> list[str]:
    return [
        _("%(need)s: %(state)s", need=_(NEED_NAMES[row.need]), state=_(NEED_STATES[row.state])) for row in one.needs
    ]


def booking_rows(one: Booking) -> list[dict[str, Any]]:
    """One appointment in full, as the place may know it."""
    wanted = [
        (_("Reference"), typed(grouped(one.public_ref))),
        (_("Known as"), _called(one)),
        (_("Service"), in_words(one.service.name)),
        (_("Place"), in_words(one.site.name)),
        (_("Time"), show_span(one)),
        (_("How it stands"), _(STATES[one.state])),
        (_("Telephone"), typed(one.contact_phone) if one.contact_phone else None),
        (_("Address for the visit"), typed(one.home_address) if one.home_address else None),
        (_("Comes with"), _companions(one.companions)),
        (_("Comes later"), _late(one.late_minutes)),
    ]
    return [{"key": key, "value": value} for key, value in wanted if value]


def _companions(number: int) -> str | None:
    return ngettext("%(num)s companion", "%(num)s companions", number) if number else None


def _late(minutes: int | None) -> str | None:
    return ngettext("%(num)s minute later", "%(num)s minutes later", minutes) if minutes else None


def need_entries(one: Booking) -> list[dict[str, Any]]:
    """What is needed on the day, each with the way to answer it."""
    return [
        {
            "name": _(NEED_NAMES[row.need]),
            "state": _(NEED_STATES[row.state]),
            "tone": {NeedState.ARRANGED: "good", NeedState.ASKED: "wait"}.get(row.state, "stop"),
            "note": row.note,
            "href": url_for("staff.place_need", reference=one.public_ref, need=row.need.value),
        }
        for row in one.needs
    ]


def hours_lines(hours: Iterable[Opening]) -> list[dict[str, Any]]:
    """'Monday, Tuesday: 9:00 to 12:00', the days with the same hours together."""
    same: dict[tuple[Any, ...], list[Opening]] = defaultdict(list)
    for one in hours:
        same[one.from_minute, one.to_minute, one.valid_from, one.valid_to].append(one)
    return [_hours_line(group) for group in sorted(same.values(), key=lambda g: (g[0].weekday, g[0].from_minute))]


def _hours_line(group: Sequence[Opening]) -> dict[str, Any]:
    names = dict(WEEKDAYS)
    first = group[0]
    days = _weekdays([one.weekday for one in group], names)
    text = _(
        "%(days)s: %(begin)s to %(end)s",
        days=days,
        begin=clock_time(first.from_minute),
        end=clock_time(first.to_minute),
    )
    until = _("until %(day)s", day=show_date(first.valid_to)) if first.valid_to else None
    return {"text": text, "until": until, "ids": [one.id for one in group]}


def _weekdays(found: list[int], names: dict[str, str]) -> str:
    """'Monday to Friday', or each by its name."""
    if len(found) > 2 and found == list(range(found[0], found[0] + len(found))):
        return _("%(begin)s to %(end)s", begin=_(names[str(found[0])]), end=_(names[str(found[-1])]))
    return _(", ").join(_(names[str(one)]) for one in found)


def clock_time(minute: int) -> str:
    return written_time(minute).removeprefix("0")


def day_entries(days: Iterable[OpeningException], names: Mapping[UUID, Markup], site_code: str) -> list[dict[str, Any]]:
    """Days to come that are different, each with the way to take it back. `names`: of what the place has."""
    return [
        {
            "day": one.day,
            "title": _("Open in addition") if one.is_open else _("Closed"),
            "time": _("%(begin)s to %(end)s", begin=clock_time(one.from_minute), end=clock_time(one.to_minute)),
            "what": names[one.resource_id],
            "reason": one.reason,
            "action": url_for("staff.place_undo_day", site_code=site_code, exception_id=one.id),
        }
        for one in days
    ]


def stranded_entry(one: Stranded, *, can_reassign: bool) -> dict[str, Any]:
    """An appointment that no longer fits: why, and what can be done."""
    needs = {need.value: _(NEED_NAMES[need]) for need in Need}
    return {
        **shown_booking(one.booking),
        "why": [_(REASONS[why]) for why in one.why],
        "about": [needs.get(code) or typed(code) for code in one.about],
        "reassign": url_for("staff.place_reassign", reference=one.booking.public_ref) if can_reassign else None,
        "call_off": url_for("staff.place_call_off", reference=one.booking.public_ref),
        "version": one.booking.version,
        "phone": typed(one.booking.contact_phone) if one.booking.contact_phone else None,
    }
