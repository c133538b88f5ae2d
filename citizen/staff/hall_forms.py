"""Where in the hall a member of staff sits."""

from __future__ import annotations

from citizen.booking.tickets import LONGEST_COUNTER
from citizen.web.fields import TextField
from citizen.web.forms import Form
from citizen.web.i18n import N_


class CounterForm(Form):
    """As it is shown and said when a number is called."""

    counter = TextField(
        label=N_("Where do you sit?"),
        hint=N_("This is shown and said when you call a number, for example: counter 3."),
        missing=N_("Enter where people should go"),
        maximum=LONGEST_COUNTER,
        autocomplete="off",
    )
