"""Flask's test client that lets no HTML page pass unaudited.

`app.test_client_class = AuditedClient` makes every `app.test_client()` one of these.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

from citizen.web.access import Access
from tests.support.document import Document, shape_of
from tests.support.page_audit import Delivered, audit

#: Keys, tokens, references and access codes: another in every visit, and of no interest to any rule.
_EVER_NEW = re.compile(
    r"[A-Za-z0-9_-]{20,}|\b[A-Z][2-9A-Z]{8}\b|\b[A-Z][2-9A-Z]{2} [2-9A-Z]{3} [2-9A-Z]{3}\b|\b[2-9A-Z]{4} [2-9A-Z]{4}\b"
)
_NOT_LOOKED_AT = frozenset({"Set-Cookie", "Date", "Content-Length", "ETag"})
#: What passed the audit in this run, and the shapes of markup that a strict parser read without a complaint.
_passed: set[bytes] = set()
_sound: set[bytes] = set()


class AuditedClient(FlaskClient):
    """Raises AssertionError with every problem of a page as soon as the server sends it.

    `audits` is off where the same page is audited elsewhere: in the second run of the suite, on PostgreSQL, and on
    the way to a state of the browser gate, which audits the page that it arrives at.
    """

    audits = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._allowed: frozenset[str] = frozenset()
        self.own_words: set[str] = set()

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        __tracebackhide__ = True
        response = super().open(*args, **kwargs)
        is_page = response.mimetype == "text/html" and response.data and "Location" not in response.headers
        if is_page and self.audits:
            self._audit(response)
        elif is_page:
            response.document = Document(response.get_data(as_text=True), strictly=False)  # type: ignore[attr-defined]
        return response

    @contextmanager
    def allowing(self, *rules: str) -> Iterator[None]:
        before = self._allowed
        self._allowed = before | frozenset(rules)
        try:
            yield
        finally:
            self._allowed = before

    def _audit(self, response: TestResponse) -> None:
        """A page that passed in this run, with nothing else than other keys and codes in it, passes again."""
        __tracebackhide__ = True
        html = response.get_data(as_text=True)
        sort = self._sort_of(html, response)
        if sort in _passed:
            response.document = Document(html, strictly=False)  # type: ignore[attr-defined]
            return
        document = _read(html)
        response.document = document  # type: ignore[attr-defined]  # parsed once, for whoever reads it next
        delivered = Delivered(
            document=document,
            address=response.request.full_path.removesuffix("?"),
            status=response.status_code,
            headers=dict(response.headers),
            personal=_is_personal(self.application, response),
            own_words=frozenset(self.own_words),
        )
        problems = audit(delivered, allowed=self._allowed)
        if problems:
            listed = "\n".join(f"  - {problem}" for problem in problems)
            raise AssertionError(
                f"{response.request.method} {delivered.address} ({response.status_code}) "
                f"“{delivered.document.title}” fails the page audit:\n{listed}"
            )
        _passed.add(sort)

    def _sort_of(self, html: str, response: TestResponse) -> bytes:
        """Everything that the audit looks at, without what is another in every visit."""
        looked_at = (
            _EVER_NEW.sub("*", html),
            _EVER_NEW.sub("*", response.request.full_path),
            response.status_code,
            [(name, _EVER_NEW.sub("*", value)) for name, value in response.headers if name not in _NOT_LOOKED_AT],
            _is_personal(self.application, response),
            sorted(self.own_words),
            sorted(self._allowed),
        )
        return hashlib.blake2b(repr(looked_at).encode()).digest()


def _read(html: str) -> Document:
    """Strictly, unless the same markup with other words was read so already: that costs a quarter of an audit."""
    shape = hashlib.blake2b(shape_of(html).encode(errors="backslashreplace")).digest()
    document = Document(html, strictly=shape not in _sound)
    if not document.parse_errors:
        _sound.add(shape)
    return document


def _is_personal(app: Flask, response: TestResponse) -> bool:
    """Whether the view behind the page declared that it shows something of one visitor's own."""
    adapter = app.url_map.bind("localhost")
    try:
        endpoint, _ = adapter.match(response.request.path, method=response.request.method)
    except HTTPException:
        return False
    return getattr(app.view_functions[endpoint], "access", None) is Access.OWN_THINGS
