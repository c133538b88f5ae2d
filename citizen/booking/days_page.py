"""The page of days and the page of times: what there is to choose, as complete sentences."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from citizen.booking import slots
from citizen.booking.forms import OfferedChoice
from citizen.booking.wording import show_clock, show_day, show_moment
from citizen.web.i18n import _, ngettext

if TYPE_CHECKING:
    from citizen.booking.inventory import Plan

#: Days on one page. Twice as many as most look at; fewer would send people to the next page.
DAYS_ON_A_PAGE = 10
#: The last radio: none of these days, show later ones.
LATER = "later"


@dataclass(frozen=True, slots=True)
class DaysPage:
    """Up to ten days with a free time; a day without one is never shown."""

    choices: list[OfferedChoice]
    #: The day with which the list begins, when the person asked for later ones.
    since: date | None
    #: Where the page after this one begins.
    later: date | None

    @staticmethod
    def of(plan: Plan, since: date | None) -> DaysPage:
        zone = plan.zone
        days = slots.group_by_day(plan.offers(_days_from(plan, since)), zone)
        shown, rest = days[:DAYS_ON_A_PAGE], days[DAYS_ON_A_PAGE:]
        choices = [OfferedChoice(one.day.isoformat(), _day_label(one, zone)) for one in shown]
        if rest:
            choices.append(OfferedChoice(LATER, _("None of these days. Show later days."), divider=True))
        return DaysPage(choices, since, rest[0].day if rest else None)


def times_of(plan: Plan, day: date) -> list[OfferedChoice]:
    """The free times of one day, in the morning and in the afternoon; each label is complete when read alone."""
    return [_time_choice(offer, plan.zone) for offer in plan.offers([day])]


def code_of(offer: slots.Offer) -> str:
    """A start as an address or a radio carries it: UTC, minutes."""
    return offer.start.isoformat(timespec="minutes")


def read_moment(text: str | None) -> datetime | None:
    """The start a choice stands for."""
    try:
        moment = datetime.fromisoformat(text or "")
        return moment.astimezone(UTC) if moment.tzinfo is not None else None
    except (ValueError, OverflowError):  # the last: before the first day there is, or after the last
        return None


def read_day(text: str | None) -> date | None:
    """A day in an address; None when it says nothing sensible."""
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def _days_from(plan: Plan, since: date | None) -> list[date]:
    return [day for day in plan.days() if since is None or day >= since]


def _day_label(day: slots.Day, zone: ZoneInfo) -> str:
    morning = len(slots.in_part_of_day(day.offers, slots.PartOfDay.MORNING, zone))
    afternoon = len(day.offers) - morning
    if not afternoon:
        free = ngettext("%(num)s time in the morning", "%(num)s times in the morning", morning)
    elif not morning:
        free = ngettext("%(num)s time in the afternoon", "%(num)s times in the afternoon", afternoon)
    else:
        free = _(
            "%(count)s times: %(morning)s in the morning, %(afternoon)s in the afternoon",
            count=len(day.offers),
            morning=morning,
            afternoon=afternoon,
        )
    return _("%(day)s (%(free)s)", day=show_day(day.day), free=free)


def _time_choice(offer: slots.Offer, zone: ZoneInfo) -> OfferedChoice:
    is_morning = offer.start.astimezone(zone).hour < 12
    group = _("In the morning") if is_morning else _("In the afternoon")
    return moment_choice(offer, zone, group)


def moment_choice(offer: slots.Offer, zone: ZoneInfo, group: str) -> OfferedChoice:
    """A start on a page that shows its day once: read out in full, seen as the time alone."""
    label = show_moment(offer.start, zone)
    return OfferedChoice(code_of(offer), label, group=group, seen=show_clock(offer.start, zone))
