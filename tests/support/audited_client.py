"""Flask's test client that lets no HTML page pass unaudited.

`app.test_client_class = AuditedClient` makes every `app.test_client()` one of these.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

from citizen.web.access import Access
from tests.support.document import Document
from tests.support.page_audit import Delivered, audit


class AuditedClient(FlaskClient):
    """Raises AssertionError with every problem of a page as soon as the server sends it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._allowed: frozenset[str] = frozenset()
        self.own_words: set[str] = set()

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        __tracebackhide__ = True
        response = super().open(*args, **kwargs)
        is_page = response.mimetype == "text/html" and response.data and "Location" not in response.headers
        if is_page:
            self._audit(response)
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
        __tracebackhide__ = True
        document = Document(response.get_data(as_text=True))
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


def _is_personal(app: Flask, response: TestResponse) -> bool:
    """Whether the view behind the page declared that it shows something of one visitor's own."""
    adapter = app.url_map.bind("localhost")
    try:
        endpoint, _ = adapter.match(response.request.path, method=response.request.method)
    except HTTPException:
        return False
    return getattr(app.view_functions[endpoint], "access", None) is Access.OWN_THINGS
