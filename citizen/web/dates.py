"""Dates as people write them: full-width digits, 5月, 五月, a whole date pasted into the first box. Pure."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class DateProblem(StrEnum):
    MISSING = "missing"
    MISSING_YEAR = "missing_year"
    MISSING_MONTH = "missing_month"
    MISSING_DAY = "missing_day"
    NOT_A_NUMBER = "not_a_number"
    SHORT_YEAR = "short_year"
    IMPOSSIBLE = "impossible"


@dataclass(frozen=True, slots=True)
class DateReading:
    """Either a day, or what is wrong and in which box (0 year, 1 month, 2 day)."""

    day: date | None = None
    problem: DateProblem | None = None
    part: int = 0


_WHOLE = re.compile(r"(\d{4})\D+(\d{1,2})\D+(\d{1,2})\D*|(\d{4})(\d{2})(\d{2})")
_CHINESE_DIGITS = {c: str(n) for n, c in enumerate("〇一二三四五六七八九")} | {"零": "0"}
_MONTH_NAMES = {
    name: str(number)
    for number, names in enumerate(
        (
            ("jan", "january"),
            ("feb", "february"),
            ("mar", "march"),
            ("apr", "april"),
            ("may",),
            ("jun", "june"),
            ("jul", "july"),
            ("aug", "august"),
            ("sep", "september"),
            ("oct", "october"),
            ("nov", "november"),
            ("dec", "december"),
        ),
        1,
    )
    for name in names
}


def read_date(year: str, month: str, day: str) -> DateReading:
    """The day three boxes mean. A whole date in the first box counts when the others are empty."""
    parts = [_tidy(year), _tidy(month), _tidy(day)]
    if parts[0] and not parts[1] and not parts[2] and (whole := _WHOLE.fullmatch(parts[0])):
        parts = [part for part in whole.groups() if part]
    if not any(parts):
        return DateReading(problem=DateProblem.MISSING)
    for index, part in enumerate(parts):
        if not part:
            kinds = (DateProblem.MISSING_YEAR, DateProblem.MISSING_MONTH, DateProblem.MISSING_DAY)
            return DateReading(problem=kinds[index], part=index)
    numbers = [_number(part) for part in parts]
    for index, number in enumerate(numbers):
        if number is None:
            return DateReading(problem=DateProblem.NOT_A_NUMBER, part=index)
    return _assemble(*(number or 0 for number in numbers))


def _assemble(year: int, month: int, day: int) -> DateReading:
    if year < 1000:
        return DateReading(problem=DateProblem.SHORT_YEAR, part=0)
    try:
        return DateReading(day=date(year, month, day))
    except ValueError:
        part = 0 if year > 9999 else 1 if not 1 <= month <= 12 else 2
        return DateReading(problem=DateProblem.IMPOSSIBLE, part=part)


def _tidy(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().lower()


def _number(text: str) -> int | None:
    text = text.rstrip("年月日号.").strip()
    if text in _MONTH_NAMES:
        return int(_MONTH_NAMES[text])
    if "十" in text:
        tens, _, ones = text.partition("十")
        text = (_CHINESE_DIGITS.get(tens, tens) or "1") + (_CHINESE_DIGITS.get(ones, ones) or "0")
    text = "".join(_CHINESE_DIGITS.get(character, character) for character in text)
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else None
