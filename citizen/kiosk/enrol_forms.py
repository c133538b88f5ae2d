"""The form with which a machine becomes a terminal."""

from __future__ import annotations

from citizen.web.fields import TextField
from citizen.web.forms import Form
from citizen.web.i18n import N_


class EnrolTerminalForm(Form):
    """The code the operator printed."""

    code = TextField(
        label=N_("Enrolment code of the terminal"),
        hint=N_("8 letters and digits. Capital or small does not matter."),
        missing=N_("Enter the enrolment code"),
        maximum=40,
        autocomplete="off",
    )
