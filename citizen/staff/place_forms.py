"""What the people of a place fill in: hours, single days, answers about needs, and calling an appointment off."""

from __future__ import annotations

from typing import Any

from wtforms.validators import ValidationError

from citizen.booking import place_cells
from citizen.booking.place_acts import LONGEST_NOTE, CalledOff
from citizen.booking.place_editing import LONGEST_REASON, DayChange, WeeklyHours
from citizen.booking.terms import NeedState
from citizen.core import clock
from citizen.web.fields import CheckboxesField, DateField, RadioField, TextAreaField, TextField
from citizen.web.forms import Form
from citizen.web.i18n import N_, _

_DAY = 24 * 60
#: Everything the place has.
WHOLE_PLACE = "all"
WEEKDAYS = (
    ("0", N_("Monday")), ("1", N_("Tuesday")), ("2", N_("Wednesday")), ("3", N_("Thursday")), ("4", N_("Friday")),
    ("5", N_("Saturday")), ("6", N_("Sunday")),
)  # fmt: skip
WHY_CALLED_OFF = (
    (CalledOff.STAFF_AWAY.value, N_("Nobody of us is there at that time")),
    (CalledOff.ROOM_CLOSED.value, N_("The room or the place is closed")),
    (CalledOff.CANNOT_ARRANGE.value, N_("What the person needs cannot be arranged")),
    (CalledOff.AGREED.value, N_("We have spoken with the person and agreed on it")),
    (CalledOff.OTHER.value, N_("Another reason of ours")),
)


class TimeField(TextField):
    """A time of day in quarters of an hour; `minute` counts from midnight."""

    def __init__(self, label: str, **rest: Any) -> None:
        super().__init__(label, maximum=8, autocomplete="off", **rest)
        self.minute: int | None = None

    def post_validate(self, form: Any, validation_stopped: bool) -> None:
        self.minute = None
        if not validation_stopped:
            try:
                self.minute = place_cells.minute_of_day(self.data or "")
            except place_cells.CellWrong:
                raise ValidationError(_("Write a time such as 9:00 or 13:30, in steps of 15 minutes")) from None


def _from(**rest: Any) -> TimeField:
    return TimeField(
        label=N_("From what time"), hint=N_("For example 9:00"), missing=N_("Enter from what time"), **rest
    )


def _to(**rest: Any) -> TimeField:
    return TimeField(
        label=N_("Until what time"), hint=N_("For example 17:00"), missing=N_("Enter until what time"), **rest
    )


class DayForm(Form):
    """One day that is different, for the whole place or for one of what it has."""

    kind = RadioField(
        label=N_("What is different on this day?"),
        missing=N_("Choose what is different"),
        choices=[("closed", N_("Closed")), ("open", N_("Open in addition"))],
    )
    what = RadioField(label=N_("For what?"), missing=N_("Choose for what"), choices=())
    day = DateField(label=N_("On which day?"), missing=N_("Enter the day"))
    begin = _from(optional=True)
    end = _to(optional=True)
    reason = TextField(
        label=N_("Why?"), hint=N_("Only staff read it."), maximum=LONGEST_REASON, optional=True, autocomplete="off"
    )

    def change(self) -> DayChange:
        """Without times it is the whole day."""
        begin, end = self.begin.minute, self.end.minute
        return DayChange(
            self.day.data or clock.today(),
            0 if begin is None else begin,
            _DAY if end is None else end,
            self.kind.data == "open",
            self.reason.data or "",
        )


class HoursForm(Form):
    """Weekly hours in addition to those there are."""

    weekdays = CheckboxesField(label=N_("On which days of the week?"), missing=N_("Choose the days"), choices=WEEKDAYS)
    begin = _from()
    end = _to()
    valid_from = DateField(label=N_("From which day on?"), hint=N_("Empty: from today."), optional=True)
    valid_to = DateField(label=N_("Until which day?"), hint=N_("Empty: until further notice."), optional=True)

    def hours(self) -> WeeklyHours:
        return WeeklyHours(
            tuple(int(code) for code in self.weekdays.data),
            self.begin.minute or 0,
            self.end.minute or 0,
            self.valid_from.data or clock.today(),
            self.valid_to.data,
        )


class EndHoursForm(Form):
    """Until when weekly hours hold."""

    last_day = DateField(label=N_("What is the last day with these hours?"), missing=N_("Enter the last day"))


class AnswerForm(Form):
    """What the place says about one thing that was asked for."""

    answer = RadioField(
        label=N_("Can you arrange it?"),
        missing=N_("Choose whether you can arrange it"),
        choices=[
            (NeedState.ARRANGED.value, N_("Yes, it is arranged")),
            (NeedState.CANNOT.value, N_("No, we cannot arrange it")),
        ],
    )
    note = TextAreaField(
        label=N_("What shall the person know?"),
        hint=N_("The person reads these words. If you cannot arrange it, say why and what you can offer instead."),
        maximum=LONGEST_NOTE,
        optional=True,
    )


class CallOffForm(Form):
    """Why an appointment does not take place."""

    why = RadioField(
        label=N_("Why does it not take place?"), missing=N_("Choose why it does not take place"), choices=WHY_CALLED_OFF
    )
