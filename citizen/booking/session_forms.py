"""Which session of a group somebody comes to."""

from __future__ import annotations

from citizen.booking.forms import OfferedField
from citizen.web.forms import Form
from citizen.web.i18n import N_


class SessionForm(Form):
    session = OfferedField(label=N_("Which session do you want to come to?"), missing=N_("Choose a session"))
