"""The time of the second person."""

from __future__ import annotations

from citizen.booking.forms import OfferedField
from citizen.web.forms import Form
from citizen.web.i18n import N_


class BesideForm(Form):
    start = OfferedField(
        label=N_("Which time for the second person?"), missing=N_("Choose a time for the second person")
    )
