"""Looking up where an application stands."""

from __future__ import annotations

from citizen.web.fields import RadioField, TextField
from citizen.web.forms import Form
from citizen.web.i18n import N_


class CaseForm(Form):
    """Reference and reason; the person reads the reason."""

    reference = TextField(
        label=N_("Reference of the application"),
        hint=N_("It begins with A. Spaces do not matter."),
        missing=N_("Enter the reference"),
        maximum=40,
        autocomplete="off",
    )
    reason = RadioField(
        label=N_("Why do you look?"),
        hint=N_("The person can read it in their account."),
        missing=N_("Choose why you look"),
        choices=[
            ("status_asked", N_("The person asked, here or on the telephone")),
            ("status_helper", N_("Somebody who may act for the person asked")),
            ("status_checked", N_("To check something for the office")),
        ],
    )
