"""What the pages of passkeys send: the answer of the device, and what the person calls it."""

from __future__ import annotations

from flask import request

from citizen.web.fields import TextField
from citizen.web.forms import Form
from citizen.web.i18n import N_


class PasskeyForm(Form):
    """The script puts the device's answer into the field `answer`, which nobody types."""

    label = TextField(
        label=N_("What do you call this device?"),
        hint=N_("For example: my telephone. So that you know it again in the list."),
        optional=True,
        maximum=40,
        autocomplete="off",
    )

    @property
    def said(self) -> str:
        """The answer as the browser gave it; empty without a script."""
        return request.form.get("answer", "")
