"""Forms by which somebody comes to act for another, and the form of the person's own turn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from citizen.accessibility.ui import current_ui
from citizen.proxies import evidence, programme_areas
from citizen.proxies.authority import Act
from citizen.proxies.consent import Answer, Asked, Period
from citizen.proxies.mandate_words import ACT_WORDS, act_choices
from citizen.web.fields import CheckboxesField, FileField, RadioField, TextField
from citizen.web.forms import Form
from citizen.web.i18n import N_, _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from citizen.web.fields import ChoiceText

ALL = "all"
PERIODS: dict[Period, str] = {
    Period.VISIT: N_("Only this visit"),
    Period.TODAY: N_("Only today"),
    Period.MONTH: N_("30 days"),
    Period.HALF_YEAR: N_("Half a year"),
    Period.YEAR: N_("One year"),
}


class HowForm(Form):
    """How somebody allows it."""

    how = RadioField(
        label=N_("How does this person allow it?"),
        missing=N_("Choose how this person allows it"),
        choices=[
            ("here", N_("The person is here now"), N_("You hand them this device. They say yes or no themselves.")),
            ("code", N_("The person has given me an invitation code"), N_("They made it in their own account.")),
            (
                "paper",
                N_("The person has signed a paper"),
                N_("You take a photo of it. Our staff look at it."),
            ),
        ],
    )


class _NamesForm(Form):
    person_name = TextField(
        label=N_("What is this person called?"),
        hint=N_("The name by which they know that it is about them."),
        missing=N_("Enter what this person is called"),
        maximum=30,
        autocomplete="off",
    )
    helper_name = TextField(
        label=N_("What does this person call you?"),
        hint=N_("So that they know who asks, for example “your daughter Li Na”."),
        missing=N_("Enter what this person calls you"),
        maximum=30,
        autocomplete="off",
        of_the_typist=True,
    )


class _ScopeForm(Form):
    acts = CheckboxesField(
        label=N_("What do you want to do for this person?"),
        hint=N_("Choose only what is needed. The person can cross out more."),
        missing=N_("Choose at least one thing"),
        choices=(),
    )
    areas = CheckboxesField(
        label=N_("What is it about?"), missing=N_("Choose what it is about"), choices=(), exclusive=(ALL,)
    )
    period = RadioField(label=N_("For how long?"), missing=N_("Choose for how long"), choices=())

    def chosen_acts(self) -> tuple[Act, ...]:
        return tuple(Act(code) for code in self.acts.data)

    def chosen_programmes(self, within: tuple[str, ...] | None = None) -> tuple[str, ...] | None:
        if self.areas.data == [ALL]:
            return within
        return tuple(programme_areas.programmes_in(self.areas.data, within=within))


class _AskingForm(_NamesForm, _ScopeForm):
    @classmethod
    def prepare(cls, *, start: dict[str, object] | None = None) -> Self:
        """Nothing is ticked beforehand."""
        form = cls.from_request(start=start)
        form.acts.choices = act_choices()
        form.areas.choices = [*_areas(None), (ALL, N_("Everything on this site"))]
        form.period.choices = [(period.value, label) for period, label in PERIODS.items() if period in form.periods()]
        return form

    @classmethod
    def periods(cls) -> Sequence[Period]:
        return tuple(Period)

    def asked(self) -> Asked:
        return Asked(
            person_name=str(self.person_name.data),
            helper_name=str(self.helper_name.data),
            acts=self.chosen_acts(),
            programmes=self.chosen_programmes(),
            period=Period(str(self.period.data)),
        )


class AskHereForm(_AskingForm):
    """The person is here and answers on this device."""


class PaperForm(_AskingForm):
    """The person signed a paper that says the same."""

    was_here = RadioField(
        label=N_("Has this person used this site before?"),
        missing=N_("Choose whether this person has used this site before"),
        choices=[("no", N_("No, never")), ("yes", N_("Yes, before")), ("unsure", N_("I do not know"))],
    )
    district = RadioField(label=N_("Which district should look at it?"), missing=N_("Choose a district"), choices=())
    paper = FileField(label=N_("Photo or scan of the signed paper"), accept="", missing=N_("Choose a photo or a file"))

    @classmethod
    def prepare(cls, *, start: dict[str, object] | None = None) -> Self:
        form = super().prepare(start=start)
        form.district.choices = district_choices()
        form.paper.accept = evidence.office().accepted
        return form

    @classmethod
    def periods(cls) -> Sequence[Period]:
        return (Period.MONTH, Period.HALF_YEAR, Period.YEAR)


class AnswerForm(Form):
    """The person's own answer. Nothing is chosen beforehand, and a no is as easy as a yes."""

    answer = RadioField(
        label=N_("What do you say?"),
        missing=N_("Choose what you say. You may say no."),
        choices=[
            (Answer.YES.value, N_("Yes, I agree")),
            (Answer.PART.value, N_("Yes, but only a part of it")),
            (Answer.NO.value, N_("No, I do not agree")),
            (Answer.THINK.value, N_("I want to ask somebody else first")),
        ],
    )


class PartForm(_ScopeForm):
    """Only what was asked for can be chosen, and everything may be left out."""

    @classmethod
    def prepare_for(cls, asked: Asked) -> Self:
        form = cls.from_request()
        form.acts.label_msgid, form.acts.hint_msgid = N_("What may this helper do?"), None
        form.acts.choices = [(act.value, ACT_WORDS[act]) for act in asked.acts]
        whole: list[ChoiceText] = [(ALL, N_("Everything that was asked for"))]
        form.areas.choices = [*_areas(asked.programmes), *whole]
        periods = list(PERIODS)
        within = periods[: periods.index(asked.period) + 1]
        form.period.choices = [(period.value, PERIODS[period]) for period in within]
        return form

    def allowed(self, asked: Asked) -> Asked:
        return Asked(
            person_name=asked.person_name,
            helper_name=asked.helper_name,
            acts=self.chosen_acts(),
            programmes=self.chosen_programmes(asked.programmes),
            period=Period(str(self.period.data)),
        )


class InvitationForm(Form):
    code = TextField(
        label=N_("Invitation code"),
        hint=N_("8 letters and digits. You can paste it. Capital or small letters do not matter."),
        missing=N_("Enter the invitation code"),
        maximum=40,
        autocomplete="off",
        of_the_typist=True,
    )


def areas_in_words(programmes: tuple[str, ...] | None) -> list[str]:
    """What it is about, for reading; everything by one sentence."""
    if programmes is None:
        return [_("Everything on this site")]
    return programme_areas.names_of(programmes, current_ui().locale.code)


def district_choices() -> list[ChoiceText]:
    """The districts whose hall can look at a paper."""
    return list(evidence.office().districts(current_ui().locale.code))


def _areas(programmes: tuple[str, ...] | None) -> list[ChoiceText]:
    language = current_ui().locale.code
    return [(area.code, area.name[language]) for area in programme_areas.areas_within(programmes)]
