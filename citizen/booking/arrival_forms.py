"""The questions in a hall: which booking, what for, how to be called."""

from __future__ import annotations

from citizen.booking.forms import OfferedField
from citizen.web.fields import RadioField, TextField
from citizen.web.forms import Form
from citizen.web.i18n import N_

SCREEN, FETCHED = "screen", "fetched"
_WAYS = [
    (SCREEN, N_("On the screen and by voice"), None),
    (
        FETCHED,
        N_("On the screen and by voice, and somebody comes to me"),
        N_("For example when you cannot hear, or cannot see the screen. Please sit near the service desk."),
    ),
]


class ArriveForm(Form):
    """Typed, pasted, or read by a scanner from the square of the booking."""

    reference = TextField(
        label=N_("Reference of your booking"),
        hint=N_("It begins with B. A scanner may also read the square into this field."),
        missing=N_("Enter the reference of your booking"),
        maximum=300,
        autocomplete="off",
    )
    access_code = TextField(
        label=N_("Access code of your booking"),
        hint=N_("8 letters and digits. You got it together with the reference."),
        missing=N_("Enter the access code of your booking"),
        maximum=40,
        autocomplete="off",
    )


class NumberForm(Form):
    """A number for somebody without an appointment."""

    area = OfferedField(label=N_("What have you come for?"), missing=N_("Choose what you have come for"))
    how = RadioField(label=N_("How should we call you?"), missing=N_("Choose how we should call you"), choices=_WAYS)


class HowForm(Form):
    """Another way to be called."""

    how = RadioField(
        label=N_("How should we call your number?"), missing=N_("Choose how we should call you"), choices=_WAYS
    )
