"""Asking a place, and answering somebody who asked."""

from __future__ import annotations

from citizen.booking.forms import OfferedField
from citizen.booking.terms import AnswerBy
from citizen.web.fields import RadioField, TextAreaField, TextField
from citizen.web.forms import Form
from citizen.web.i18n import N_

_BY_TEXT = (
    AnswerBy.TEXT.value,
    N_("In writing"),
    N_("You read the answer here, with reference and access code. With a mobile number you also get a text message."),
)
_BY_CALL = (AnswerBy.CALL.value, N_("Call me"), N_("Somebody calls the number you enter."))
_IN_PERSON = (
    AnswerBy.PERSON.value,
    N_("In person, at the service hall"),
    N_("You ask at the counter with your reference."),
)


class AskForm(Form):
    """Nothing runs out while it is filled in. Only the name is demanded."""

    wishes = TextAreaField(
        label=N_("What should the place know?"),
        hint=N_("For example which days suit you, and what you need."),
        optional=True,
        maximum=1000,
    )
    answer_by = RadioField(
        label=N_("How do you want the answer?"),
        missing=N_("Choose how you want the answer"),
        choices=[_BY_TEXT, _BY_CALL, _IN_PERSON],
    )
    contact_name = TextField(
        label=N_("Your name, or what we should call you"),
        missing=N_("Enter your name, or what we should call you"),
        maximum=40,
        autocomplete="name",
        of_the_typist=True,
    )
    contact_phone = TextField(
        label=N_("Your mobile number"),
        hint=N_("Needed only for a call or a text message."),
        optional=True,
        maximum=30,
        autocomplete="tel",
        inputmode="tel",
        of_the_typist=True,
    )

    def write_only(self) -> None:
        """Somebody who needs sign language or captions is never telephoned."""
        self.answer_by.choices = [_BY_TEXT, _IN_PERSON]
        self.contact_phone.hint_msgid = N_("Needed only for a text message. Nobody will call you.")


class AnswerForm(Form):
    """The staff's answer; the person reads every word of it."""

    answer = TextAreaField(
        label=N_("Your answer to the person"),
        hint=N_("The person reads it as you write it. Short sentences, no abbreviations."),
        missing=N_("Write an answer"),
        maximum=1000,
    )


class AppointmentForm(AnswerForm):
    """The answer with a time that is booked for the person."""

    start = OfferedField(label=N_("Which time do you book for the person?"), missing=N_("Choose a time"))
