"""The form of a question page: one answer, in the words of questions.toml, and "not sure" always beside it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import request

from citizen.core import clock
from citizen.eligibility.answers import Answers
from citizen.eligibility.catalogue import Catalogue
from citizen.eligibility.facts import Fact, FactKind
from citizen.eligibility.interest import Interest
from citizen.eligibility.programme import Audience, FactValue
from citizen.eligibility.questions import Question, Wording
from citizen.web.fields import CheckboxesField, ChoiceText, DateField, IntegerField, RadioField
from citizen.web.forms import Form
from citizen.web.i18n import _
from citizen.web.kept_parts import made_once

YES, NO, NONE, UNSURE, ALL = "yes", "no", "none-of-these", "unsure", "all"
ORGANISATION = "organisation"
_TYPED = (FactKind.DATE, FactKind.NUMBER, FactKind.MONEY)


class AnswerForm(Form):
    """One question. `value` is the answer as a fact, None for "not sure"."""

    fact: Fact
    question: Question

    def submitted_and_valid(self) -> bool:
        return (request.method == "POST" and self.is_unsure) or super().submitted_and_valid()

    @property
    def can_be_kept(self) -> bool:
        """Whether the question with its answer is one of a few: a choice from a list, without a problem."""
        answer = self["answer"]
        is_choice = isinstance(answer, RadioField) and (answer.data is None or answer.data in answer.codes)
        return is_choice and not self.problems

    @property
    def unsure_is_a_button(self) -> bool:
        """What is typed has no list that "not sure" could stand in."""
        return self.question.kind in _TYPED

    @property
    def is_unsure(self) -> bool:
        if self.unsure_is_a_button:
            return UNSURE in request.form
        chosen = self["answer"].data
        return bool(chosen == UNSURE or chosen == [UNSURE])

    @property
    def answers(self) -> dict[str, FactValue | None]:
        return {self.fact.id: self.value}

    @property
    def value(self) -> FactValue | None:
        return None if self.is_unsure else self.fact.read(_written(self.fact, self.question.kind, self["answer"]))


def form_for(question: Question, fact: Fact, *, locale: str, called: str | None, answers: Answers) -> AnswerForm:
    """The form as sent or, on GET, with the answer given before. `called` names a person who is not the visitor."""

    def make() -> type[AnswerForm]:
        field = _field(question, locale, called)
        return type("AnswerForm", (AnswerForm,), {"answer": field, "fact": fact, "question": question})

    # Today stands in the form of a date, and the name of a person in that of somebody else.
    is_for_all = called is None and question.kind is not FactKind.DATE
    form_class = made_once("answer", fact.id, make=make) if is_for_all else make()
    return form_class.from_request(start=start_of(fact.id, question, answers))


class WishesForm(Form):
    """What the person wants to know about. An organisation presses its button instead."""

    def submitted_and_valid(self) -> bool:
        return (request.method == "POST" and self._organisation is not None) or super().submitted_and_valid()

    @property
    def interest(self) -> Interest:
        if self._organisation is not None:
            return Interest(self._organisation)
        return Interest(needs=frozenset(code for code in self["wishes"].data if code != ALL))

    @property
    def _organisation(self) -> Audience | None:
        pressed = request.form.get(ORGANISATION)
        return Audience(pressed) if pressed in (Audience.EMPLOYER, Audience.INSTITUTION) else None


def wishes_form(catalogue: Catalogue, *, locale: str, chosen: Interest | None) -> WishesForm:
    """The form as sent or, on GET, with what was chosen before."""
    needs: list[ChoiceText] = [(code, label[locale]) for code, label in catalogue.labels["need"].items()]
    wishes = CheckboxesField(
        label=_("What do you want to know about?"),
        hint=_("Choose one or several. Then we ask only what these need."),
        choices=[*needs, (ALL, _("Everything"), _("This takes the most questions."))],
        exclusive=[ALL],
        missing=_("Choose at least one. If you want to know about everything, choose “Everything”"),
        translated=True,
    )
    form_class: type[WishesForm] = type("WishesForm", (WishesForm,), {"wishes": wishes})
    asked_before = chosen is not None and chosen.audience is Audience.CITIZEN and chosen.programme is None
    return form_class.from_request(start={"wishes": sorted(chosen.needs) or [ALL]} if chosen and asked_before else {})


def _field(question: Question, locale: str, called: str | None) -> Any:
    wording = question.wording[locale]
    texts: dict[str, Any] = {
        "label": question.text(locale, name=called),
        "hint": _hint(question, wording, locale),
        "translated": True,
    }
    if question.kind is FactKind.DATE:
        birthday = question.fact == "birth_date"
        not_after = clock.today() if birthday else None
        return DateField(
            own_birthday=birthday and called is None,
            not_after=not_after,
            missing=_("Enter the date. If you do not know it, press “I am not sure”"),
            **texts,
        )
    if question.kind in (FactKind.NUMBER, FactKind.MONEY):
        return IntegerField(missing=_("Enter a number. If you do not know it, press “I am not sure”"), **texts)
    choices = _choices(question, wording)
    if question.kind is FactKind.CHOICES:
        exclusive = [NONE, UNSURE] if question.none_option else [UNSURE]
        missing = _("Choose all that apply. If you do not know, choose “Not sure”")
        return CheckboxesField(choices=choices, exclusive=exclusive, missing=missing, **texts)
    missing = _("Choose one answer. If you do not know, choose “Not sure”")
    return RadioField(choices=choices, divided=[UNSURE], missing=missing, **texts)


def _hint(question: Question, wording: Wording, locale: str) -> str | None:
    """The hint and, where the question touches something private, what the answer is for."""
    sentences = [wording.hint] if wording.hint else []
    if question.sensitive:
        sentences.append(_("We use your answer only for this check."))
    return (" " if locale == "en" else "").join(sentences) or None


def _choices(question: Question, wording: Wording) -> list[ChoiceText]:
    choices: list[ChoiceText]
    if question.kind is FactKind.YES_NO:
        choices = [(YES, wording.yes or _("Yes")), (NO, wording.no or _("No"))]
    else:
        choices = [(code, wording.options[code], wording.option_hints.get(code)) for code in question.options]
    if question.none_option:
        choices.append((NONE, wording.none))
    return [*choices, (UNSURE, _("Not sure"))]


def start_of(fact: str, question: Question, answers: Answers) -> Mapping[str, Any]:
    """What the form of a question starts with: the answer given before, as the codes of the form."""
    value = answers.facts.get(fact)
    if fact in answers.unsure and question.kind not in _TYPED:
        return {"answer": [UNSURE] if question.kind is FactKind.CHOICES else UNSURE}
    if value is None:
        return {}
    return {"answer": _shown(value)}


def _shown(value: FactValue) -> object:
    """A fact as the codes of the form."""
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, frozenset):
        return sorted(value) or [NONE]
    return value if isinstance(value, date) else str(value)


def _written(fact: Fact, kind: FactKind, field: Any) -> object:
    """The codes of the form as a fact is written."""
    if kind is FactKind.YES_NO:
        return bool(field.data == YES)
    if kind is FactKind.CHOICES:
        return [code for code in field.data if code != NONE]
    if kind is FactKind.CHOICE:
        # Some codes are numbers in the catalogue (the grade of a disability).
        return next((value for value in fact.values if str(value) == field.data), field.data)
    return field.number if kind in (FactKind.NUMBER, FactKind.MONEY) else field.data
