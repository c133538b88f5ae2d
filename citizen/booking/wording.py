"""How booking speaks: codes, written words and moments in the language of the request."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime

from citizen.accessibility.ui import current_ui
from citizen.booking.terms import Need
from citizen.core import references
from citizen.eligibility import catalogue
from citizen.eligibility.texts import localised
from citizen.web.i18n import N_, _

if TYPE_CHECKING:
    from citizen.booking.models import Booking

NEED_LABELS = {
    Need.SIGN_LANGUAGE: N_("Sign-language interpreter (National Common Sign Language)"),
    Need.CAPTIONS: N_("What is said, written down for me to read"),
    Need.STEP_FREE: N_("A way in without steps"),
    Need.HEARING_LOOP: N_("Hearing loop or amplifier"),
    Need.LARGE_PRINT: N_("Papers in large print"),
    Need.QUIET: N_("A quiet room"),
    Need.LONGER_TIME: N_("More time"),
    Need.COMPANION: N_("I bring somebody with me"),
    Need.GUIDE_DOG: N_("I come with a guide dog"),
}
#: Short names, for lists of what a place has.
NEED_NAMES = {
    Need.SIGN_LANGUAGE: N_("sign-language interpreter"),
    Need.CAPTIONS: N_("speech written down"),
    Need.STEP_FREE: N_("step-free way in"),
    Need.HEARING_LOOP: N_("hearing loop"),
    Need.LARGE_PRINT: N_("large print"),
    Need.QUIET: N_("quiet room"),
    Need.LONGER_TIME: N_("more time"),
    Need.COMPANION: N_("room for a companion"),
    Need.GUIDE_DOG: N_("guide dog welcome"),
}

# A day never stands without its weekday, a time never without its half of the day. Languages other than these
# use the forms of English.
_DAY = {"zh": "y年M月d日 EEEE", "en": "EEEE, d MMMM y"}
_SHORT_DAY = {"zh": "M月d日 EEEE", "en": "EEE, d MMM"}
_MOMENT = {"zh": "y年M月d日 EEEE ah:mm", "en": "EEEE, d MMMM y, h:mm a"}
_TIME = {"zh": "ah:mm", "en": "h:mm a"}


def in_words(words: Mapping[str, str]) -> str:
    """{"zh": …, "en": …} in the language of this request."""
    return localised(words["zh"], words["en"])[current_ui().locale.code]


def in_sentences(words: Mapping[str, list[str]]) -> list[str]:
    """The same for lists of sentences."""
    return [in_words({"zh": zh, "en": en}) for zh, en in zip(words["zh"], words["en"], strict=True)]


def show_day(day: date) -> str:
    """'2026年11月24日 星期二'."""
    return format_date(day, _pattern(_DAY), locale=current_ui().locale.babel)


def show_short_day(day: date) -> str:
    """'11月24日 星期二': for a list of the next weeks, where no day comes twice."""
    return format_date(day, _pattern(_SHORT_DAY), locale=current_ui().locale.babel)


def show_moment(moment: datetime, zone: ZoneInfo) -> str:
    """'2026年11月24日 星期二 上午10:15': complete when read alone."""
    return _format(moment, zone, _MOMENT)


def show_clock(moment: datetime, zone: ZoneInfo) -> str:
    """'上午10:15'."""
    return _format(moment, zone, _TIME)


def show_span(booking: Booking) -> str:
    """From when to when, in the zone of the place."""
    zone = ZoneInfo(booking.site.zone)
    return _("%(start)s to %(end)s", start=show_moment(booking.start_at, zone), end=show_clock(booking.end_at, zone))


def need_names(needs: tuple[Need, ...] | list[Need]) -> str:
    """'sign-language interpreter, quiet room' in the person's language."""
    return _(", ").join(_(NEED_NAMES[need]) for need in needs)


def district_names() -> dict[str, str]:
    """The districts of this deployment, by code."""
    locale = current_ui().locale.code
    return {code: district.name[locale] for code, district in catalogue.load().districts.items()}


def _format(moment: datetime, zone: ZoneInfo, patterns: Mapping[str, str]) -> str:
    return format_datetime(moment, _pattern(patterns), tzinfo=zone, locale=current_ui().locale.babel)


def _pattern(patterns: Mapping[str, str]) -> str:
    return patterns["zh" if current_ui().locale.code.startswith("zh") else "en"]


#: What templates of this room may call, as `book.…`.
TEMPLATE_WORDS: dict[str, Callable[..., Any]] = {
    "words": in_words,
    "sentences": in_sentences,
    "day": show_day,
    "moment": lambda moment, zone: show_moment(moment, ZoneInfo(str(zone))),
    "clock": lambda moment, zone: show_clock(moment, ZoneInfo(str(zone))),
    "span": show_span,
    "needs": need_names,
    "district": lambda code: district_names().get(code, code),
    "grouped": references.grouped,
    "code_of": lambda offer: offer.start.isoformat(timespec="minutes"),
}
