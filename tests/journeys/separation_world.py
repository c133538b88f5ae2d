"""Five persons whose every field carries words of its own, and browsers that ask for everything of everybody.

Whatever a browser gets back is searched for the words of all persons: status line, headers, pages, files. What the
model (separation_model) does not let it see is a Leak.
"""

from __future__ import annotations

import secrets
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from lxml import html as lxml_html
from sqlalchemy.orm import Session
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from citizen.core import clock
from citizen.db.session import Database
from citizen.notices.service import list_latest
from citizen.proxies.authority import Act, MandateState
from citizen.proxies.models import MandateRow
from citizen.web.access import Access
from tests.booking.conftest import MORNING, PLACE, add_place
from tests.journeys.separation_model import PROGRAMME_OF_DRAFT, Kind, Model
from tests.journeys.separation_persons import Canary, Maker, Things
from tests.journeys.separation_search import is_unreadable, texts_of
from tests.support.people import make_mandate, start_signed_in

#: The one page that shows everybody's messages, on machines of developers only; and what makes a browser a terminal,
#: whose visit then ends by itself: after that nothing could leak.
NOT_ASKED = frozenset({"notices.outbox", "static", "kiosk.attract", "kiosk.ended"})
_STATES = {
    "live": (MandateState.LIVE, False),
    "asked": (MandateState.ASKED, False),
    "paper": (MandateState.PROVISIONAL, False),
    "paper, person known": (MandateState.PROVISIONAL, True),
}


class Leak(AssertionError):
    """Something of a person appeared where the model says it may not."""


@dataclass(slots=True)
class KeptForm:
    """A form as a tab still shows it."""

    address: str
    fields: list[tuple[str, str]]
    to_write: list[str]
    #: Whom it was made for; None: nobody was signed in.
    owner: str | None


