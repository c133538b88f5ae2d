"""What somebody says who books several appointments as one."""

from __future__ import annotations

from collections.abc import Iterable

from citizen.booking.forms import OfferedChoice, OfferedField
from citizen.booking.series_plan import Rhythm, WhenNotFree
from citizen.web.fields import RadioField
from citizen.web.forms import Form
from citizen.web.i18n import N_, ngettext

RHYTHMS = {
    Rhythm.WEEKLY: N_("Once every week"),
    Rhythm.TWICE_A_WEEK: N_("Twice a week"),
    Rhythm.EVERY_TWO_WEEKS: N_("Every two weeks"),
}
_COUNTS = (4, 6, 8, 10, 12, 16, 20)


class SeriesForm(Form):
    """How many, how often, and what happens on a day on which the time is not free."""

    count = OfferedField(label=N_("How many appointments?"), missing=N_("Choose how many appointments"))
    rhythm = RadioField(
        label=N_("How often?"),
        missing=N_("Choose how often"),
        choices=[(rhythm.value, label) for rhythm, label in RHYTHMS.items()],
    )
    when_not_free = RadioField(
        label=N_("And if the time is not free on one of the days?"),
        missing=N_("Choose what happens on such a day"),
        choices=[
            (WhenNotFree.SKIP.value, N_("Skip this day, and add one at the end")),
            (WhenNotFree.SAME_DAY.value, N_("Take another time of the same day")),
        ],
    )

    def offer_counts(self, most: int) -> None:
        """As many as the service allows."""
        self.count.offered = [
            OfferedChoice(str(number), ngettext("%(num)s appointment", "%(num)s appointments", number))
            for number in counts_up_to(most)
        ]


class FirstForm(Form):
    start = OfferedField(label=N_("When is the first appointment?"), missing=N_("Choose the first appointment"))


def counts_up_to(most: int) -> Iterable[int]:
    return [number for number in _COUNTS if number <= most] or [most]
