"""The forms of staff signing in."""

from __future__ import annotations

from citizen.web.fields import TextField
from citizen.web.forms import Form
from citizen.web.i18n import N_


def _work_number() -> TextField:
    return TextField(
        label=N_("Work number"),
        hint=N_("For example G1024"),
        missing=N_("Enter your work number"),
        maximum=40,
        autocomplete="username",
    )


class WorkNumberForm(Form):
    """Who wants a code."""

    number = _work_number()


class CodeForm(Form):
    """The code that was sent; it may be pasted."""

    code = TextField(
        label=N_("Code from the message"),
        hint=N_("6 digits. You may paste them."),
        missing=N_("Enter the code"),
        maximum=40,
        autocomplete="one-time-code",
        inputmode="numeric",
    )


class EnrolForm(Form):
    """The first sign-in, with what the operator handed over."""

    number = _work_number()
    enrolment = TextField(
        label=N_("Enrolment code"),
        hint=N_("16 letters and digits. Spaces do not matter. It is good once."),
        missing=N_("Enter the enrolment code"),
        maximum=60,
        autocomplete="off",
    )
