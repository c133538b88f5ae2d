"""The questions about an appointment one has: another time, other needs, company, coming late, why it is off."""

from __future__ import annotations

from citizen.booking.changing import CHANGEABLE_NEEDS, LATE_MINUTES
from citizen.booking.forms import OfferedChoice, OfferedField
from citizen.booking.wording import NEED_LABELS
from citizen.web.fields import CheckboxesField, RadioField
from citizen.web.forms import Form
from citizen.web.i18n import N_, ngettext

#: What to do about a need that cannot be reserved at the time one has.
KEEP_TIME, OTHER_TIME = "keep", "other"


class MoveDayForm(Form):
    day = OfferedField(label=N_("On which day instead?"), missing=N_("Choose a day"))


class MoveSessionForm(Form):
    session = OfferedField(label=N_("Which session instead?"), missing=N_("Choose a session"))


class MoveTimeForm(Form):
    start = OfferedField(label=N_("At what time instead?"), missing=N_("Choose a time"))


class ChangeNeedsForm(Form):
    """All that is needed from now on; what is not ticked is no longer needed."""

    needs = CheckboxesField(
        label=N_("What do you need on the day?"),
        hint=N_("Tick everything you need. What you no longer need, untick."),
        optional=True,
        choices=[(need.value, NEED_LABELS[need]) for need in CHANGEABLE_NEEDS],
    )


class NotFreeForm(Form):
    """When something of it cannot be reserved at this time."""

    then = RadioField(
        label=N_("What shall become of your time?"),
        missing=N_("Choose what you would like to do"),
        choices=[
            (
                OTHER_TIME,
                N_("Choose another time, at which it can be arranged"),
                N_("Until you have chosen one, your time stays yours."),
            ),
            (
                KEEP_TIME,
                N_("Keep this time, and ask the place for it"),
                N_("It is not promised. The place answers you."),
            ),
        ],
    )


class CompanionsForm(Form):
    companions = RadioField(
        label=N_("How many people come along with you?"),
        hint=N_("The place then knows how many to expect, and has room for them."),
        missing=N_("Choose how many people come along"),
        choices=[
            ("0", N_("Nobody comes along")),
            ("1", N_("1 person")),
            ("2", N_("2 people")),
            ("3", N_("3 people")),
        ],
    )


class LateForm(Form):
    minutes = OfferedField(label=N_("How much later will you come?"), missing=N_("Choose how much later you will come"))

    def offer_minutes(self) -> None:
        self.minutes.offered = [
            OfferedChoice(str(n), ngettext("about %(num)s minute", "about %(num)s minutes", n)) for n in LATE_MINUTES
        ]


class CancelForm(Form):
    """Why, for the place alone; nobody has to say."""

    reason = RadioField(
        label=N_("Why do you cancel?"),
        hint=N_("You need not say. It helps the place to do better."),
        optional=True,
        choices=[
            ("ill", N_("I am ill")),
            ("way", N_("I cannot get there")),
            ("nobody_along", N_("Nobody can come along with me")),
            ("other_time", N_("The time does not suit me any more")),
            ("not_needed", N_("I do not need it any more")),
            ("other", N_("Something else")),
        ],
    )