class World:
    """The site, its persons, and everything that was ever shown to a browser."""

    def __init__(self, app: Flask, persons: str = "甲乙丙丁") -> None:
        self.app, self.model = app, Model()
        self.database: Database = app.extensions["database"]
        maker = Maker(app.extensions["settings"].papers_folder)
        self.canaries: list[Canary] = maker.canaries
        self.seen: set[tuple[str, Canary]] = set()
        self.things: dict[str, Things] = {}
        self.clients: dict[str, FlaskClient] = {}
        self.forms: dict[str, list[KeptForm]] = {}
        self.asked = 0
        with self._at(), self.database.writing() as session:
            add_place(session, staff=len(persons) + 2)
            for name in persons:
                self.things[name] = maker.make(session, name)

    # -- what can happen ---------------------------------------------------------------------------------------

    def grant(
        self,
        subject: str,
        helper: str,
        acts: frozenset[str],
        *,
        programmes: frozenset[str] | None,
        starts: int,
        ends: int | None,
        how: str,
    ) -> None:
        state, was_known = _STATES[how]
        with self._at(), self.database.writing() as session:
            make_mandate(
                session, self.things[helper].person_id, self.things[subject].person_id,
                acts=[Act(one) for one in acts], programmes=programmes, state=state, subject_was_known=was_known,
                starts_at=self._moment(starts), ends_at=None if ends is None else self._moment(ends),
            )  # fmt: skip

    def limit(self, subject: str, helper: str, acts: frozenset[str]) -> None:
        """Less than it was, in every permission of these two."""
        with self._at(), self.database.writing() as session:
            for row in self._rows(session, subject, helper):
                row.acts = sorted(set(row.acts) & {Act(one).value for one in acts})

    def end(self, subject: str, helper: str) -> None:
        with self._at(), self.database.writing() as session:
            for row in self._rows(session, subject, helper):
                row.state, row.ended_at = MandateState.ENDED, clock.now()

    def sign_in(self, browser: str, person: str) -> None:
        """After any way in was proved: a new visit with a new key."""
        with self._at():
            key = start_signed_in(self.database, self.things[person].person_id)
            self.client(browser).set_cookie("visit", key)

    def sign_out(self, browser: str) -> None:
        self.post(browser, "/kiosk/end", [])

    def choose(self, browser: str, subject: str | None) -> None:
        """The page "who are you doing this for?": oneself, or any permission of that person that was ever given."""
        for value in ["self"] if subject is None else self._references(subject):
            self.post(browser, "/for-whom", [("relation", value)], form_at="/for-whom")

    def type_code(self, browser: str, owner: str) -> None:
        things = self.things[owner]
        pairs = [("reference", things.sent), ("code", things.code)]
        self.post(browser, "/applications/find", pairs, form_at="/applications/find", owners=frozenset({owner}))

    def begin_application(self, browser: str, programme: str) -> TestResponse:
        """Apply for whomever this browser acts for now, by the real question."""
        address = f"/applications/for-whom?programme={programme}"
        subject, person = self.model.subject_of(browser), self.model.browser(browser).person
        value = "self" if subject == person else next(iter(self._references(str(subject))), "self")
        return self.post(browser, address, [("relation", value)], form_at=address)

    # -- asking ------------------------------------------------------------------------------------------------

    def client(self, browser: str) -> FlaskClient:
        if browser not in self.clients:
            self.clients[browser] = FlaskClient(self.app, self.app.response_class, use_cookies=True)
        return self.clients[browser]

    def open(self, browser: str, address: str, *, owner: str | None = None) -> TestResponse:
        """Ask for an address and search whatever comes back."""
        with self._at():
            response = self.client(browser).get(address)
            self.asked += 1
            self.judge(browser, f"GET {address}", response, owner=owner)
        self._notice_the_end(browser, response)
        return response

    def post(
        self,
        browser: str,
        address: str,
        pairs: list[tuple[str, str]],
        *,
        form_at: str | None = None,
        owners: frozenset[str] = frozenset(),
        typed: str = "",
    ) -> TestResponse:
        """Send a form, with the hidden fields of the page at `form_at`; then go where it leads."""
        hidden = self._hidden(browser, form_at or "/for-whom") if form_at or not pairs else []
        names = {name for name, _value in pairs}
        with self._at():
            response = self.client(browser).post(
                address,
                data=_as_form([*((n, v) for n, v in hidden if n not in names), *pairs]),
                headers={"Origin": "http://localhost", "Referer": "http://localhost/", "Sec-Fetch-Site": "same-origin"},
            )
            self.asked += 1
            self._notice(browser, address, pairs, response, owners)
            self.judge(browser, f"POST {address}", response, typed=typed)
        self._notice_the_end(browser, response)
        if response.status_code == 303 and response.headers["Location"].startswith("/"):
            return self.open(browser, response.headers["Location"])
        return response

    def keep_form(self, browser: str, address: str) -> None:
        """Leave a tab open with every form of this page."""
        response = self.open(browser, address)
        if response.mimetype != "text/html":
            return
        owner = self.model.subject_of(browser)
        for form in lxml_html.fromstring(response.get_data(as_text=True)).xpath("//main//form[@method='post']"):
            kept = _kept(form, address, owner)
            self.forms.setdefault(browser, []).append(kept)

    def send_kept(self, browser: str, number: int) -> TestResponse | None:
        """Come back to an old tab and send what stands there, with words that are about the person it was made for."""
        forms = self.forms.get(browser, [])
        if not forms:
            return None
        kept = forms[number % len(forms)]
        words = f"雀{kept.owner or '无'}写{secrets.token_hex(4)}雀"
        if kept.owner is not None and kept.to_write:
            self.canaries.append(Canary(kept.owner, "typed", words))
        pairs = [*kept.fields, *((name, words) for name in kept.to_write)]
        return self.post(browser, kept.address, pairs, typed=words)

    def addresses(self, owner: str, *, files: bool = False, public: bool = False) -> list[str]:
        """Every page that deals with persons, about everything this person has; with `public` all others, too."""
        found: list[str] = []
        for rule in self.app.url_map.iter_rules():
            view = self.app.view_functions[rule.endpoint]
            is_asked = "GET" in (rule.methods or ()) and rule.endpoint not in NOT_ASKED
            access = getattr(view, "access", None)
            if is_asked and access is not Access.TOKEN and (public or access is not Access.EVERYBODY):
                found += self._filled(rule, self.things[owner], files)
        return list(dict.fromkeys(found))

    def open_everything(self, browser: str, owner: str, *, files: bool = False, public: bool = False) -> None:
        for address in self.addresses(owner, files=files, public=public):
            self.open(browser, address, owner=owner)

    # -- judging -----------------------------------------------------------------------------------------------

    def judge(
        self, browser: str, request: str, response: TestResponse, *, typed: str = "", owner: str | None = None
    ) -> None:
        """:raises Leak: words of somebody whom this browser may not see now."""
        if response.status_code >= 500 and response.status_code not in (503,):
            raise AssertionError(f"{request} answered {response.status_code}")
        everything = "\n".join(texts_of(response))
        for canary in self.canaries:
            if canary.words not in everything or canary.words == typed:
                continue
            if not self.model.may_see(browser, canary.owner, canary.kind):
                raise Leak(f"{request} in browser {browser}: {canary.kind} of {canary.owner} ({canary.words})")
            self.seen.add((browser, canary))
        if owner is not None and response.status_code == 200 and is_unreadable(response):
            kind: Kind = "booking" if "/book/" in request else "sent"
            if not self.model.may_see(browser, owner, kind):
                raise Leak(f"{request} in browser {browser}: a file about {owner} that cannot be searched")

    def judge_what_is_kept(self) -> None:
        """Nobody's words came into the folder of somebody else, nor into a message to them."""
        for name in self.things:
            mine = f"check of {name}"
            self.sign_in(mine, name)
            self.model.browsers[mine] = type(self.model.browser(mine))(person=name)
            self.open(mine, "/my-data/download")
        with self._at(), self.database.reading() as session:
            for entry in list_latest(session, at_most=500):
                self._judge_notice(entry.notice.about, f"{entry.notice}\n{entry.address}\n{entry.sms}")

    def _judge_notice(self, about: str, text: str) -> None:
        owners = [name for name, one in self.things.items() if about in (one.sent, one.draft, one.saved, one.booking)]
        for canary in self.canaries:
            if canary.words in text and owners and canary.owner not in owners:
                raise Leak(f"a notice about {about} holds {canary.kind} of {canary.owner}")

    # -- inside ------------------------------------------------------------------------------------------------

    def _moment(self, minute: int) -> datetime:
        return MORNING.astimezone(UTC) + timedelta(minutes=minute, seconds=1)

    def _at(self) -> AbstractContextManager[None]:
        return clock.fixed(self._moment(self.model.now))

    def _rows(self, session: Session, subject: str, helper: str) -> list[MandateRow]:
        both = (
            MandateRow.subject_id == self.things[subject].person_id,
            MandateRow.actor_id == self.things[helper].person_id,
        )
        return list(session.scalars(sa.select(MandateRow).where(*both)))

    def _references(self, subject: str) -> list[str]:
        with self.database.reading() as session:
            about = MandateRow.subject_id == self.things[subject].person_id
            return list(session.scalars(sa.select(MandateRow.reference).where(about).order_by(MandateRow.asked_at)))

    def _hidden(self, browser: str, address: str) -> list[tuple[str, str]]:
        response = self.open(browser, address)
        if response.mimetype != "text/html":
            return []
        page = lxml_html.fromstring(response.get_data(as_text=True))
        return [(one.get("name"), one.get("value", "")) for one in page.xpath("//main//form//input[@type='hidden']")]

    def _notice(
        self, browser: str, address: str, pairs: list[tuple[str, str]], response: TestResponse, owners: frozenset[str]
    ) -> None:
        """What the model has to know of a form that was taken."""
        mine, given = self.model.browser(browser), dict(pairs)
        if response.status_code != 303:
            return
        if address == "/kiosk/end":
            self.model.browsers[browser] = type(mine)()
        elif address == "/applications/find":
            mine.codes |= owners
            mine.acts_for = None if self.model.subject_of(browser) != mine.person else mine.acts_for
        elif address.startswith(("/for-whom", "/applications/for-whom")) and "relation" in given:
            self._notice_choice(browser, given["relation"])

    def _notice_choice(self, browser: str, value: str) -> None:
        mine = self.model.browser(browser)
        if value == "self":
            mine.acts_for = None
            return
        chosen = next((name for name in self.things if value in self._references(name)), None)
        if chosen is not None and self.model.in_force(mine.person, chosen) is not None:
            mine.acts_for = chosen

    def _notice_the_end(self, browser: str, response: TestResponse) -> None:
        """Told once that a permission is over, a browser is back with the one who is signed in."""
        mine = self.model.browser(browser)
        if mine.acts_for and response.status_code == 403 and self.model.subject_of(browser) == mine.person:
            mine.acts_for = None

    def _filled(self, rule: Rule, things: Things, files: bool) -> list[str]:
        choices: list[dict[str, object]] = [{}]
        for argument in sorted(rule.arguments):
            values = self._values(rule, argument, things, files)
            choices = [{**one, argument: value} for one in choices for value in values]
        with self.app.test_request_context():
            adapter = self.app.url_map.bind("localhost")
            return [adapter.build(rule.endpoint, one) for one in choices]

    def _values(self, rule: Rule, argument: str, things: Things, files: bool) -> list[object]:
        room = rule.endpoint.partition(".")[0]
        of_room = {
            "applications": [things.draft, things.sent],
            "booked": [things.booking],
            "booking_letters": [things.booking],
            "concerns": [things.needs],
            "saved_checks": [things.saved],
        }
        known: dict[str, list[object]] = {
            "reference": list(of_room.get(room, [things.sent, things.draft])),
            "key": [things.check],
            "position": [1],
            "fact": ["birth_date"],
            "kind": ["other"],
            "name": ["receipt", "correction-1-1", "decision-1"],
            "ending": ["pdf", "brf"] if files else [],
            "paper_id": list(things.papers),
            "programme_id": [PROGRAMME_OF_DRAFT],
            "site_code": [PLACE],
            "person_id": [things.person_id],
        }
        if argument in known:
            return known[argument]
        converter = type(rule._converters[argument]).__name__
        return [{"UUIDConverter": things.person_id, "IntegerConverter": 1}.get(converter, "x")]


def _kept(form: lxml_html.FormElement, address: str, owner: str | None) -> KeptForm:
    fields: list[tuple[str, str]] = []
    to_write: list[str] = []
    for one in form.xpath(".//input|.//textarea"):
        name, kind = one.get("name"), one.get("type", "text")
        if not name or kind in ("file", "submit"):
            continue
        if one.tag == "textarea" or kind == "text":
            to_write.append(name)
        elif kind == "hidden" or one.get("checked") is not None:
            fields.append((name, one.get("value", "")))
    return KeptForm(form.get("action") or address, fields, to_write, owner)


def _as_form(pairs: list[tuple[str, str]]) -> dict[str, list[str]]:
    form: dict[str, list[str]] = {}
    for name, value in pairs:
        form.setdefault(name, []).append(value)
    return form
