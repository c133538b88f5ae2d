"""What somebody says who comes with an identity that nobody here has yet."""

from __future__ import annotations

from citizen.web.fields import CheckboxesField, TextField
from citizen.web.forms import Form
from citizen.web.i18n import N_

BIRTH_DATE = "birth_date"


class NewcomerForm(Form):
    """The name starts with what the service said, to be changed or emptied."""

    name = TextField(
        label=N_("What should we call you?"),
        hint=N_("Only you see it, and those you allow to help you."),
        optional=True,
        maximum=30,
        autocomplete="name",
    )


class NewcomerWithBirthDateForm(NewcomerForm):
    """Where the service also said a date of birth."""

    remember = CheckboxesField(
        label=N_("May we remember your date of birth?"),
        hint=N_("Then you need not enter it in checks and applications. You can delete it at any time."),
        optional=True,
        choices=[(BIRTH_DATE, N_("Yes, remember it"))],
    )
