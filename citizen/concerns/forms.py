"""The forms of this room. Little is required: whoever has something to say must be able to say it."""

from __future__ import annotations

from typing import Any

from citizen.accessibility.ui import current_ui
from citizen.concerns.vocabulary import Problem
from citizen.core import clock
from citizen.eligibility import catalogue
from citizen.people.find_again import FindAgainForm, access_code_field, reference_field
from citizen.web.fields import CheckboxesField, ChoiceText, DateField, RadioField, TextAreaField, TextField
from citizen.web.forms import Form
from citizen.web.i18n import N_, _

PROBLEM_NAMES = {
    Problem.CLOSED: N_("It was closed, or nobody was there"),
    Problem.REFUSED: N_("I was turned away, or had to wait too long"),
    Problem.NOT_ACCESSIBLE: N_("I could not get in, move around, or understand"),
    Problem.TREATMENT: N_("I was treated badly"),
    Problem.MONEY: N_("Something is wrong with money"),
    Problem.SAFETY: N_("It is not safe"),
    Problem.PRIVACY: N_("My information was passed on"),
    Problem.OTHER: N_("Something else"),
}


class ReportForm(Form):
    """A problem with a place. Only what happened is needed; name and contact never are."""

    place = TextField(
        label=N_("Which place exactly?"),
        hint=N_("The name on the door, or the street. You may leave it empty."),
        optional=True,
        maximum=80,
        autocomplete="off",
    )
    problems_seen = CheckboxesField(
        label=N_("What happened?"),
        hint=N_("Choose all that fit."),
        missing=N_("Choose what happened"),
        choices=[(problem.value, name) for problem, name in PROBLEM_NAMES.items()],
    )
    happened_on = DateField(label=N_("When was it?"), hint=N_("You may leave it empty."), optional=True)
    story = TextAreaField(
        label=N_("Tell us what happened"),
        hint=N_("In your own words. A few words are enough."),
        optional=True,
        maximum=2000,
        autocomplete="off",
    )
    contact = TextField(
        label=N_("How can the office reach you?"),
        hint=N_("A telephone number or an address. Leave it empty to stay unknown."),
        optional=True,
        maximum=100,
        autocomplete="off",
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """A day still to come is a slip."""
        is_valid = bool(super().validate(extra_validators))
        day = self.happened_on.data
        if is_valid and day is not None and day > clock.today():
            self.refuse("happened_on", _("This day is still to come. Check the year."))
        return not self.problems

    def told(self) -> dict[str, Any]:
        """What is kept."""
        day = self.happened_on.data
        return {
            "place": self.place.data,
            "problems": self.problems_seen.data,
            "happened_on": day.isoformat() if day else None,
            "story": self.story.data,
            "contact": self.contact.data,
        }


def _district_field() -> RadioField:
    """On whose list it comes."""
    return RadioField(label=N_("Which district should know?"), missing=N_("Choose a district"), choices=())


class BarrierForm(Form):
    """A barrier on this website. Nobody has to know the name of a page, or to say who they are."""

    story = TextAreaField(
        label=N_("What did you want to do, and what did not work?"),
        hint=N_("Say which page it was, if you know. A few words are enough."),
        missing=N_("Write what did not work"),
        maximum=2000,
        autocomplete="off",
    )
    aids = TextField(
        label=N_("What do you use to read and to operate it?"),
        hint=N_("For example: a screen reader, one switch, large text. You may leave it empty."),
        optional=True,
        maximum=200,
        autocomplete="off",
    )
    district = _district_field()
    contact = TextField(
        label=N_("How may we answer you?"),
        hint=N_("A number for messages, a telephone number or an address. Leave it empty to stay unknown."),
        optional=True,
        maximum=100,
        autocomplete="off",
    )

    def told(self) -> dict[str, Any]:
        """What is kept besides the district."""
        return {name: self[name].data for name in ("story", "aids", "contact")}


def barrier_form() -> BarrierForm:
    """The form with the districts in the language of the page."""
    form: BarrierForm = BarrierForm.from_request()
    form.district.choices = _district_choices()
    return form


class NeedsForm(Form):
    """What a person needs. The kinds are those of the programmes, so that the office can match them."""

    needs = CheckboxesField(
        label=N_("What do you need help with?"),
        hint=N_("Choose all that fit."),
        missing=N_("Choose at least one thing you need help with"),
        choices=(),
    )
    story = TextAreaField(
        label=N_("What exactly?"),
        hint=N_("For example: a ramp at the front door, a wheelchair that fits, work near home."),
        optional=True,
        maximum=2000,
        autocomplete="off",
    )
    district = _district_field()
    name = TextField(
        label=N_("Name"),
        hint=N_("Whom the office should ask for."),
        optional=True,
        maximum=50,
        autocomplete="name",
    )
    contact = TextField(
        label=N_("How can the office reach you?"),
        hint=N_("A telephone number or an address. You may leave it empty. Then nobody can answer you."),
        optional=True,
        maximum=100,
        autocomplete="off",
    )

    @property
    def chosen_district(self) -> str:
        """The district of a valid form."""
        return str(self.district.data)

    def told(self) -> dict[str, Any]:
        """What is kept besides the district."""
        return {name: self[name].data for name in ("needs", "story", "name", "contact")}


class FindNeedsForm(FindAgainForm):
    """For registered needs."""

    reference = reference_field(N_("9 letters and digits. It begins with N. Spaces do not matter."))
    code = access_code_field()


def needs_form(start: dict[str, Any] | None = None) -> NeedsForm:
    """The form in the language of the page, with the catalogue's needs and the districts."""
    form: NeedsForm = NeedsForm.from_request(start=start)
    form.needs.choices, form.district.choices = _need_choices(), _district_choices()
    if current_ui().kiosk:  # on a shared machine the browser must not fill in whoever used it before
        form["name"].autocomplete = "off"
    return form


def _district_choices() -> list[ChoiceText]:
    locale = current_ui().locale.code
    return [(one.id, one.name[locale]) for one in catalogue.load().districts.values()]


def _need_choices() -> list[ChoiceText]:
    locale = current_ui().locale.code
    return [(code, name[locale]) for code, name in catalogue.load().labels["need"].items()]
