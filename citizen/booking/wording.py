"""How booking speaks: codes, written words and moments in the language of the request."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from babel import Locale

from citizen.accessibility.ui import current_ui
from citizen.booking.areas import Area
from citizen.booking.terms import Need
from citizen.core import clock, references
from citizen.eligibility import catalogue
from citizen.eligibility.texts import localised
from citizen.people.needs import LABELS, AccessNeed
from citizen.web.days import CLOCK, day_with_weekday, in_form, locale_of
from citizen.web.i18n import N_, _
from citizen.web.own_words import typed

if TYPE_CHECKING:
    from citizen.booking.inventory import Plan
    from citizen.booking.models import Booking
    from citizen.booking.slots import Offer

#: As the person says it; the same words as in the profile.
NEED_LABELS = {need: LABELS[AccessNeed(need.value)] for need in Need}
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
    Need.HOIST: N_("hoist"),
    Need.HOME_VISIT: N_("visit at home"),
    Need.REMOTE: N_("by video or in writing"),
}

#: What somebody wants help with, as they would say it.
AREA_LABELS = {
    Area.REHABILITATION: N_("Rehabilitation: assessment and training"),
    Area.DEVICES: N_("Assistive devices: choosing, fitting, repair"),
    Area.HOME: N_("Changes at home, so that it is easier to live there"),
    Area.CARE: N_("Care, bathing, help at home, day care"),
    Area.HEALTH: N_("Health: family doctor, counselling, free clinic"),
    Area.CERTIFICATE: N_("Disability certificate: assessment"),
    Area.RIGHTS: N_("Legal aid, sign-language interpreter, information"),
    Area.WORK: N_("Work and learning"),
    Area.COMMUNITY: N_("Transport, volunteers, help at the hall, community"),
    Area.CULTURE: N_("Culture, sport and outings"),
    Area.OTHER: N_("Other help"),
}

# A day never stands without its weekday.
_MOMENT = {"zh": f"y年M月d日 EEEE {CLOCK['zh']}", "en": f"EEEE, d MMMM y, {CLOCK['en']}"}
#: The two ends of a time, where the half of the day is said once: in Chinese before both, in English after both.
_BEGIN = {"zh": _MOMENT["zh"], "en": "EEEE, d MMMM y, h:mm"}
_END = {"zh": "h:mm", "en": CLOCK["en"]}


def in_words(words: Mapping[str, str]) -> str:
    """{"zh": …, "en": …} in the language of this request."""
    return localised(words["zh"], words["en"])[current_ui().locale.code]


def in_sentences(words: Mapping[str, list[str]]) -> list[str]:
    """The same for lists of sentences."""
    return [in_words({"zh": zh, "en": en}) for zh, en in zip(words["zh"], words["en"], strict=True)]


def show_day(day: date) -> str:
    """'2026年11月24日 星期二'."""
    return day_with_weekday(day, _locale())


def show_moment(moment: datetime, zone: ZoneInfo) -> str:
    """'2026年11月24日 星期二 上午10:15': complete when read alone."""
    return in_form(moment, _MOMENT, zone, _locale())


def show_clock(moment: datetime, zone: ZoneInfo) -> str:
    """'上午10:15'."""
    return in_form(moment, CLOCK, zone, _locale())


def show_times(start: datetime, end: datetime, zone: ZoneInfo) -> str:
    """'2026年11月24日 星期二 下午3:00至3:45', 'Tuesday, 24 November 2026, 3:00 to 3:45 pm'.

    Both halves of the day stand where they differ ('上午11:30至下午12:15'), and both days.
    """
    first, last = start.astimezone(zone), end.astimezone(zone)
    if first.date() != last.date():
        begin, finish = _MOMENT, _MOMENT
    elif (first.hour < 12) != (last.hour < 12):
        begin, finish = _MOMENT, CLOCK
    else:
        begin, finish = _BEGIN, _END
    return _(
        "%(start)s to %(end)s",
        start=in_form(start, begin, zone, _locale()),
        end=in_form(end, finish, zone, _locale()),
    )


def show_span(booking: Booking) -> str:
    """From when to when, in the zone of the place."""
    return show_times(booking.start_at, booking.end_at, ZoneInfo(booking.site.zone))


def show_offer(offer: Offer, zone: ZoneInfo) -> str:
    return show_times(offer.start, offer.end, zone)


def show_earliest(plan: Plan, offer: Offer) -> str:
    """A time with its place and with what is arranged there, as one sentence."""
    values = {"moment": show_offer(offer, plan.zone), "place": in_words(plan.site.name)}
    if plan.arranged:
        return _("%(moment)s, at %(place)s, with: %(needs)s.", **values, needs=need_names(plan.arranged))
    return _("%(moment)s, at %(place)s.", **values)


def need_names(needs: tuple[Need, ...] | list[Need]) -> str:
    """'sign-language interpreter, quiet room' in the person's language."""
    return _(", ").join(_(NEED_NAMES[need]) for need in needs)


def district_names() -> dict[str, str]:
    """The districts of this deployment, by code."""
    locale = current_ui().locale.code
    return {code: district.name[locale] for code, district in catalogue.load().districts.items()}


def _locale() -> Locale:
    return locale_of(current_ui().locale.babel)


#: What templates of this room may call, as `book.…`.
TEMPLATE_WORDS: dict[str, Callable[..., Any]] = {
    "words": in_words,
    "sentences": in_sentences,
    "day": show_day,
    "moment": lambda moment, zone: show_moment(moment, ZoneInfo(str(zone))),
    "clock": lambda moment, zone: show_clock(moment, ZoneInfo(str(zone))),
    "span": show_span,
    "times": lambda start, end, zone: show_times(start, end, ZoneInfo(str(zone))),
    "seconds_until": lambda moment: max(int((moment - clock.now()).total_seconds()), 0),
    "needs": need_names,
    "need_codes": lambda codes: need_names([need for need in Need if need.value in codes]),
    "earliest": show_earliest,
    "own_lines": lambda text: [typed(line) for line in text.splitlines() if line.strip()],
    "district": lambda code: district_names().get(code, code),
    "grouped": references.grouped,
    "code_of": lambda offer: offer.start.isoformat(timespec="minutes"),
}
