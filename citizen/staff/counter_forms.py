"""What is asked at the counter. Of a proof only its kind is kept, never a number on it."""

from __future__ import annotations

from citizen.people.credential_models import CardKind, CodeChannel
from citizen.proxies import doings
from citizen.web.fields import RadioField, TextField
from citizen.web.forms import Form
from citizen.web.i18n import N_

PROOFS = tuple(doings.PROOFS.items())


def proof_field() -> RadioField:
    return RadioField(
        label=N_("What did you see, to know who it is?"),
        hint=N_("Only look at it. Do not write down any number."),
        missing=N_("Choose what you saw"),
        choices=PROOFS,
    )


class FindPersonForm(Form):
    """One field for whatever the person brings."""

    known_by = TextField(
        label=N_("What does the person bring?"),
        hint=N_("Their telephone number or e-mail; the number of a sign-in card (K…); or a reference (A…, B…, M…)."),
        missing=N_("Enter what the person brings"),
        maximum=100,
        autocomplete="off",
    )


class NewPersonForm(Form):
    """Somebody who has nothing here yet."""

    called = TextField(
        label=N_("How does the person want to be called?"),
        missing=N_("Enter how the person wants to be called"),
        maximum=40,
        autocomplete="off",
    )


class CardForm(Form):
    """Which card is handed over."""

    kind = RadioField(
        label=N_("Which card does the person want?"),
        missing=N_("Choose which card"),
        choices=[
            (CardKind.CODES.value, N_("10 codes on paper"), N_("Each is good once. For whoever can read and type.")),
            (CardKind.QR.value, N_("A square"), N_("To hold before a camera. Good until it is reported lost.")),
        ],
    )
    proof = proof_field()


class ContactForm(Form):
    """A new telephone or e-mail."""

    channel = RadioField(
        label=N_("What is new?"),
        missing=N_("Choose what is new"),
        choices=[(CodeChannel.SMS.value, N_("A telephone number")), (CodeChannel.EMAIL.value, N_("An e-mail address"))],
    )
    address = TextField(
        label=N_("The new number or address"),
        hint=N_("Let the person read it from their own telephone, then compare."),
        missing=N_("Enter the new number or address"),
        maximum=254,
        autocomplete="off",
    )
    proof = proof_field()


class DecisionForm(Form):
    """The second member says yes or no."""

    decision = RadioField(
        label=N_("What is right?"),
        missing=N_("Choose yes or no"),
        choices=[
            ("confirm", N_("It is right: confirm"), N_("I looked at the paper or the person myself.")),
            ("not_readable", N_("No: the paper cannot be read, or is not complete")),
            ("not_this_person", N_("No: the paper is not about these persons")),
            ("person_does_not_want", N_("No: the person does not want it")),
            ("mistake", N_("No: it was entered by mistake")),
        ],
    )

    @property
    def reason(self) -> str | None:
        """Why not; None: yes."""
        return None if self.decision.data == "confirm" else str(self.decision.data)
