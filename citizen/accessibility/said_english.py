"""English text with figures as an English voice should hear them. Pure.

A voice reads plain numbers and percentages well; it does not know codes, telephone numbers, ranges, or money before
the figure.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from citizen.accessibility.said_shapes import DASHED_DATE, HIDDEN, IDENTITY, REFERENCE, figures, telephone

_MONTH = "January|February|March|April|May|June|July|August|September|October|November|December"
_MONTHS = _MONTH.split("|")
_SPECIAL_ENDINGS = {1: "st", 2: "nd", 3: "rd"}


def as_said(text: str) -> str:
    """The text with dates, times, money, telephone numbers, codes and ranges in words and single signs."""
    for pattern, said in _SPOKEN:
        text = pattern.sub(said, text)
    return text


def ordinal(number: int) -> str:
    """22 → 22nd."""
    ending = "th" if number % 100 in (11, 12, 13) else _SPECIAL_ENDINGS.get(number % 10, "th")
    return f"{number}{ending}"


def _year(text: str) -> str:
    """2026 is said twenty twenty-six; 2005 and 2000 are not said in halves."""
    return text if text[2] == "0" else f"{text[:2]} {text[2:]}"


def _called(code: str) -> str:
    return ", ".join(" ".join(part) for part in re.split(r"[ -]", code))


def _clock(hours: str, minutes: str) -> str:
    hour = int(hours)
    return f"{_hour_and_minute(hour % 12 or 12, int(minutes))} {'AM' if hour < 12 else 'PM'}"


def _hour_and_minute(hour: int, minute: int) -> str:
    if minute == 0:
        return str(hour)
    return f"{hour} {'oh ' if minute < 10 else ''}{minute}"


def _clock_of_twelve(found: re.Match[str]) -> str:
    """3:00 to 3:45 pm → 3 to 3 45 PM."""
    begin = f"{_hour_and_minute(int(found[1]), int(found[2]))} to " if found[1] else ""
    return f"{begin}{_hour_and_minute(int(found[3]), int(found[4]))} {found[5].upper()}M"


def _dashed_date(found: re.Match[str]) -> str:
    return _date(_MONTHS[int(found[2]) - 1], found[3], found[1]) if 1 <= int(found[2]) <= 12 else found[0]


def _date(month: str, day: str, year: str) -> str:
    return f"{month} {ordinal(int(day))}, {_year(year)}"


def _hidden(found: re.Match[str]) -> str:
    hidden = f"{len(found[2])} hidden signs"
    return ", ".join(part for part in (_called(found[1]), hidden, _called(found[3])) if part)


def _amount(figure: str) -> str:
    return f"{figure.removesuffix('.00')} yuan"


_DASH = r"\s*[–—~-]\s*"
_TIME = r"(\d{1,2}):(\d{2})"
_SPOKEN: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (DASHED_DATE, _dashed_date),
    (figures(rf"\b({_MONTH}) (\d{{1,2}}), (\d{{4}})\b"), lambda found: _date(found[1], found[2], found[3])),
    (figures(rf"\b(\d{{1,2}}) ({_MONTH}) (\d{{4}})\b"), lambda found: _date(found[2], found[1], found[3])),
    (figures(rf"(?<!\d)(?:{_TIME}(?:{_DASH}|\s+to\s+))?{_TIME}\s?([AaPp])[Mm]\b"), _clock_of_twelve),
    (
        figures(rf"(?<!\d)(\d{{1,2}}):(\d{{2}}){_DASH}(\d{{1,2}}):(\d{{2}})(?!\d)"),
        lambda found: f"{_clock(found[1], found[2])} to {_clock(found[3], found[4])}",
    ),
    (figures(r"(?<!\d)(\d{1,2}):(\d{2})(?!\d)"), lambda found: _clock(found[1], found[2])),
    (HIDDEN, _hidden),
    (IDENTITY, lambda found: _called(found[0])),
    (REFERENCE, lambda found: _called(found[0])),
    (telephone(before=r"[\d.,]", after=r"[\d.,]\d|\d"), lambda found: _called(found[0])),
    (figures(r"(?:CNY|RMB|[¥￥])\s*(\d[\d,]*(?:\.\d+)?)"), lambda found: _amount(found[1])),
    (figures(rf"(\d%?){_DASH}(?=\d)"), lambda found: f"{found[1]} to "),
)
