"""Translation, bound once per request: the per-call look-ups of the framework cost more than the whole page.

English msgids stand in `_()`. `N_` marks text that is declared once and translated when it is shown.
"""

from __future__ import annotations

import gettext as stdlib_gettext
import io
from datetime import date, datetime
from functools import cache
from pathlib import Path

from babel import Locale
from babel.dates import format_date, format_datetime, format_time
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask, g

from citizen.core import clock

TRANSLATIONS = Path(__file__).resolve().parent.parent.parent / "translations"


def N_(message: str) -> str:  # noqa: N802  (the name every extractor knows)
    """Mark a msgid for extraction; it is translated where it is shown."""
    return message


def _(message: str, **values: object) -> str:
    """The message in the language of this request, with `%(name)s` values filled in."""
    text = _translations().gettext(message)
    return text % values if values else text


def ngettext(singular: str, plural: str, number: int, **values: object) -> str:
    """The message in the form the number asks for; `%(num)s` is the number."""
    text = _translations().ngettext(singular, plural, number)
    return text % {"num": number, **values}


def use_locale(babel_code: str) -> None:
    """Bind this request (or application context) to a language."""
    g.babel_locale = Locale.parse(babel_code)
    g.translations = catalogue(babel_code)


@cache
def catalogue(babel_code: str) -> stdlib_gettext.NullTranslations:
    """The message catalogue of a language; English is the msgids themselves.

    A compiled file that is missing or older than its source is compiled in memory, so that a fresh clone and an
    edited translation both show the right words.
    """
    folder = TRANSLATIONS / babel_code / "LC_MESSAGES"
    source, compiled = folder / "messages.po", folder / "messages.mo"
    if not source.exists():
        return stdlib_gettext.NullTranslations()
    if compiled.exists() and compiled.stat().st_mtime >= source.stat().st_mtime:
        return stdlib_gettext.GNUTranslations(io.BytesIO(compiled.read_bytes()))
    with source.open("rb") as file:
        messages = read_po(file, locale=babel_code)
    buffer = io.BytesIO()
    write_mo(buffer, messages)
    buffer.seek(0)
    return stdlib_gettext.GNUTranslations(buffer)


def install(app: Flask) -> None:
    """Give templates `_`, `ngettext` and the date filters of the request's language."""
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # added by the extension
        lambda message: _translations().gettext(message),
        lambda singular, plural, number: _translations().ngettext(singular, plural, number),
        newstyle=True,
    )
    app.jinja_env.filters.update(date=show_date, datetime=show_datetime, time=show_time, weekday_date=show_weekday_date)


def show_date(day: date) -> str:
    """'2026年3月7日'."""
    return format_date(_local_day(day), format="long", locale=_locale())


def show_weekday_date(day: date) -> str:
    """'2026年3月7日 星期六': a day never stands without its weekday where people plan."""
    day = _local_day(day)
    return f"{format_date(day, format='long', locale=_locale())} {format_date(day, 'EEEE', locale=_locale())}"


def show_time(moment: datetime) -> str:
    """'09:30', in the districts' zone."""
    return format_time(moment, "HH:mm", tzinfo=clock.LOCAL_ZONE, locale=_locale())


def show_datetime(moment: datetime) -> str:
    """Date and time in the districts' zone."""
    local = moment.astimezone(clock.LOCAL_ZONE)
    return f"{show_date(local.date())} {format_datetime(local, 'HH:mm', tzinfo=clock.LOCAL_ZONE, locale=_locale())}"


def _local_day(value: date) -> date:
    return value.astimezone(clock.LOCAL_ZONE).date() if isinstance(value, datetime) else value


def _translations() -> stdlib_gettext.NullTranslations:
    translations: stdlib_gettext.NullTranslations = g.translations
    return translations


def _locale() -> Locale:
    locale: Locale = g.babel_locale
    return locale
