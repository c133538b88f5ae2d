"""The form of a page that asks several yes-or-no questions at once: one list to tick.

What is ticked is a "yes". What is not ticked is a "no", as the page says, unless "not sure" is ticked too: then it
stays open. Nothing ticked at all is no answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from flask import request
from wtforms.validators import ValidationError

from citizen.eligibility.answers import Answers
from citizen.eligibility.forms import NONE, UNSURE
from citizen.eligibility.phrases import TOPICS
from citizen.eligibility.programme import FactValue
from citizen.eligibility.question_pages import PageWording
from citizen.eligibility.questions import Question
from citizen.web.fields import CheckboxesField, Choice, ChoiceText
from citizen.web.forms import Form
from citizen.web.i18n import _

SHOWN = "shown"
"""The hidden field that says which questions the page showed: nothing else may count as a "no"."""


@dataclass(frozen=True, slots=True)
class GroupedChoice(Choice):
    group: str | None
    """The heading above the first of its kind."""


class TickList(CheckboxesField):
    """Checkboxes under headings. "None of these" stands alone; "not sure" speaks of what is left unticked."""

    def __init__(self, label: str, *, headings: Mapping[str, str], **rest: Any) -> None:
        super().__init__(label, exclusive=[NONE], **rest)
        self.headings = headings
        self.divided = frozenset({NONE, UNSURE})

    @property
    def choices_list(self) -> list[Choice]:
        return [self._under_heading(choice) for choice in super().choices_list]

    def _under_heading(self, choice: Choice) -> GroupedChoice:
        known = {part.name: getattr(choice, part.name) for part in fields(Choice)}
        return GroupedChoice(**known, group=self.headings.get(choice.code))

    def post_validate(self, form: Any, validation_stopped: bool) -> None:
        if not validation_stopped and NONE in self.data and len(self.data) > 1:
            none = next(choice[1] for choice in self.choices if choice[0] == NONE)
            raise ValidationError(_("You chose “%(none)s” and something else. Choose one or the other.", none=none))
        super().post_validate(form, validation_stopped)


class ListForm(Form):
    """Several questions. `answers` holds the answer to each one shown, None for "not sure"."""

    questions: tuple[Question, ...]

    @property
    def answers(self) -> dict[str, FactValue | None]:
        chosen = self["answer"].data
        left_out: bool | None = None if UNSURE in chosen else False
        return {one.fact: True if one.fact in chosen else left_out for one in self.questions}


def list_form(
    questions: Sequence[Question], wording: PageWording, *, locale: str, called: str | None, answers: Answers
) -> ListForm:
    """The form as sent or, on GET, with the answers given before. `called` names a person who is not the visitor."""
    topics = {one.fact: _(TOPICS[one.topic]) for one in questions}
    field = TickList(
        label=wording.question(called),
        hint=_hint(questions, wording, locale),
        choices=[*_choices(questions, locale), (NONE, wording.none), (UNSURE, _("Not sure"), wording.unsure)],
        headings=topics if len(set(topics.values())) > 1 else {},
        missing=_("Choose all that apply. If nothing applies, choose “%(none)s”") % {"none": wording.none},
        translated=True,
    )
    form_class: type[ListForm] = type("ListForm", (ListForm,), {"answer": field, "questions": tuple(questions)})
    return form_class.from_request(start={"answer": start_of_list([one.fact for one in questions], answers)})


def facts_shown(facts: Sequence[str], allowed: Sequence[str]) -> list[str]:
    """The questions the visitor has in front of them: those of the page that was sent, or of the page to show."""
    sent = [fact for fact in request.form.get(SHOWN, "").split(",") if fact in allowed]
    return sent if request.method == "POST" and sent else list(facts)


def _choices(questions: Sequence[Question], locale: str) -> list[ChoiceText]:
    return [(one.fact, one.wording[locale].ticked, one.wording[locale].hint or None) for one in questions]


def _hint(questions: Sequence[Question], wording: PageWording, locale: str) -> str:
    sentences = [wording.hint]
    if any(one.sensitive for one in questions):
        sentences.append(_("We use your answers only for this check."))
    return (" " if locale == "en" else "").join(sentences)


def start_of_list(facts: Sequence[str], answers: Answers) -> list[str]:
    """What is ticked when the page is opened: the answers given before."""
    ticked = [fact for fact in facts if answers.facts.get(fact) is True]
    if not all(fact in answers for fact in facts):
        return ticked
    if any(fact in answers.unsure for fact in facts):
        return [*ticked, UNSURE]
    return ticked or [NONE]
