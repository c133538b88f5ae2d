"""Days in words, in any language; no request is needed."""

from __future__ import annotations

from datetime import date
from functools import cache

from babel import Locale
from babel.dates import format_date


@cache
def locale_of(babel_code: str) -> Locale:
    """English is written here as in Britain: 7 March 2026, 3:45 pm."""
    return Locale.parse("en_GB" if babel_code == "en" else babel_code)


def day_with_weekday(day: date, locale: Locale) -> str:
    """'2026年3月7日 星期六', 'Saturday, 7 March 2026'."""
    if locale.language == "zh":
        return f"{format_date(day, 'long', locale=locale)} {format_date(day, 'EEEE', locale=locale)}"
    return format_date(day, "EEEE, d MMMM y", locale=locale)
