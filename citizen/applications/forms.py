"""The forms of the application journey."""

from __future__ import annotations

import unicodedata
from typing import Any, TypeAlias

from wtforms.validators import ValidationError

from citizen.applications.lifecycle import PapersPlan
from citizen.core.references import normalise, normalise_code
from citizen.web.fields import CheckboxesField, FileField, RadioField, TextAreaField, TextField
from citizen.web.forms import Form
from citizen.web.i18n import N_, _

_CODE_LENGTH = 8
_FEWEST_DIGITS, _MOST_DIGITS = 7, 15
#: Ways of telling that need a number.
_BY_NUMBER = ("text", "call", "sign")


class FindForm(Form):
    """Reference and access code, as they stand on the page or the paper somebody kept."""

    reference = TextField(
        label=N_("Reference"),
        hint=N_("9 letters and digits, for example A7K 3M9 QX4. Spaces do not matter."),
        missing=N_("Enter the reference"),
        maximum=40,
        autocomplete="off",
    )
    code = TextField(
        label=N_("Access code"),
        hint=N_("8 letters and digits. It stands next to the reference."),
        missing=N_("Enter the access code"),
        maximum=40,
        autocomplete="off",
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """What cannot be a reference is said at once: a slip of the pen is no attempt at a secret."""
        is_valid = bool(super().validate(extra_validators))
        if is_valid and normalise(self.reference.data) is None:
            self.refuse("reference", _("This reference is not complete or has a slip. Check each character."))
        if is_valid and len(normalise_code(self.code.data)) != _CODE_LENGTH:
            self.refuse("code", _("An access code has 8 letters and digits. Check each character."))
        return is_valid and not self.problems


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


def _told() -> RadioField:
    return RadioField(
        label=N_("How should we send news about this application?"),
        missing=N_("Choose how we should send news"),
        choices=[
            ("text", N_("Text message")),
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


class _ContactForm(Form):
    """What both contact forms do. Nobody needs a phone."""

    def validate(self, extra_validators: Any = None) -> bool:
        """The chosen way of telling needs its number or address."""
        is_valid = bool(super().validate(extra_validators))
        told = self["told"].data
        if told in _BY_NUMBER and not self._has_number() and not self["phone"].errors:
            self.refuse("phone", _("Enter a number for this way of telling you, or choose another way"))
        if told == "letter" and not self["address"].data and not self["address"].errors:
            self.refuse("address", _("Enter the address for letters, or choose another way"))
        return is_valid and not self.problems

    def contact(self) -> dict[str, str]:
        """What is kept, without empty answers."""
        values = {field.name: getattr(field, "number", field.data) for field in self}
        return {name: value for name, value in values.items() if value}

    def never_complete(self) -> None:
        """On a shared machine the browser must not fill in whoever used it before."""
        for field in self:
            field.autocomplete = "off"

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
    address = TextAreaField(
        label=N_("Postal address"),
        hint=N_("Only needed for letters."),
        optional=True,
        maximum=200,
        autocomplete="street-address",
    )


class HelpedContactForm(_ContactForm):
    """The helper first, then the person it is for; the browser completes only the helper's own details."""

    helper_name = TextField(
        label=N_("Your name, as the helper"), missing=N_("Enter your own name"), maximum=50, autocomplete="name"
    )
    helper_phone = PhoneField(
        label=N_("Your telephone number"), hint=N_("You can apply without a phone."), optional=True, autocomplete="tel"
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
    address = TextAreaField(
        label=N_("Postal address of this person"),
        hint=N_("Only needed for letters."),
        optional=True,
        maximum=200,
        autocomplete="off",
    )


def contact_form(*, is_self: bool, on_kiosk: bool, start: dict[str, Any]) -> OwnContactForm | HelpedContactForm:
    """The form for oneself or for somebody else."""
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


class PaperForm(Form):
    """One file at a time: what is on it, and the file."""

    @property
    def kind_code(self) -> str:
        return str(self["kind"].data)

    @property
    def file_name(self) -> str:
        return str(self["paper"].data.filename)

    def content(self) -> bytes:
        """What was sent; the size of a request is limited before."""
        return bytes(self["paper"].data.read())


def paper_form(kinds: list[tuple[str, str]], *, chosen: str | None, largest: int) -> PaperForm:
    """The form for a programme's kinds of papers; the names are already in the language of the page."""
    kind = RadioField(
        label=_("What is on the paper?"),
        choices=kinds,
        missing=_("Choose what is on the paper"),
        translated=True,
    )
    fields = {"kind": kind, "paper": _file_field(largest)}
    form_class: type[PaperForm] = type("PaperForm", (PaperForm,), fields)
    return form_class.from_request(start={"kind": chosen})


def _file_field(largest: int) -> FileField:
    hint = _("A photo (JPEG or PNG) or a PDF, at most %(megabytes)s MB.", megabytes=largest // (1024 * 1024))
    return FileField(
        label=_("Choose the file"),
        hint=hint,
        missing=_("Choose a file"),
        accept="image/jpeg,image/png,application/pdf",
        translated=True,
    )


class DeclarationForm(Form):
    """The declaration before sending."""

    declared = CheckboxesField(
        label=N_("Declaration"),
        missing=N_("Tick the box to say that the answers are right"),
        choices=[("yes", N_("What I have entered is right, as far as I know."))],
    )


class HelpedDeclarationForm(Form):
    """The same, said by somebody who helps: the person has been told and agrees."""

    declared = CheckboxesField(
        label=N_("Declaration"),
        missing=N_("Tick the box to say that the answers are right"),
        choices=[
            (
                "yes",
                N_("I have told this person about the application. What I have entered is right, as far as I know."),
            )
        ],
    )


Declaration: TypeAlias = DeclarationForm | HelpedDeclarationForm


def declaration_form(*, is_self: bool) -> Declaration:
    return DeclarationForm.from_request() if is_self else HelpedDeclarationForm.from_request()
