"""What somebody says who wants to wait for a time."""

from __future__ import annotations

from citizen.booking.forms import ContactForm, OfferedField, home_address_field
from citizen.booking.terms import PartOfDayWished
from citizen.web.fields import CheckboxesField, RadioField, TextField
from citizen.web.i18n import N_

#: Monday is 0, as everywhere.
WEEKDAYS = (
    N_("On Mondays"),
    N_("On Tuesdays"),
    N_("On Wednesdays"),
    N_("On Thursdays"),
    N_("On Fridays"),
    N_("On Saturdays"),
    N_("On Sundays"),
)
PARTS = {
    PartOfDayWished.ANY: N_("Morning or afternoon, both are fine"),
    PartOfDayWished.MORNING: N_("Only in the morning"),
    PartOfDayWished.AFTERNOON: N_("Only in the afternoon"),
}


class JoinForm(ContactForm):
    """Where, when, until when, and how the person is told. Nothing of it holds a time."""

    place = OfferedField(label=N_("At which place?"), missing=N_("Choose a place, or say that any will do"))
    weekdays = CheckboxesField(
        label=N_("On which days can you come?"),
        hint=N_("Choose all that are possible. If you choose none, any day will do."),
        optional=True,
        choices=[(str(number), label) for number, label in enumerate(WEEKDAYS)],
    )
    part = RadioField(
        label=N_("At which time of the day?"),
        missing=N_("Choose a time of the day"),
        choices=[(part.value, label) for part, label in PARTS.items()],
    )
    until = OfferedField(label=N_("Until when do you want to wait?"), missing=N_("Choose until when you want to wait"))
    contact_phone = TextField(
        label=N_("Phone number for a text message"),
        hint=N_(
            "We send a text message as soon as a time is free for you. Without a number, look here from time to time."
        ),
        optional=True,
        maximum=30,
        autocomplete="tel",
        inputmode="tel",
    )


class HomeJoinForm(JoinForm):
    """For a visit to the person's home."""

    home_address = home_address_field()
