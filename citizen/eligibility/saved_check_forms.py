"""The forms of saved checks: finding one again, and how to be told when it changes."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from citizen.accessibility.locales import LOCALES
from citizen.notices.channels import Channel
from citizen.people.find_again import FindAgainForm, access_code_field, reference_field
from citizen.web.fields import CheckboxesField, RadioField, TextAreaField, TextField
from citizen.web.forms import Form
from citizen.web.i18n import N_, _

_PHONE = re.compile(r"\+?\d{7,15}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
#: In the language of the page: a name in another language would need its own mark.
_LANGUAGES = {"zh-Hans": N_("Simplified Chinese"), "zh-Hant": N_("Traditional Chinese"), "en": N_("English")}
_BETWEEN_DIGITS = " -‐‑–—()./"


class FindSavedForm(FindAgainForm):
    """For a saved check."""

    reference = reference_field(
        N_("9 letters and digits, beginning with C, for example C7K 3M9 QX4. Spaces do not matter.")
    )
    code = access_code_field()


class NewsForm(Form):
    """How to be told. Only the chosen way needs an address; nobody needs a telephone."""

    channel = RadioField(
        label=N_("How should we tell you?"),
        missing=N_("Choose how we should tell you"),
        choices=[
            (Channel.SMS.value, N_("Text message"), N_("Anybody who sees your telephone can read it.")),
            (Channel.EMAIL.value, N_("E-mail")),
            (Channel.POST.value, N_("Letter by post")),
            (Channel.SCREEN.value, N_("Only on this site, when I come back"), N_("No telephone and no address.")),
        ],
    )
    phone = TextField(
        label=N_("Mobile number for text messages"), optional=True, maximum=40, inputmode="tel", autocomplete="tel"
    )
    email = TextField(label=N_("E-mail address"), optional=True, maximum=200, inputmode="email", autocomplete="email")
    address = TextAreaField(
        label=N_("Name and postal address for letters"), optional=True, maximum=300, autocomplete="off"
    )
    language = RadioField(
        label=N_("In which language?"),
        missing=N_("Choose a language"),
        choices=[(code, _LANGUAGES.get(code, info.name)) for code, info in LOCALES.items()],
    )
    agreed = CheckboxesField(
        label=N_("Do you agree?"),
        missing=N_("Tick the box if you agree. Otherwise we tell you nothing."),
        choices=[
            (
                "yes",
                N_("Look at my saved answers again when rules or my age change, and tell me that something changed."),
            )
        ],
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """The chosen way needs its number or address, and one that can be right."""
        is_valid = bool(super().validate(extra_validators))
        if self.chosen is Channel.SMS and not _PHONE.fullmatch(self._number):
            self.refuse("phone", _("Enter a mobile number, for example 138 0000 0000, or choose another way"))
        if self.chosen is Channel.EMAIL and not _EMAIL.fullmatch(self.email.data or ""):
            self.refuse("email", _("Enter an e-mail address, for example name@example.com, or choose another way"))
        if self.chosen is Channel.POST and not self["address"].data:
            self.refuse("address", _("Enter name and address, or choose another way"))
        return is_valid and not self.problems

    @property
    def chosen(self) -> Channel | None:
        codes = [channel.value for channel in Channel]
        return Channel(self.channel.data) if self.channel.data in codes else None

    @property
    def goes_to(self) -> str:
        """The address that the chosen way needs, and no other: what else was typed is not kept."""
        addresses = {Channel.SMS: self._number, Channel.EMAIL: self.email.data, Channel.POST: self["address"].data}
        return str(addresses.get(self.chosen) or "") if self.chosen else ""

    @property
    def _number(self) -> str:
        halfwidth = unicodedata.normalize("NFKC", self.phone.data or "")
        return "".join(c for c in halfwidth if c not in _BETWEEN_DIGITS)


def news_form(*, language: str, complete_own: bool) -> NewsForm:
    """`complete_own`: the browser may fill in its owner's number; never on a terminal, never for somebody else."""
    form = NewsForm.from_request(start={"language": language})
    if not complete_own:
        form.never_complete()
    return form
