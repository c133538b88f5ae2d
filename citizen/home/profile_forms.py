"""The forms of the profile. Whatever they ask, leaving it empty is an answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from citizen.accessibility.forms import PreferencesForm
from citizen.accessibility.locales import LOCALES
from citizen.accessibility.preferences import Preferences
from citizen.core import clock
from citizen.home.profile_page import FactGroup, language_name
from citizen.people.needs import FORMS_OF_LETTERS, HINTS, LABELS, AccessNeed, known_needs
from citizen.people.profile import Reading, ToldNeed, Wanted
from citizen.web.fields import CheckboxesField, ChoiceText, DateField, RadioField, TextAreaField, TextField
from citizen.web.forms import Form
from citizen.web.i18n import N_, _

EVERYTHING, SOME, NOTHING = "everything", "some", "nothing"
_EACH_DEVICE = "device"


class NameForm(Form):
    name = TextField(
        label=N_("What shall we call you?"),
        hint=N_("A first name or a nickname is enough."),
        optional=True,
        maximum=50,
        autocomplete="nickname",
    )
    birth_date = DateField(label=N_("Date of birth"), hint=N_("Clear all three boxes and we forget it."), optional=True)


def name_form(*, is_self: bool, start: dict[str, Any], with_birth_date: bool) -> NameForm:
    """The birth date is shown only where one was given."""
    form = NameForm.from_request(start=start)
    if not is_self:
        form.name.label_msgid = N_("What shall we call this person?")
    if with_birth_date:
        form.birth_date.not_after = clock.today()
    else:
        del form.birth_date
    return form


def _choices(needs: list[AccessNeed]) -> list[ChoiceText]:
    return [(need.value, LABELS[need], HINTS.get(need)) for need in needs]


class NeedsForm(Form):
    """Told once, used wherever it matters."""

    meeting = CheckboxesField(
        label=N_("When you meet or talk to somebody"),
        hint=N_("You may choose several, or none."),
        optional=True,
        choices=_choices([one for one in AccessNeed if one not in FORMS_OF_LETTERS and one is not AccessNeed.OTHER]),
    )
    letters = CheckboxesField(
        label=N_("Letters and papers"),
        hint=N_("You may choose several, or none."),
        optional=True,
        choices=_choices([one for one in AccessNeed if one in FORMS_OF_LETTERS]),
    )
    more = TextAreaField(
        label=N_("Something else that helps"),
        hint=N_("In your own words. For example: please speak slowly."),
        optional=True,
        maximum=300,
        autocomplete="off",
    )

    def wanted(self, before: tuple[ToldNeed, ...]) -> list[Wanted]:
        """What was chosen. What offices may know stays as it was; of a new need they may know nothing yet."""
        allowed = {need.code for need in before if need.may_tell}
        chosen = list(known_needs([*self.meeting.data, *self.letters.data]))
        needs = [Wanted(code, code in allowed) for code in chosen]
        more = self.more.data
        return [*needs, Wanted(AccessNeed.OTHER, AccessNeed.OTHER in allowed, more)] if more else needs


def needs_form(needs: tuple[ToldNeed, ...]) -> NeedsForm:
    codes = [need.code.value for need in needs]
    more = next((need.detail for need in needs if need.code is AccessNeed.OTHER), "")
    return NeedsForm.from_request(start={"meeting": codes, "letters": codes, "more": more})


class TellForm(Form):
    """One question for everything, with exceptions for whoever wants them."""

    some: CheckboxesField
    tell = RadioField(
        label=N_("May we tell offices and places what you need?"),
        missing=N_("Choose one answer"),
        choices=[
            (EVERYTHING, N_("Yes, all of it")),
            (SOME, N_("Yes, but only what I choose below")),
            (NOTHING, N_("No"), N_("We only remember it. You say it yourself where you want to.")),
        ],
    )

    def validate(self, extra_validators: Any = None) -> bool:
        is_valid = bool(super().validate(extra_validators))
        if self.tell.data == SOME and not self.some.data and not self.some.errors:
            self.refuse("some", _("Choose what we may tell, or choose “No”"))
        return is_valid and not self.problems

    def allowed(self, codes: list[str]) -> frozenset[str]:
        return frozenset({EVERYTHING: codes, NOTHING: []}.get(self.tell.data or NOTHING, self.some.data))


def tell_form(needs: tuple[ToldNeed, ...], names: Sequence[str]) -> TellForm:
    """`names` are the needs in words, already in the right language."""
    choices = [(need.code.value, name) for need, name in zip(needs, names, strict=True)]
    some = CheckboxesField(label=_("What may be told?"), optional=True, choices=choices, translated=True)
    form_class: type[TellForm] = type("TellForm", (TellForm,), {"some": some})
    told = [need.code.value for need in needs if need.may_tell]
    now = EVERYTHING if len(told) == len(needs) else SOME if told else None
    return form_class.from_request(start={"tell": now, "some": told if now == SOME else []})


class ReadingForm(PreferencesForm):
    """The look of pages, and the language besides."""

    language = RadioField(label=N_("Language of the pages"), choices=())

    @property
    def reading(self) -> Reading:
        return Reading(None if self.language.data == _EACH_DEVICE else self.language.data, self.look)


def reading_form(reading: Reading, *, shown: Preferences, language: str) -> ReadingForm:
    """Starts from what is remembered, else from how this page is shown."""
    look = reading.preferences or shown
    form = ReadingForm.from_request(
        start={
            "language": reading.language or (language if reading.preferences is None else _EACH_DEVICE),
            **look.as_values(),
        }
    )
    names: list[ChoiceText] = [(code, language_name(code)) for code in LOCALES]
    form.language.translated, form.language.label_msgid = True, _("Language of the pages")
    form.language.choices = [*names, (_EACH_DEVICE, _("Each device decides for itself"))]
    return form


class RememberForm(Form):
    """Which groups of answers; nothing is ticked beforehand."""

    groups: CheckboxesField


def remember_form(offered: list[FactGroup]) -> RememberForm:
    choices = [(one.topic, one.title, _summary(one)) for one in offered]
    field = CheckboxesField(
        label=_("Which answers shall we remember?"),
        hint=_("Only what you tick is remembered."),
        missing=_("Tick what we shall remember, or choose “No, remember nothing”"),
        choices=choices,
        translated=True,
    )
    form_class: type[RememberForm] = type("RememberForm", (RememberForm,), {"groups": field})
    return form_class.from_request()


def _summary(group: FactGroup) -> str:
    said = (_("%(about)s: %(condition)s", about=row["key"], condition=row["value"]) for row in group.rows)
    return _("; ").join(str(one).replace("\n", _(", ")) for one in said)
