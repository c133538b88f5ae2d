"""Carries out attacks, and has every answer judged."""

from __future__ import annotations

import re
from collections.abc import Mapping
from random import Random
from typing import Any

from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from citizen.core import clock
from tests.booking.conftest import MORNING
from tests.fuzz import attacks, hostile
from tests.fuzz.attacks import Form, Request
from tests.fuzz.judging import Harm, judge
from tests.fuzz.world import STATES, TAGS, World
from tests.support.document import Document
from tests.support.page_audit import Delivered, audit

#: A browser that sends its own forms; hostile headers are added to, or put in the place of these.
_BROWSER = {"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"}
_HIDDEN = re.compile(r'<input type="hidden" name="(csrf_token|acting_for)" value="([^"]*)">')
#: Refusals are pages like any other: one of each is looked at as closely as the pages of all other tests.
_audited: set[tuple[int, str]] = set()
#: Static files are read by the server in front; the rest is what the site itself answers.
NOT_ATTACKED = frozenset({"static", "notices.outbox"})


class Player:
    """One attacker in one state."""

    def __init__(self, world: World, state: str) -> None:
        self.world, self.state = world, state
        self.client = FlaskClient(world.app, world.app.response_class, use_cookies=True)
        self.asked = 0
        self._hidden: dict[str, str] | None = None
        self._start_again()

    @property
    def rules(self) -> list[Rule]:
        """The addresses for this state: programs have their own."""
        every = [one for one in self.world.app.url_map.iter_rules() if one.endpoint not in NOT_ATTACKED]
        is_program = self.state in self.world.site.tokens
        chosen = [one for one in every if one.endpoint.startswith("api.") or not is_program]
        return sorted(chosen, key=lambda one: (one.rule, sorted(one.methods or ())))

    def attack(self, rule: Rule, random: Random) -> None:
        """Open it, send a form of what came back or one that was made up, and then something else than either."""
        path, planted = attacks.address(random, rule, self.world.site.known)
        query, more = attacks.query(random)
        asked = Request("GET", path, query, hostile.headers(random), planted=(*planted, *more))
        answer = self.send(asked)
        form = self._form(random, rule, path, answer)
        if form is not None:
            self.send(form)
        if random.random() < 0.3:
            body, content_type = hostile.body(random)
            method, headers = hostile.method(random), hostile.headers(random)
            self.send(Request(method, path, query, headers, body, content_type, asked.planted))

    def send(self, request: Request) -> TestResponse:
        """One request; everything is afterwards as it was before. :raises Harm: the answer is not as it must be."""
        self.asked += 1
        with clock.fixed(MORNING):
            try:
                response = self.client.open(**self._as_environ(request))
            except Exception as fault:
                raise Harm(f"{fault!r} left the site after {request.described()}") from fault
            self._judge(request, response)
        if response.status_code == 429 or (request.method not in ("GET", "HEAD") and response.status_code < 400):
            self.world.restore()
        if "Set-Cookie" in response.headers:
            self._start_again()
        return response

    # -- inside ------------------------------------------------------------------------------------------------

    def _form(self, random: Random, rule: Rule, path: str, answer: TestResponse) -> Request | None:
        found: list[Form] = []
        if answer.mimetype == "text/html" and answer.data:
            found = attacks.forms_of(answer.get_data(as_text=True), path)
        local = [one for one in found if one.action.startswith("/")]
        if "POST" in (rule.methods or ()) and (not local or random.random() < 0.3):
            return attacks.guessed(random, path, self._hidden_fields())
        return attacks.filled(random, random.choice(local)) if local else None

    def _hidden_fields(self) -> Mapping[str, str]:
        """What every form of this browser carries."""
        if self.state in self.world.site.tokens:
            return {}
        if self._hidden is None:
            with clock.fixed(MORNING):
                page = self.client.get("/for-whom").get_data(as_text=True)
            self._hidden = dict(_HIDDEN.findall(page))
        return self._hidden

    def _judge(self, request: Request, response: TestResponse) -> None:
        reads_otherwise = "lang=" in request.query or {"Cookie", "Accept-Language", "Host"} & set(request.headers)
        language = None if reads_otherwise or b"lang" in request.body else TAGS[STATES[self.state][1]]
        judge(request, response, forbidden=self.world.site.forbidden(self.state), language=language)
        sort = (response.status_code, self.state)
        is_a_page = response.mimetype == "text/html" and request.method != "HEAD"  # the answer to HEAD has no text
        if is_a_page and response.status_code >= 400 and sort not in _audited:
            _audited.add(sort)
            self._audit(request, response)

    def _audit(self, request: Request, response: TestResponse) -> None:
        """What was sent comes back in the language it was sent in: it is not prose of ours."""
        words = frozenset(part for one in request.planted for part in (one, one.strip()) if part)
        document = Document(response.get_data(as_text=True))
        delivered = Delivered(document, request.path, response.status_code, dict(response.headers), own_words=words)
        # A character that HTML has no place for comes back as it was sent: no parser does anything with it.
        problems = [one for one in audit(delivered) if "Invalid codepoint" not in one]
        if problems:
            raise Harm(f"{problems} in the answer to {request.described()}")

    def _as_environ(self, request: Request) -> dict[str, Any]:
        headers = {**(_BROWSER if request.method == "POST" else {}), **request.headers}
        token = self.world.site.tokens.get(self.state)
        if token is not None:
            headers = {
                "Authorization": f"Bearer {token}",
                "Idempotency-Key": "key-of-a-test",
                "If-Match": "*",
                **headers,
            }
        content = {"content_type": request.content_type} if request.content_type else {}
        return {
            "path": request.path, "query_string": request.query, "method": request.method, "data": request.body or None,
            "headers": list(headers.items()), **content,
        }  # fmt: skip

    def _start_again(self) -> None:
        """The browser with the cookies it began with."""
        assert self.client._cookies is not None
        self.client._cookies.clear()
        self.client._cookies.update(self.world.site.cookies.get(self.state, {}))
