"""The register of acts: every address says which act it is, or stands in a short list that says why it is none.

`citizen.proxies.acts` decides before the view by what is declared; what declares nothing is not decided about.
"""

from __future__ import annotations

import pytest
from flask import Flask

from citizen.proxies.acts import acts_of_view
from citizen.proxies.authority import Act
from citizen.web.access import Access

#: Rooms in which every page is about the one who is signed in, or about the browser, whomever it acts for.
ABOUT_ONESELF = {
    "account": "the sessions of the one who is signed in",
    "activity": "permissions one gave or was given: the service checks who may change each",
    "cards": "the cards of the one who is signed in, and signing in with one",
    "coming_back": "what was typed before the session ended, for whoever typed it",
    "consent": "the person's own turn on the device of another",
    "identity": "the outside identities of the one who is signed in",
    "kiosk": "the terminal and the end of a visit",
    "kiosk_calls": "calling staff to a terminal: says where, never who",
    "kiosk_hand_off": "the visit itself goes to another device, whomever it acts for",
    "kiosk_keyboard": "keys: what was typed travels along in the form and is kept nowhere",
    "mandates": "asking to act for somebody: nothing of them is shown",
    "passkeys": "the passkeys of the one who is signed in",
    "people": "ways in",
    "staff": "members of staff themselves",
    "terminals": "the machine itself, before anybody uses it",
}
#: Single pages of rooms whose other pages are about a person.
ABOUT_THE_BROWSER = {
    "applications.find": "reference and code open one thing in this browser, for nobody else",
    "applications.phone_begin": "a phone that adds photos: what it may do, the hand-over says",
    "applications.phone_photos": "a phone that adds photos: what it may do, the hand-over says",
    "applications.phone_done": "a phone that adds photos: what it may do, the hand-over says",
    "arrival.start": "reference and code say that one booking has arrived; nothing of it is shown",
    "booked.find": "reference and code open one thing in this browser, for nobody else",
    "concerns.find": "reference and code open one thing in this browser, for nobody else",
    "concerns.report": "a report does not know who sent it",
    "concerns.barrier": "a report does not know who sent it",
    "concerns.barrier_sent": "a report is read again by the browser that sent it",
    "concerns.received": "a report is read again by the browser that sent it",
    "concerns.talk": "a conversation of two people, kept nowhere",
    "notices.outbox": "invented messages on the machine of a developer",
    "proxies.myself": "back to oneself",
    "proxies.for_whom": "the choice itself: only whom one may act for is offered",
    "saved_checks.find": "reference and code open one thing in this browser, for nobody else",
}
#: What nobody but the person, or the guardian in force, may do.
ALONE = {"my_data.download", "my_data.erase"}


def undeclared(app: Flask) -> set[str]:
    """Addresses that show or change things of visitors and declare no act."""
    return {
        name
        for name, view in app.view_functions.items()
        if getattr(view, "access", None) is Access.OWN_THINGS and acts_of_view(view) is None
    }


def test_every_address_about_a_person_declares_its_act(app: Flask) -> None:
    silent = {
        name for name in undeclared(app) - ABOUT_THE_BROWSER.keys() if name.partition(".")[0] not in ABOUT_ONESELF
    }
    assert silent == set(), "Declare @needs_act(…), or write down here why the page is about nobody."


def test_the_lists_hold_nothing_that_is_gone_or_declared_after_all(app: Flask) -> None:
    assert ABOUT_THE_BROWSER.keys() - undeclared(app) == set()
    rooms = {name.partition(".")[0] for name in app.view_functions}
    assert ABOUT_ONESELF.keys() - rooms == set()


def test_what_is_public_declares_no_act(app: Flask) -> None:
    """A page for everybody that had an act would be refused to some: it is not for everybody."""
    odd = [
        name
        for name, view in app.view_functions.items()
        if getattr(view, "access", None) is not Access.OWN_THINGS and acts_of_view(view) is not None
    ]
    assert odd == []


def test_only_the_person_takes_everything_along_or_erases_it(app: Flask) -> None:
    governed = {
        name for name, view in app.view_functions.items() if (acts_of_view(view) or (None, None))[0] is Act.GOVERN
    }
    assert governed >= ALONE


@pytest.mark.parametrize(
    ("endpoint", "acts"),
    [
        ("applications.contact", (Act.FILL, Act.FILL)),
        ("applications.submit", (Act.SUBMIT, Act.SUBMIT)),
        ("applications.withdraw", (Act.SUBMIT, Act.SUBMIT)),
        ("applications.messages", (Act.SEE, Act.SUBMIT)),
        ("applications.status", (Act.SEE, Act.SEE)),
        ("applications.letter_in_form", (Act.SEE, Act.SEE)),
        ("booked.cancel", (Act.BOOK, Act.BOOK)),
        ("my_data.overview", (Act.MANAGE, Act.MANAGE)),
    ],
)
def test_what_is_sent_to_an_office_is_more_than_what_is_read(app: Flask, endpoint: str, acts: tuple[Act, Act]) -> None:
    assert acts_of_view(app.view_functions[endpoint]) == acts


def test_a_page_opened_by_one_act_or_another_takes_no_form(app: Flask) -> None:
    """Where seeing is enough to open a page, changing something on it needs its own act."""
    for name, view in app.view_functions.items():
        if getattr(view, "or_act", None) is not None:
            methods = {method for rule in app.url_map.iter_rules(name) for method in rule.methods or ()}
            assert "POST" not in methods, name
