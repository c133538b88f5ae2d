"""What the list of a series shows: every date as a sentence, what was skipped and why, and what one can do about it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from citizen.booking import series_looking
from citizen.booking.series_plan import Course, Skipped, Why
from citizen.booking.summary import rows_of
from citizen.booking.wording import show_clock, show_moment
from citizen.web.i18n import N_, _, ngettext

if TYPE_CHECKING:
    from datetime import datetime

    from citizen.booking.inventory import Plan
    from citizen.booking.models import Booking
    from citizen.booking.series_looking import Wanted

_REASONS = {
    Why.HOLIDAY: N_("a public holiday"),
    Why.CLOSED: N_("the place is not open then"),
    Why.TAKEN: N_("this time is already taken"),
    Why.BUSY: N_("you have another appointment then"),
}
_MOST_OTHERS = 4


@dataclass(frozen=True, slots=True)
class CoursePage:
    """A series as it could be had now."""

    course: Course
    lines: list[str]
    skipped: list[str]
    #: Tells whether the list is still the one that was shown.
    mark: str

    @property
    def is_whole(self) -> bool:
        return self.course.is_whole

    @property
    def can_be_held(self) -> bool:
        return len(self.lines) > 1

    @property
    def count(self) -> str:
        return ngettext("%(num)s appointment", "%(num)s appointments", len(self.lines))

    @staticmethod
    def of(plan: Plan, wanted: Wanted) -> CoursePage | None:
        """None where this time cannot be had in this rhythm."""
        course = series_looking.plan_course(plan, wanted)
        if course is None:
            return None
        lines = [_line(plan, one.offer.start, is_other=one.is_other_time) for one in course.appointments]
        starts = ",".join(offer.start.isoformat() for offer in course.offers)
        mark = hashlib.sha256(starts.encode()).hexdigest()[:16]
        return CoursePage(course, lines, [_skipped(plan, one) for one in course.skipped], mark)


def rows_for_all(booking: Booking) -> list[dict[str, str | None]]:
    """What is the same for every appointment of a series: its time is not."""
    return [row for row in rows_of(booking) if row["key"] != _("Time")]


def _line(plan: Plan, start: datetime, *, is_other: bool) -> str:
    moment = show_moment(start, plan.zone)
    return _("%(moment)s (another time of the day)", moment=moment) if is_other else moment


def _skipped(plan: Plan, one: Skipped) -> str:
    moment = show_moment(one.start, plan.zone)
    if not one.others:
        return _("%(moment)s: %(reason)s.", moment=moment, reason=_(_REASONS[one.why]))
    others = _(", ").join(show_clock(other, plan.zone) for other in one.others[:_MOST_OTHERS])
    return _(
        "%(moment)s: %(reason)s. Free on that day: %(others)s.",
        moment=moment,
        reason=_(_REASONS[one.why]),
        others=others,
    )
