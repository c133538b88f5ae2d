"""What a resident identity number and a disability-certificate number say. Pure; nothing here is ever stored.

Identity number: 17 digits and a check character (GB 11643, ISO 7064 MOD 11-2). Certificate number: the identity number,
one digit for the category, one for the grade, and after a re-issue a suffix such as B1. Place codes are not checked:
they are abolished and renamed while people keep their numbers, and residents from Hong Kong, Macao, Taiwan and abroad
have codes of their own.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_CHARACTERS = "10X98765432"
_CATEGORIES = {
    "1": "visual",
    "2": "hearing",
    "3": "speech",
    "4": "physical",
    "5": "intellectual",
    "6": "psychiatric",
    "7": "multiple",
}
_CERTIFICATE = re.compile(r"(\d{17}[\dX])([1-7])([1-4])(B\d)?")
_OLDEST_YEARS = 130


class NumberProblem(StrEnum):
    """Why a number cannot be read, in the order in which it is worth telling."""

    LENGTH = "length"
    CHARACTERS = "characters"
    BIRTH_DATE = "birth_date"
    CHECK_CHARACTER = "check_character"
    CATEGORY_OR_GRADE = "category_or_grade"


@dataclass(frozen=True, slots=True)
class NumberReading:
    """What the number says; category and grade only from a certificate number. `length` is what was typed."""

    birth_date: date | None = None
    category: str | None = None
    grade: int | None = None
    problem: NumberProblem | None = None
    length: int = 0


def read_number(text: str, *, today: date) -> NumberReading:
    """Read either number as people write it: spaces, hyphens, full width, small x."""
    number = tidy(text)
    if len(number) not in (18, 20, 22):
        return NumberReading(problem=NumberProblem.LENGTH, length=len(number))
    identity, rest = number[:18], number[18:]
    problem = _identity_problem(identity, today)
    if problem is not None:
        return NumberReading(problem=problem, length=len(number))
    born = _birth_date(identity)
    if not rest:
        return NumberReading(birth_date=born, length=18)
    certificate = _CERTIFICATE.fullmatch(number)
    if certificate is None:
        return NumberReading(problem=NumberProblem.CATEGORY_OR_GRADE, length=len(number))
    return NumberReading(
        birth_date=born,
        category=_CATEGORIES[certificate[2]],
        grade=int(certificate[3]),
        length=len(number),
    )


def tidy(text: str) -> str:
    """Half width, upper case, without spaces, hyphens and dots."""
    return re.sub(r"[\s\-–—.·]", "", unicodedata.normalize("NFKC", text)).upper()


def grouped(number: str) -> str:
    """'110105 19491231 002X': 6-8-4, and what follows, for reading back."""
    return " ".join(part for part in (number[:6], number[6:14], number[14:18], number[18:]) if part)


def masked(number: str) -> str:
    """'110***********002X': enough to recognise one's own."""
    return number[:3] + "*" * max(0, len(number) - 7) + number[-4:] if len(number) > 7 else "*" * len(number)


def _identity_problem(identity: str, today: date) -> NumberProblem | None:
    if not re.fullmatch(r"[0-9]{17}[0-9X]", identity):
        return NumberProblem.CHARACTERS
    born = _birth_date(identity)
    if born is None or born > today or today.year - born.year > _OLDEST_YEARS:
        return NumberProblem.BIRTH_DATE
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, identity, strict=False))
    return None if _CHECK_CHARACTERS[total % 11] == identity[17] else NumberProblem.CHECK_CHARACTER


def _birth_date(identity: str) -> date | None:
    try:
        return date(int(identity[6:10]), int(identity[10:12]), int(identity[12:14]))
    except ValueError:
        return None
