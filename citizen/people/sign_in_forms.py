"""The questions on the way in. Nothing has to be remembered; whatever has to be typed may be pasted."""

from __future__ import annotations

from typing import Any

from citizen.people import contacts, one_time_codes
from citizen.people.credential_models import CodeChannel
from citizen.people.find_again import FindAgainForm, access_code_field, reference_field
from citizen.web.fields import RadioField, TextField
from citizen.web.forms import Form
from citizen.web.i18n import N_, _


class BegunHereForm(Form):
    """Whose it is, without showing what it is."""

    mine = RadioField(
        label=N_("Before you signed in, something was begun on this device. Is it yours?"),
        missing=N_("Choose whether it is yours"),
        choices=[
            ("yes", N_("Yes, it is mine"), N_("It is kept in your account. You find it on every device.")),
            ("no", N_("No, or I am not sure"), N_("It does not come into your account. Nobody is shown it here.")),
        ],
    )

    @property
    def is_mine(self) -> bool:
        return str(self.mine.data) == "yes"


class ReceiptForm(FindAgainForm):
    """Whatever the receipt is for: the first letter says which room has it."""

    reference = reference_field(N_("It begins with A, B, C or N. Spaces and small letters do not matter."))
    code = access_code_field()


class AddressForm(Form):
    """Where a code goes. What is written there is tidied, never judged by its spaces."""

    channel: CodeChannel
    to: TextField

    def validate(self, extra_validators: Any = None) -> bool:
        is_valid = bool(super().validate(extra_validators))
        if is_valid and self.address is None:
            self.refuse("to", _(_WRONG[self.channel]))
        return is_valid and not self.problems

    @property
    def address(self) -> str | None:
        """The tidy number or mail address."""
        return contacts.tidy_address(self.channel, self.to.data or "")


class SmsForm(AddressForm):
    channel = CodeChannel.SMS
    to = TextField(
        label=N_("Mobile number for the text message"),
        missing=N_("Enter the mobile number"),
        maximum=40,
        autocomplete="tel",
        inputmode="tel",
    )


class VoiceForm(AddressForm):
    channel = CodeChannel.VOICE
    to = TextField(
        label=N_("Telephone number that we call"),
        hint=N_("A landline is fine, with its area code, for example 010 1234 5678."),
        missing=N_("Enter the telephone number"),
        maximum=40,
        autocomplete="tel",
        inputmode="tel",
    )


class EmailForm(AddressForm):
    channel = CodeChannel.EMAIL
    to = TextField(
        label=N_("E-mail address for the code"),
        missing=N_("Enter the e-mail address"),
        maximum=254,
        autocomplete="email",
        inputmode="email",
    )


ADDRESS_FORMS: dict[CodeChannel, type[AddressForm]] = {form.channel: form for form in (SmsForm, VoiceForm, EmailForm)}
_WRONG = {
    CodeChannel.SMS: N_("Enter a mobile number, for example 138 0000 0000"),
    CodeChannel.VOICE: N_("Enter a telephone number with its area code, for example 010 1234 5678"),
    CodeChannel.EMAIL: N_("Enter an e-mail address, for example name@example.com"),
}


class CodeForm(Form):
    """One field for the whole code, so that a phone can fill it in and anybody can paste it."""

    code = TextField(
        label=N_("The 6 digits of the code"),
        hint=N_("You may paste it. Spaces do not matter."),
        missing=N_("Enter the code"),
        maximum=60,
        autocomplete="one-time-code",
        inputmode="numeric",
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """Too few or too many digits are a slip, not an attempt."""
        is_valid = bool(super().validate(extra_validators))
        if is_valid and len(one_time_codes.digits_of(self.code.data or "")) != one_time_codes.DIGITS:
            self.refuse("code", _("The code has 6 digits. Check them once more."))
        return is_valid and not self.problems


def address_form(channel: CodeChannel, *, complete_own: bool) -> AddressForm:
    """`complete_own`: the browser may fill in its owner's address; never on a shared terminal."""
    form = ADDRESS_FORMS[channel].from_request()
    if not complete_own:
        form.to.autocomplete = "off"
    return form
