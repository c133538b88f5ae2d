"""The questions of a booking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from citizen.booking.terms import Need
from citizen.booking.wording import NEED_LABELS
from citizen.web.fields import CheckboxesField, DateField, RadioField, TextField
from citizen.web.forms import Form
from citizen.web.i18n import N_


@dataclass(frozen=True, slots=True)
class OfferedChoice:
    """One of the things that can be had now, in the person's language already."""

    code: str
    label: str
    hint: str | None = None
    group: str | None = None
    checked: bool = False
    id: str = ""
    divider: bool = False
    #: The end of the label that is enough where a heading above says the rest; the whole of it is still read out.
    seen: str | None = None


class OfferedField(RadioField):
    """One of what is on offer at this moment; the route says what that is."""

    def __init__(self, label: str, **rest: object) -> None:
        super().__init__(label, choices=(), **rest)
        self.offered: Sequence[OfferedChoice] = ()

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(choice.code for choice in self.offered)

    @property
    def choices_list(self) -> list[OfferedChoice]:  # type: ignore[override]  # the macro reads both alike
        return [
            OfferedChoice(
                code=choice.code,
                label=choice.label,
                hint=choice.hint,
                group=choice.group,
                checked=choice.code == self.data,
                id=str(self.id) if position == 0 else f"{self.id}-{position}",
                divider=choice.divider,
                seen=choice.seen,
            )
            for position, choice in enumerate(self.offered)
        ]


class DistrictForm(Form):
    """Where the person wants to go; not necessarily where they are registered."""

    district = OfferedField(label=N_("In which district?"), missing=N_("Choose a district"))


class ServiceForm(Form):
    service = OfferedField(label=N_("What do you want to book?"), missing=N_("Choose what you want to book"))


class AreaForm(Form):
    """In plain words; a district with few services is asked for them at once."""

    area = OfferedField(label=N_("What do you need help with?"), missing=N_("Choose what you need help with"))


class NeedsForm(Form):
    """Needs are typed: they reserve an interpreter or time instead of standing in a comment."""

    needs = CheckboxesField(
        label=N_("Choose what is needed"),
        hint=N_("You may choose several, or none. No place is hidden because of your answer."),
        optional=True,
        choices=[
            (
                need.value,
                NEED_LABELS[need],
                {
                    Need.SIGN_LANGUAGE: N_(
                        "Where the place has an interpreter, we reserve one together with the time."
                    ),
                    Need.LONGER_TIME: N_("We plan a longer appointment."),
                    Need.HOIST: N_("Where the place has one, we reserve it together with the time."),
                    Need.HOME_VISIT: N_("Where this is offered. If not, we say so and what you can do."),
                    Need.REMOTE: N_("You join by video or by writing."),
                }.get(need),
            )
            for need in Need
        ],
    )


class SubdistrictForm(Form):
    """Only for saying how far a place is."""

    subdistrict = OfferedField(
        label=N_("Which subdistrict or town is near you?"),
        hint=N_("Only so that we can say how far it is. You need not say."),
        missing=N_("Choose a subdistrict, or say that you do not want to"),
    )


class DayForm(Form):
    day = OfferedField(label=N_("Which day suits you?"), missing=N_("Choose a day"))


class SinceForm(Form):
    """Instead of paging: a day that is typed."""

    since = DateField(label=N_("Show days from"), missing=N_("Enter a day"))


class TimeForm(Form):
    start = OfferedField(label=N_("What time suits you?"), missing=N_("Choose a time"))


class ContactForm(Form):
    """How the place speaks to the one who books. A phone is never demanded."""

    contact_name = TextField(
        label=N_("Your name, or what we should call you"),
        missing=N_("Enter your name, or what we should call you"),
        maximum=40,
        autocomplete="name",
    )
    contact_phone = TextField(
        label=N_("Your phone number"),
        hint=N_(
            "Only if you want: we text you before the appointment and when the place changes something. "
            "The place may call."
        ),
        optional=True,
        maximum=30,
        autocomplete="tel",
        inputmode="tel",
    )


def home_address_field() -> TextField:
    """Where the person is visited."""
    return TextField(
        label=N_("Address for the visit"),
        hint=N_("District, street, building, entrance, floor and door."),
        missing=N_("Enter the address for the visit"),
        maximum=200,
        autocomplete="street-address",
    )


class HomeContactForm(ContactForm):
    """For a visit to the person's home."""

    home_address = home_address_field()


class FindForm(Form):
    """Coming back later, on any device."""

    reference = TextField(
        label=N_("Reference"),
        hint=N_("It begins with B. Spaces and small letters do not matter."),
        missing=N_("Enter the reference"),
        maximum=40,
        autocomplete="off",
    )
    access_code = TextField(
        label=N_("Access code"),
        hint=N_("8 letters and digits. It stands on the page that confirmed your booking."),
        missing=N_("Enter the access code"),
        maximum=40,
        autocomplete="off",
    )
