"""The digits another screen shows."""

from __future__ import annotations

from citizen.web.fields import TextField
from citizen.web.forms import Form
from citizen.web.i18n import N_


class HandOffForm(Form):
    """Typed, or read by a scanner of squares, which types the whole address."""

    code = TextField(
        label=N_("Enter the 8 digits that stand on the other screen"),
        hint=N_("You may leave out spaces."),
        missing=N_("Enter the 8 digits"),
        maximum=200,
        autocomplete="off",
        inputmode="numeric",
    )

    @property
    def typed(self) -> str:
        return str(self["code"].data)
