"""The forms of the parts of an application, and of finding one again."""

from __future__ import annotations

import unicodedata
from typing import Any

from wtforms.validators import ValidationError

from citizen.accessibility.ui import current_ui
from citizen.applications.lifecycle import PapersPlan
from citizen.people.find_again import FindAgainForm, access_code_field, reference_field
from citizen.people.needs import HINTS, LABELS, AccessNeed
from citizen.web.fields import CheckboxesField, RadioField, TextAreaField, TextField
from citizen.web.forms import Form
from citizen.web.i18n import N_, _

_FEWEST_DIGITS, _MOST_DIGITS = 7, 15
#: How printed letters come to the person.
ORDINARY_PRINT, LARGE_PRINT = "ordinary", "large"
#: Ways of telling that need a number.
_BY_NUMBER = ("text", "call", "sign")


class FindForm(FindAgainForm):
    """For an application."""

    reference = reference_field(N_("9 letters and digits, for example A7K 3M9 QX4. Spaces do not matter."))
    code = access_code_field()


class PhoneField(TextField):
    """A telephone number, as people write it; kept as digits with an optional plus sign."""

    def __init__(self, label: str, **rest: Any) -> None:
        super().__init__(label, inputmode="tel", maximum=40, **rest)

    @property
    def number(self) -> str:
        """The number without spaces and hyphens; empty when nothing was written."""
        halfwidth = unicodedata.normalize("NFKC", self.data or "")
        return "".join(c for c in halfwidth if c not in " -‐‑–—()./")

    def post_validate(self, form: Any, validation_stopped: bool) -> None:
        super().post_validate(form, validation_stopped)
        digits = self.number.removeprefix("+")
        is_number = digits.isascii() and digits.isdigit() and _FEWEST_DIGITS <= len(digits) <= _MOST_DIGITS
        if not validation_stopped and not is_number:
            raise ValidationError(_("Enter a telephone number, for example 010 12345678, or leave it empty"))


class EmailField(TextField):
    """An e-mail address. Only what cannot be one is refused: delivery shows the rest."""

    def __init__(self, label: str, **rest: Any) -> None:
        super().__init__(label, inputmode="email", maximum=120, **rest)

    def tidy(self, text: str) -> str:
        return unicodedata.normalize("NFKC", super().tidy(text))

    def post_validate(self, form: Any, validation_stopped: bool) -> None:
        super().post_validate(form, validation_stopped)
        name, at, host = (self.data or "").rpartition("@")
        looks_right = bool(name and at and "." in host.strip(".")) and not any(c.isspace() for c in self.data or "")
        if not validation_stopped and not looks_right:
            raise ValidationError(_("Enter an e-mail address, for example name@example.com, or leave it empty"))


def _told() -> RadioField:
    return RadioField(
        label=N_("How should we send news about this application?"),
        missing=N_("Choose how we should send news"),
        choices=[
            ("text", N_("Text message")),
            ("email", N_("E-mail")),
            ("call", N_("Telephone call")),
            ("letter", N_("Letter by post")),
            ("sign", N_("Sign-language video call")),
            (
                "self",
                N_("I look on this site or ask in the service hall"),
                N_("No telephone and no address are needed."),
            ),
        ],
    )


def _letter_print() -> RadioField:
    return RadioField(
        label=N_("How should letters be printed?"),
        hint=N_("Only needed for letters."),
        missing=N_("Choose how letters should be printed"),
        choices=[
            (ORDINARY_PRINT, N_("Ordinary print")),
            (LARGE_PRINT, N_("Large print"), N_("About twice as large, on more pages.")),
        ],
    )


def _needs() -> CheckboxesField:
    choices = [(need.value, LABELS[need], HINTS.get(need)) for need in AccessNeed if need is not AccessNeed.OTHER]
    return CheckboxesField(
        label=N_("What shall the office have ready?"),
        hint=N_("You may choose several, or none. The office sees it together with the application."),
        optional=True,
        choices=choices,
    )


def _needs_more() -> TextAreaField:
    return TextAreaField(label=N_("Something else that helps"), optional=True, maximum=300, autocomplete="off")


