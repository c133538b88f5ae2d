"""The questions of a booking."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from citizen.booking.slots import PartOfDay
from citizen.booking.terms import Need
from citizen.booking.wording import NEED_LABELS
from citizen.web.fields import CheckboxesField, ChoiceText, RadioField, SelectField, TextField
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
            )
            for position, choice in enumerate(self.offered)
        ]


class DistrictForm(Form):
    """Where the person wants to go; not necessarily where they are registered."""

    district = OfferedField(label=N_("In which district?"), missing=N_("Choose a district"))


class ServiceForm(Form):
    service = OfferedField(label=N_("What do you want to book?"), missing=N_("Choose what you want to book"))


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
                }.get(need),
            )
            for need in Need
        ],
    )


class FilterForm(Form):
    """A look-up: from which day, and which part of the day."""

    day = SelectField(label=N_("From which day on?"), choices=())
    part = SelectField(
        label=N_("Which part of the day?"),
        choices=[
            (PartOfDay.ANY.value, N_("Any time")),
            (PartOfDay.MORNING.value, N_("Morning")),
            (PartOfDay.AFTERNOON.value, N_("Afternoon")),
        ],
    )

    def offer_days(self, days: Iterable[ChoiceText], *, chosen: str | None) -> None:
        """The days to choose from, already in words."""
        self.day.choices = tuple(days)
        self.day.data = chosen

    def chosen_part(self) -> PartOfDay:
        """Any time, unless the address names a part of the day."""
        part = PartOfDay(self.part.data) if self.part.data in set(PartOfDay) else PartOfDay.ANY
        self.part.data = part.value
        return part


class TimeForm(Form):
    start = OfferedField(label=N_("Choose a time"), missing=N_("Choose a time"))


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
        hint=N_("Only if the place may call you or send a text message when something changes."),
        optional=True,
        maximum=30,
        autocomplete="tel",
        inputmode="tel",
    )

    def leave_nothing_behind(self) -> None:
        """On a shared terminal, and when helping somebody, the browser must not fill in a stranger's data."""
        for field in self:
            field.autocomplete = "off"


class HomeContactForm(ContactForm):
    """For a visit to the person's home."""

    home_address = TextField(
        label=N_("Address for the visit"),
        hint=N_("District, street, building, entrance, floor and door."),
        missing=N_("Enter the address for the visit"),
        maximum=200,
        autocomplete="street-address",
    )


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
