"""The short cut: one field for an identity or certificate number, and what it said, to confirm.

The number lives as long as its request. What goes on to the confirmation, and is kept after it, are the facts alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from flask import request
from wtforms.validators import ValidationError

from citizen.core import clock
from citizen.eligibility.facts import Vocabulary, read_facts
from citizen.eligibility.identity_number import NumberProblem, NumberReading, masked, read_number, tidy
from citizen.eligibility.programme import FactValue
from citizen.eligibility.questions import Questions
from citizen.web.fields import TextField
from citizen.web.forms import Form
from citizen.web.i18n import N_, _, show_date

BORN, CATEGORY, GRADE = "birth_date", "disability_categories", "disability_grade"
_PROBLEMS = {
    NumberProblem.LENGTH: N_(
        "An ID number has 18 characters, a certificate number 20 or 22. You have written %(length)s. Please compare."
    ),
    NumberProblem.CHARACTERS: N_("The first 17 characters are digits. The 18th is a digit or X. Please compare."),
    NumberProblem.BIRTH_DATE: N_("Characters 7 to 14 are the date of birth. What stands there cannot be one."),
    NumberProblem.CHECK_CHARACTER: N_(
        "The number does not add up. Perhaps one digit is wrong, or two are swapped. Please compare."
    ),
    NumberProblem.CATEGORY_OR_GRADE: N_(
        "In a certificate number the 19th digit is the kind (1 to 7), the 20th the grade (1 to 4). Please compare."
    ),
}


class NumberForm(Form):
    """Either number, as people write it."""

    number = TextField(
        label=N_("ID number or disability certificate number"),
        hint=N_("For example 110105 19491231 002X. Spaces and a small x are fine."),
        missing=N_("Enter the number, or go back and enter the date of birth"),
        autocomplete="off",
        inputmode="text",
        maximum=60,
    )
    reading: NumberReading

    def validate_number(self, field: TextField) -> None:
        """Says which part of the number cannot be right."""
        self.reading = read_number(str(field.data), today=clock.today())
        if self.reading.problem is not None:
            raise ValidationError(_(_PROBLEMS[self.reading.problem], length=self.reading.length))

    @property
    def masked_number(self) -> str:
        return masked(tidy(str(self.number.data)))


class ReadRow(NamedTuple):
    """One fact of the number: in words, and as the confirmation sends it."""

    key: str
    value: str
    name: str
    code: str


def what_was_read(reading: NumberReading, questions: Questions, locale: str) -> list[ReadRow]:
    """The facts of a valid number, in the words of their questions."""
    found: list[tuple[str, str]] = [(CATEGORY, reading.category or ""), (GRADE, str(reading.grade or ""))]
    born = reading.birth_date
    rows = [] if born is None else [ReadRow(_("Date of birth"), show_date(born), BORN, born.isoformat())]
    for fact, code in found:
        if code:
            wording = questions.get_question(fact).wording[locale]
            rows.append(ReadRow(wording.short, wording.options[code], fact, code))
    return rows


def confirmed_facts(vocabulary: Vocabulary) -> Mapping[str, FactValue]:
    """The facts that this confirmation sends; none when they are not what a number can say."""
    sent: dict[str, Any] = {BORN: request.form.get(BORN)}
    if category := request.form.get(CATEGORY):
        sent[CATEGORY] = [category]
    grade = request.form.get(GRADE, "")
    if grade.isascii() and grade.isdigit():
        sent[GRADE] = int(grade)
    read = read_facts(vocabulary, sent, on=clock.today())
    return {} if read.problems or read.doubts else read.facts
