"""Translation, bound once per request: the per-call look-ups of the framework cost more than the whole page.

English msgids stand in `_()`. `N_` marks text that is declared once and translated when it is shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

from babel import Locale
from babel.dates import format_date, format_time
from flask import Flask, g

from citizen.core import clock
from citizen.web.at_hand import notes
from citizen.web.catalogues import N_, TRANSLATIONS, catalogue, has_easy_read, reading_easy
from citizen.web.days import CLOCK, day_with_weekday, in_form, locale_of
from citizen.web.templating import texts_now
from citizen.web.texts import texts_in

__all__ = ["N_", "TRANSLATIONS", "catalogue"]  # what others know by this module's name


def _(message: str, **values: object) -> str:
    """The message in the language of this request, with `%(name)s` values filled in."""
    text = texts_now().words[message]
    return text % values if values else text


def ngettext(singular: str, plural: str, number: int, **values: object) -> str:
    """The message in the form the number asks for; `%(num)s` is the number."""
    text = texts_now().translations.ngettext(singular, plural, number)
    return text % {"num": number, **values}


def use_locale(babel_code: str, *, easy: bool = False) -> None:
    """Bind this request (or application context) to a language, in easy-read if that is wanted and there is any."""
    noted, is_easy = notes(), easy and has_easy_read(babel_code)
    noted.babel_locale = locale_of(babel_code)
    noted.texts = texts_in(babel_code, easy=is_easy)
    reading_easy.set(is_easy)


@contextmanager
def speaking(babel_code: str) -> Iterator[None]:
    """Templates rendered inside speak this language: for letters and messages, in an application context."""
    before, was_easy = (g.get("babel_locale"), g.get("texts")), reading_easy.get()
    use_locale(babel_code)
    try:
        yield
    finally:
        g.babel_locale, g.texts = before
        reading_easy.set(was_easy)


def install(app: Flask) -> None:
    """Give templates `_`, `ngettext` and the date filters of the request's language."""
    app.teardown_request(_end_easy_read)
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # added by the extension
        lambda message: texts_now().words[message],
        lambda singular, plural, number: texts_now().translations.ngettext(singular, plural, number),
        newstyle=True,
    )
    app.jinja_env.filters.update(date=show_date, datetime=show_datetime, time=show_time, weekday_date=show_weekday_date)


def _end_easy_read(_problem: BaseException | None) -> None:
    """The next request of this thread may not be wanted in easy-read."""
    reading_easy.set(False)


_MOMENT = {"zh": f"y年M月d日 {CLOCK['zh']}", "en": f"d MMMM y, {CLOCK['en']}"}


def show_date(day: date) -> str:
    """'2026年3月7日'."""
    return format_date(_local_day(day), format="long", locale=_locale())


def show_weekday_date(day: date) -> str:
    """'2026年3月7日 星期六': a day never stands without its weekday where people plan."""
    return day_with_weekday(_local_day(day), _locale())


def show_time(moment: datetime) -> str:
    """'09:30', in the districts' zone: for the tables of staff."""
    return format_time(moment, "HH:mm", tzinfo=clock.LOCAL_ZONE, locale=_locale())


def show_datetime(moment: datetime) -> str:
    """'2026年3月7日 下午2:30', '7 March 2026, 2:30 pm', in the districts' zone."""
    return in_form(moment, _MOMENT, clock.LOCAL_ZONE, _locale())


def _local_day(value: date) -> date:
    return value.astimezone(clock.LOCAL_ZONE).date() if isinstance(value, datetime) else value


def _locale() -> Locale:
    locale: Locale = g.babel_locale
    return locale
