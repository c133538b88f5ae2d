"""What decisions and answers are called, in the language of this request."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import NamedTuple

from citizen.eligibility.answers import Answers
from citizen.eligibility.catalogue import Catalogue
from citizen.eligibility.condition_sentences import condition_sentence, own_sentence
from citizen.eligibility.findings import Finding
from citizen.eligibility.programme import Amount, Basis, FactValue, Reason, Source
from citizen.eligibility.questions import Question, Questions, Topic, Wording
from citizen.web.i18n import N_, _, show_date
from citizen.web.kept_parts import made_once

TOPICS = {
    Topic.PERSON: N_("The person"),
    Topic.DISABILITY: N_("Disability"),
    Topic.HOUSEHOLD: N_("Family"),
    Topic.WORK: N_("Work"),
    Topic.SCHOOL: N_("School and training"),
    Topic.VEHICLE_HOME: N_("Vehicle and home"),
    Topic.INSURANCE: N_("Insurance"),
    Topic.CARE: N_("Care"),
    Topic.WISH: N_("Wishes"),
    Topic.EMPLOYER: N_("Employer"),
    Topic.INSTITUTION: N_("Institution"),
}
_PER = {
    "month": N_("%(cny)s yuan a month"),
    "year": N_("%(cny)s yuan a year"),
    "once": N_("%(cny)s yuan, once"),
    "day": N_("%(cny)s yuan a day"),
}


class ReasonLine(NamedTuple):
    """One condition of a programme, and how the answers stand to it."""

    holds: bool | None
    condition: str
    """In words, without what it is about: for lists of what a text asks for."""
    sentence: str
    """In words, complete."""
    meaning: str
    """A whole sentence for the person, or about the one who is helped: what its outcome means."""
    document: str
    is_report: bool
    """A news report says so, not a rule."""
    refuses: bool
    """The answers do not fit, and the verdict rests on rule text: beside a report, a rule's difference is no more."""
    quote: str
    """The words of the document: Chinese in every language."""


def amount_text(amount: Amount | None) -> str | None:
    """How much, when it is known."""
    if amount is None:
        return None
    number = amount.cny
    shown = f"{number:,.0f}" if number == number.to_integral_value() else f"{number:,.2f}"
    return _(_PER.get(amount.per, N_("%(cny)s yuan")), cny=shown)


def answer_text(question: Question, answers: Answers, locale: str) -> str:
    """The answer given, in the words of its question page."""
    if question.fact in answers.unsure:
        return _("Not sure")
    value = answers.facts[question.fact]
    return _value_text(question, value, question.wording[locale])


def _value_text(question: Question, value: FactValue, wording: Wording) -> str:
    if isinstance(value, bool):
        return (wording.yes or _("Yes")) if value else (wording.no or _("No"))
    if isinstance(value, frozenset):
        return "\n".join(wording.options[code] for code in question.options if code in value) or wording.none
    if isinstance(value, dt.date):
        return show_date(value)
    if isinstance(value, Decimal) or not question.options:
        return f"{value} {wording.unit}".strip()
    return wording.options[str(value)]


def reason_lines(
    finding: Finding, catalogue: Catalogue, questions: Questions, locale: str, *, name: str | None = None
) -> tuple[ReasonLine, ...]:
    """The conditions behind a decision; a reason that is no condition (nothing stated …) is told by the group.

    `name` is what somebody is called who is helped, None for whoever asks for themselves.
    """
    reasons = finding.outcome.reasons

    def make() -> tuple[ReasonLine, ...]:
        return tuple(
            _reason_line(reason, reason.source, finding.outcome.basis, catalogue, questions, locale, name)
            for reason in reasons
            if reason.source is not None
        )

    # Decisions that come out alike share their reasons; what is said to somebody by name is nobody else's.
    return made_once("reasons", This(reasons), locale, make=make) if name is None else make()


class This:
    """This very thing, not one that is equal: to compare what was decided takes longer than to say it."""

    __slots__ = ("_thing",)

    def __init__(self, thing: object) -> None:
        self._thing = thing

    def __hash__(self) -> int:
        return id(self._thing)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, This) and other._thing is self._thing


def _reason_line(
    reason: Reason,
    source: Source,
    basis: Basis | None,
    catalogue: Catalogue,
    questions: Questions,
    locale: str,
    name: str | None,
) -> ReasonLine:
    document = catalogue.documents[source.document]
    condition, sentence = _condition_text(reason, catalogue, questions, locale)
    meaning = own_sentence(reason, locale, name=name) or condition_sentence(reason, sentence, document.basis, name=name)
    is_report = document.basis is Basis.REPORT
    refuses = reason.holds is False and basis is Basis.POLICY
    title = document.title[locale]
    return ReasonLine(reason.holds, condition, sentence, meaning, title, is_report, refuses, source.quote)


def _condition_text(reason: Reason, catalogue: Catalogue, questions: Questions, locale: str) -> tuple[str, str]:
    """The condition alone, and with what it is about, unless its words say that themselves."""
    wordings = list(dict.fromkeys(criterion.sentence[locale] for criterion in reason.criteria))
    if len(wordings) > 1:
        text = _("one of these is enough: %(conditions)s", conditions=_("; ").join(wordings))
        return text, text
    condition = wordings[0]
    about = fact_name(reason.facts[0], catalogue, questions, locale)
    if about.casefold() in condition.casefold():
        return condition, condition
    return condition, _("%(about)s: %(condition)s", about=about, condition=condition)


def fact_name(fact: str, catalogue: Catalogue, questions: Questions, locale: str) -> str:
    """The short name of a fact; derived facts have no question, so the catalogue names them."""
    if fact in questions:
        return questions.get_question(fact).wording[locale].short
    return catalogue.facts[fact].name[locale]
