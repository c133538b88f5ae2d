"""What people do on the opening day, page by page, without script. Each returns what the person was told in the end.

Told things are kept word for word, so that afterwards the database can be asked whether all of it is true.
"""

from __future__ import annotations

import contextlib
import http.client
import random
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from benchmarks.opening.browser import Browser, Form, Lost, Page, Said

PROGRAMME = "home-care-assistance-subsidy"
SERVICE, DISTRICT = "opening-service", "tongzhou"
_MOST_STEPS = 60
_RECEIPT = re.compile(r"^/applications/([A-Z0-9]{9})/receipt")
_BOOKED = re.compile(r"^/book/bookings/([A-Z0-9]{9})")
_RESULT = re.compile(r"^/check/[^/]+/result")
_MYSELF: Said = {"relation": "self", "subject_name": None}
_CONTACT: Said = {"name": "测试", "contact_name": "测试", "channel": "sms", "phone": "13800001234", "email": None}
_GOOD_ENDS = ("read", "result", "sent", "booked")
#: Of a hundred people.
MIX: Mapping[str, int] = {"read": 20, "check": 50, "apply": 20, "book": 10}


@dataclass(frozen=True, slots=True)
class Told:
    """How a journey ended: "read", "result", "sent", "booked", "full", or what went wrong."""

    end: str
    reference: str = ""


def play(kind: str, browser: Browser, lot: random.Random) -> Told:
    """One journey from its first page to its last. A page that is not there, or no answer, is told as such."""
    return _told(browser, lambda: _JOURNEYS[kind](browser, lot))


def race(browser: Browser, service: str, wait_at_the_gate: Callable[[], None]) -> Told:
    """Up to the page that offers the few places; through the gate; then as quickly as pages come."""
    is_there = Told("never came to the gate")
    try:
        is_there = _told(browser, lambda: _walk_up(browser, service))
    finally:
        wait_at_the_gate()
    if is_there.end != "there":
        return is_there
    return _told(browser, lambda: take(browser))


def _walk_up(browser: Browser, service: str) -> Told:
    look_for(browser, service)
    if places := [one for one in browser.page.links("/book/places/") if "?" not in one]:
        browser.open(places[0])
    return Told("there" if _offer(browser.page) else "nothing was offered")


def _told(browser: Browser, act: Callable[[], Told]) -> Told:
    try:
        told = act()
        is_well = told.end not in _GOOD_ENDS or browser.page.status == 200
        return told if is_well else Told(f"ended with {browser.page.status}")
    except Lost as lost:
        return Told(f"lost: {lost}")
    except (OSError, http.client.HTTPException) as problem:
        return Told(f"no answer: {type(problem).__name__}")
    finally:
        browser.close()


def _read(browser: Browser, lot: random.Random) -> Told:
    """Looks around: the start page, the list, three programmes, help."""
    browser.open("/")
    addresses = [one for one in browser.open("/programmes").links("/programmes/") if "?" not in one]
    if not addresses:
        raise Lost("no programme in the list")
    for address in lot.sample(sorted(set(addresses)), 3):
        browser.open(address)
    browser.open("/help")
    return Told("read")


def _check(browser: Browser, lot: random.Random) -> Told:
    """A whole check: every question answered by lot."""
    begin_check(browser)
    for _ in range(_MOST_STEPS):
        if _RESULT.match(browser.page.path):
            return Told("result")
        browser.send(browser.page.form(to="/check/"), by_lot(browser.page.form(to="/check/"), lot))
    raise Lost(f"still at {browser.page.path}")


def begin_check(browser: Browser) -> None:
    """As far as the first question."""
    browser.open("/check")
    browser.open("/check/for-whom")
    browser.send(browser.page.form(having="relation"), _MYSELF)
    browser.send(browser.page.form(having="wishes"), {"wishes": "all"})


def _apply(browser: Browser, lot: random.Random) -> Told:
    """From the page of a programme to the receipt; the papers come later, as most say at first."""
    browser.open(f"/programmes/{PROGRAMME}")
    browser.open(f"/applications/new?programme={PROGRAMME}")
    browser.open(f"/applications/for-whom?programme={PROGRAMME}")
    tasks = browser.send(browser.page.form(having="relation"), _MYSELF).path.partition("?")[0]
    browser.open(f"{tasks}/answers")
    _answer_all(browser, f"{tasks}/answers", lot)
    browser.open(f"{tasks}/contact")
    browser.send(browser.page.form(to="/contact"), _CONTACT)
    browser.open(f"{tasks}/papers")
    browser.send(browser.page.form(having="plan"))
    browser.open(f"{tasks}/check")
    browser.send(browser.page.form(to="/check"))
    if found := _RECEIPT.match(browser.page.path):
        return Told("sent", found[1])
    raise Lost(f"no receipt at {browser.page.path}")


def _answer_all(browser: Browser, overview: str, lot: random.Random) -> None:
    """The questions of the programme, then the confirmation."""
    browser.send(browser.page.form(to=overview))
    for _ in range(_MOST_STEPS):
        form = browser.page.form(to=overview)
        if form.action == overview:
            browser.send(form)
            return
        browser.send(form, by_lot(form, lot))
    raise Lost(f"still at {browser.page.path}")


def _book(browser: Browser, lot: random.Random) -> Told:
    """The earliest time at one of the places; whoever is too late for it chooses again."""
    look_for(browser, SERVICE)
    places = [one for one in browser.page.links("/book/places/") if "?" not in one]
    if not places:
        return Told("full")
    browser.open(lot.choice(sorted(set(places))))
    return take(browser)


def look_for(browser: Browser, service: str) -> None:
    """For oneself, as far as the list of places or sessions."""
    browser.open("/book")
    browser.open("/book/for-whom")
    browser.send(browser.page.form(having="relation"), _MYSELF)
    browser.send(browser.page.form(having="district"), {"district": DISTRICT})
    with contextlib.suppress(Lost):  # not asked where all services are of one area
        browser.send(browser.page.form(having="area"), {"area": "rehabilitation"})
    browser.send(browser.page.form(having="service"), {"service": service})
    browser.send(browser.page.form(having="needs"), {"needs": None})


def take(browser: Browser) -> Told:
    """From a page that offers a time or a session to the confirmed booking, or to being told that nothing is left."""
    for _ in range(_MOST_STEPS):
        if found := _BOOKED.match(browser.page.path):
            return Told("booked", found[1])
        form = _offer(browser.page)
        if form is None:
            return Told("full")
        browser.send(form, _CONTACT)
    raise Lost(f"still at {browser.page.path}")


def _offer(page: Page) -> Form | None:
    """The form that leads on to a booking, if the page has one."""
    for form in page.forms:
        if any(name in ("contact_name", "start", "session") for name, *_ in form.fields):
            return form
    return None


def by_lot(form: Form, lot: random.Random) -> Said:
    """An answer to a question: one of what is offered, whatever it is. Dates are those of people of all ages; all live
    in the district that has the programme and the places.
    """
    said: dict[str, str | tuple[str, ...] | None] = {}
    for name, kind, _value, _ in form.fields:
        if kind in ("radio", "checkbox"):
            offered = form.offered(name)
            said[name] = DISTRICT if DISTRICT in offered else lot.choice(offered)
        elif name.endswith("year"):
            said[name] = str(lot.randrange(1940, 2022))
    return said


_JOURNEYS: Mapping[str, Callable[[Browser, random.Random], Told]] = {
    "read": _read,
    "check": _check,
    "apply": _apply,
    "book": _book,
}