class _ContactForm(Form):
    """What both contact forms do. Nobody needs a phone."""

    def validate(self, extra_validators: Any = None) -> bool:
        """The chosen way of telling needs its number or address."""
        is_valid = bool(super().validate(extra_validators))
        told = self["told"].data
        if told in _BY_NUMBER and not self._has_number() and not self["phone"].errors:
            self.refuse("phone", _("Enter a number for this way of telling you, or choose another way"))
        if told == "email" and not self["email"].data and not self["email"].errors:
            self.refuse("email", _("Enter the e-mail address, or choose another way"))
        if told == "letter" and not self["address"].data and not self["address"].errors:
            self.refuse("address", _("Enter the address for letters, or choose another way"))
        return is_valid and not self.problems

    def contact(self) -> dict[str, Any]:
        """What is kept, without empty answers; news come as this page is read: in its language, and in easy-read."""
        values = {field.name: getattr(field, "number", field.data) for field in self}
        if values["told"] != "letter":
            del values["letter_print"]
        return {**{name: value for name, value in values.items() if value}, "language": current_ui().reads}

    def _has_number(self) -> bool:
        return any(name in self and self[name].data for name in ("phone", "helper_phone"))


class OwnContactForm(_ContactForm):
    """For oneself."""

    name = TextField(
        label=N_("Your name"),
        hint=N_("As on the identity card."),
        missing=N_("Enter your name"),
        maximum=50,
        autocomplete="name",
    )
    told = _told()
    phone = PhoneField(
        label=N_("Telephone number"), hint=N_("You can apply without a phone."), optional=True, autocomplete="tel"
    )
    email = EmailField(label=N_("E-mail address"), optional=True, autocomplete="email")
    address = TextAreaField(
        label=N_("Postal address"),
        hint=N_("Only needed for letters."),
        optional=True,
        maximum=200,
        autocomplete="street-address",
    )
    letter_print = _letter_print()
    needs = _needs()
    needs_more = _needs_more()


class HelpedContactForm(_ContactForm):
    """The helper first, then the person it is for; the browser completes only the helper's own details."""

    helper_name = TextField(
        label=N_("Your name, as the helper"),
        missing=N_("Enter your own name"),
        maximum=50,
        autocomplete="name",
        of_the_typist=True,
    )
    helper_phone = PhoneField(
        label=N_("Your telephone number"),
        hint=N_("You can apply without a phone."),
        optional=True,
        autocomplete="tel",
        of_the_typist=True,
    )
    name = TextField(
        label=N_("Name of the person you are helping"),
        hint=N_("As on the identity card."),
        missing=N_("Enter the name of the person you are helping"),
        maximum=50,
        autocomplete="off",
    )
    told = _told()
    phone = PhoneField(
        label=N_("Telephone number of this person"),
        hint=N_("Leave it empty if this person has no phone."),
        optional=True,
        autocomplete="off",
    )
    email = EmailField(label=N_("E-mail address of this person"), optional=True, autocomplete="off")
    address = TextAreaField(
        label=N_("Postal address of this person"),
        hint=N_("Only needed for letters."),
        optional=True,
        maximum=200,
        autocomplete="off",
    )
    letter_print = _letter_print()
    needs = _needs()
    needs_more = _needs_more()


def contact_form(*, is_self: bool, on_kiosk: bool, start: dict[str, Any]) -> OwnContactForm | HelpedContactForm:
    """The form for oneself or for somebody else."""
    start = {"letter_print": ORDINARY_PRINT, **start}
    form = OwnContactForm.from_request(start=start) if is_self else HelpedContactForm.from_request(start=start)
    if on_kiosk:
        form.never_complete()
    return form


class PlanForm(Form):
    """Are the papers complete?"""

    plan = RadioField(
        label=N_("Are your papers complete?"),
        missing=N_("Choose one answer"),
        choices=[
            (PapersPlan.COMPLETE.value, N_("Yes, or no papers are needed")),
            (
                PapersPlan.BRING.value,
                N_("I bring papers to the service hall"),
                N_("Staff there help you."),
            ),
            (PapersPlan.OPEN.value, N_("Not yet, I add more later")),
        ],
    )

    @property
    def chosen(self) -> PapersPlan:
        return PapersPlan(self["plan"].data)
