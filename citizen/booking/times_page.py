"""What the page of times shows: the filter, the offers of one page as complete sentences, and the ways on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from citizen.booking import slots
from citizen.booking.forms import FilterForm, OfferedChoice
from citizen.booking.wording import show_day, show_moment, show_short_day
from citizen.web.i18n import _, ngettext

if TYPE_CHECKING:
    from citizen.booking.inventory import Plan


@dataclass(frozen=True, slots=True)
class TimesPage:
    """One look at the free times of a place."""

    filter: FilterForm
    choices: list[OfferedChoice]
    #: The first of all, offered as a sentence; only where the list starts with it.
    first: slots.Offer | None
    #: All that fit the filter, on this page or not.
    count: int
    earlier: str | None
    later: str | None

    @property
    def found(self) -> str:
        """What is said aloud when the list changes."""
        count = ngettext("%(num)s time found", "%(num)s times found", self.count)
        if not self.choices:
            return count
        return _("%(count)s. The list begins with %(moment)s.", count=count, moment=self.choices[0].label)

    @staticmethod
    def of(plan: Plan, asked: Mapping[str, str]) -> TimesPage:
        zone, offers = plan.zone, plan.offers()
        form = FilterForm.from_query()
        fitting = slots.in_part_of_day(offers, form.chosen_part(), zone)
        cursor = read_cursor(asked.get("day"), zone)
        shown = slots.page_from(fitting, cursor, zone)
        form.offer_days(_days(fitting, zone), chosen=_first_day(shown, cursor, zone))
        return TimesPage(
            filter=form,
            choices=[_choice(offer, zone) for offer in shown.offers],
            first=offers[0] if offers and cursor is None else None,
            count=len(fitting),
            earlier=_cursor(shown.earlier, zone),
            later=_cursor(shown.later, zone),
        )


def read_moment(text: str | None) -> datetime | None:
    """The start a choice stands for, from its code (UTC, minutes)."""
    try:
        moment = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return moment.astimezone(UTC) if moment.tzinfo is not None else None


def code_of(offer: slots.Offer) -> str:
    return offer.start.isoformat(timespec="minutes")


def read_cursor(text: str | None, zone: ZoneInfo) -> datetime | None:
    """The day, or the local time, from which on to show; None when the address says nothing sensible."""
    try:
        wall = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return wall.replace(tzinfo=zone).astimezone(UTC) if wall.tzinfo is None else None


def _cursor(moment: datetime | None, zone: ZoneInfo) -> str | None:
    return None if moment is None else moment.astimezone(zone).replace(tzinfo=None).isoformat(timespec="minutes")


def _first_day(shown: slots.OfferPage, cursor: datetime | None, zone: ZoneInfo) -> str | None:
    """The day the list begins with; where it is empty, the day that was asked for."""
    if shown.days:
        return shown.days[0].day.isoformat()
    return None if cursor is None else cursor.astimezone(zone).date().isoformat()


def _choice(offer: slots.Offer, zone: ZoneInfo) -> OfferedChoice:
    local = offer.start.astimezone(zone)
    return OfferedChoice(code_of(offer), show_moment(offer.start, zone), group=show_day(local.date()))


def _days(offers: list[slots.Offer], zone: ZoneInfo) -> list[tuple[str, str]]:
    return [
        (
            group.day.isoformat(),
            _(
                "%(day)s: %(times)s",
                day=show_short_day(group.day),
                times=ngettext("%(num)s time", "%(num)s times", len(group.offers)),
            ),
        )
        for group in slots.group_by_day(offers, zone)
    ]
