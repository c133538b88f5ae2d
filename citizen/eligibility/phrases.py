"""What decisions and answers are called, in the language of this request."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import NamedTuple

from citizen.eligibility.answers import Answers
from citizen.eligibility.catalogue import Catalogue
from citizen.eligibility.findings import Finding
from citizen.eligibility.programme import Amount, FactValue, Reason
from citizen.eligibility.questions import Question, Questions, Wording
from citizen.web.i18n import N_, _, show_date

_PER = {
    "month": N_("%(cny)s yuan a month"),
    "year": N_("%(cny)s yuan a year"),
    "once": N_("%(cny)s yuan, once"),
    "day": N_("%(cny)s yuan a day"),
}


class ReasonLine(NamedTuple):
    """One condition of a programme, and how the answers stand to it."""

    holds: bool | None
    about: str
    """Short names of the facts it looks at."""
    conditions: tuple[str, ...]
    """The sentences of the condition; with several, one is enough."""
    document: str
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


def reason_lines(finding: Finding, catalogue: Catalogue, questions: Questions, locale: str) -> list[ReasonLine]:
    """The conditions behind a decision; a reason that is no condition (nothing stated …) is told by the group."""
    return [
        ReasonLine(
            holds=reason.holds,
            about=_("; ").join(fact_name(fact, catalogue, questions, locale) for fact in _facts(reason)),
            conditions=tuple(dict.fromkeys(criterion.sentence[locale] for criterion in reason.criteria)),
            document=catalogue.documents[reason.source.document].title[locale],
            quote=reason.source.quote,
        )
        for reason in finding.outcome.reasons
        if reason.source is not None
    ]


def fact_name(fact: str, catalogue: Catalogue, questions: Questions, locale: str) -> str:
    """The short name of a fact; derived facts have no question, so the catalogue names them."""
    if fact in questions:
        return questions.get_question(fact).wording[locale].short
    return catalogue.facts[fact].name[locale]


def _facts(reason: Reason) -> tuple[str, ...]:
    return tuple(dict.fromkeys(reason.facts))
