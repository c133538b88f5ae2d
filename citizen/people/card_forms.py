"""What is asked on the pages of sign-in cards."""

from __future__ import annotations

from typing import Any

from citizen.people.cards import CODE_LENGTH, SQUARE_LENGTH, code_in
from citizen.people.credential_models import CardKind
from citizen.web.fields import RadioField, TextField
from citizen.web.forms import Form
from citizen.web.i18n import N_, _


class CardCodeForm(Form):
    """One code of a card, typed, pasted or read in by a reader of squares."""

    code = TextField(
        label=N_("Code on your card"),
        hint=N_("Any code that you have not used. Capital or small letters, with or without spaces."),
        missing=N_("Enter a code of your card"),
        maximum=300,
        autocomplete="one-time-code",
    )

    #: The code as it was meant, after validation.
    meant: str = ""

    def validate(self, extra_validators: Any = None) -> bool:
        """What cannot be a code is said at once: a slip of the pen is no attempt at a secret."""
        is_valid = bool(super().validate(extra_validators))
        self.meant = code_in(str(self.code.data or "")) or ""
        if is_valid and not self.meant:
            self.refuse("code", _not_a_code())
        return is_valid and bool(self.meant)


def _not_a_code() -> str:
    return _(
        "A code has %(short)s letters and digits; the code of a square has %(long)s. O, I, L, 0 and 1 never occur.",
        short=CODE_LENGTH,
        long=SQUARE_LENGTH,
    )


def _kind_field() -> RadioField:
    return RadioField(
        label=N_("Which card do you want?"),
        missing=N_("Choose which card you want"),
        choices=[
            (CardKind.CODES.value, N_("A card with 10 codes"), N_("You type one code each time. Each is good once.")),
            (
                CardKind.QR.value,
                N_("A card with a square"),
                N_("You hold it before a camera. It is good until you say that it is lost."),
            ),
        ],
    )


class NewCardForm(Form):
    """Which card to make."""

    kind = _kind_field()

    @property
    def chosen(self) -> CardKind:
        return CardKind(str(self.kind.data))


class FirstCardForm(Form):
    """Which card to make, for somebody who has no account yet."""

    name = TextField(
        label=N_("What should we call you?"),
        hint=N_("It need not be your full name."),
        optional=True,
        maximum=30,
        autocomplete="nickname",
    )
    kind = _kind_field()

    @property
    def chosen(self) -> CardKind:
        return CardKind(str(self.kind.data))
