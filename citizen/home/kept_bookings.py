"""What is stored about appointments: booked, waited for, asked for."""

from __future__ import annotations

from datetime import date, datetime

from citizen.applications import retention_rules
from citizen.applications.retention_rules import Of
from citizen.booking.models import Booking, BookingRequest, WaitingEntry
from citizen.booking.terms import RequestState
from citizen.booking.wording import in_words
from citizen.core import clock
from citizen.home.kept import Kept, link, name_of, shown
from citizen.web.i18n import _, show_date


def of_booking(one: Booking) -> Kept:
    return Kept(
        title=_("A booking: %(service)s", service=in_words(one.service.name)),
        what=_("The time, what you need there, and how the place reaches you"),
        why=_("So that the place expects you and knows what you need there"),
        since=one.created_at,
        until=_until_of(max(one.end_at, one.changed_at), one.site.district),
        links=(link(_("See or cancel the booking"), "booked.show", reference=one.public_ref),),
        reference=shown(one.public_ref),
        for_whom=name_of(one.person_name),
    )


def of_waiting(one: WaitingEntry) -> Kept:
    return Kept(
        title=_("A place on a waiting list: %(service)s", service=in_words(one.service.name)),
        what=_("When you can come, what you need there, and how you are told"),
        why=_("So that a time that becomes free can be kept for you"),
        since=one.created_at,
        until=_until_day(one.until_day),
        links=(link(_("See or leave the waiting list"), "waiting.show", reference=one.public_ref),),
        reference=shown(one.public_ref),
        for_whom=name_of(one.person_name),
        can_go=True,
    )


def of_request(one: BookingRequest) -> Kept:
    return Kept(
        title=_("A question to a place: %(what)s", what=in_words(one.service.name))
        if one.service
        else _("A question to a place"),
        what=_("What you asked, what you need, and how you are answered"),
        why=_("So that the place can answer you"),
        since=one.created_at,
        until=_("As published by the district federation")
        if one.state is RequestState.OPEN
        else _until_of(one.changed_at, one.district),
        links=(link(_("See the question, or take it back"), "booking_requests.show", reference=one.public_ref),),
        reference=shown(one.public_ref),
        for_whom=name_of(one.person_name),
        can_go=one.state is RequestState.OPEN,
    )


def _until_day(day: date) -> str:
    return _("Until %(day)s, or until you leave the list", day=show_date(day))


def _until_of(over_at: datetime, district: str) -> str:
    """Which day, and which rule says so (see booking.keeping)."""
    rule = retention_rules.load().find(Of.BOOKING, district=district)
    if rule is None:
        return _("As published by the district federation")
    day = show_date((over_at + rule.kept_for).astimezone(clock.LOCAL_ZONE).date())
    return _("Until %(day)s. The rule: %(rule)s", day=day, rule=rule.source)
