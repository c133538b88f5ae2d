"""Days and times in words, in any language; no request is needed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime

#: Forms are kept for Chinese and English; other languages use those of English. The half of the day is always said:
#: nobody has to count from 13 up.
CLOCK = {"zh": "ah:mm", "en": "h:mm a"}


@cache
def locale_of(babel_code: str) -> Locale:
    """English is written here as in Britain: 7 March 2026, 3:45 pm."""
    return Locale.parse("en_GB" if babel_code == "en" else babel_code)


def day_with_weekday(day: date, locale: Locale) -> str:
    """'2026年3月7日 星期六', 'Saturday, 7 March 2026'."""
    if locale.language == "zh":
        return f"{format_date(day, 'long', locale=locale)} {format_date(day, 'EEEE', locale=locale)}"
    return format_date(day, "EEEE, d MMMM y", locale=locale)


def in_form(moment: datetime, forms: Mapping[str, str], zone: ZoneInfo, locale: Locale) -> str:
    """The moment as the clocks of `zone` show it, in the form of the language."""
    return format_datetime(moment, forms["zh" if locale.language == "zh" else "en"], tzinfo=zone, locale=locale)
