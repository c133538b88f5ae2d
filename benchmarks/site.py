"""The real site on an empty database of its own, and a person without script who walks through a check."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask
from werkzeug.test import Client, TestResponse

from citizen import create_app
from citizen.config import for_tests
from citizen.db import migrate

_MOST_STEPS = 80
_QUESTION, _RESULT = re.compile(r"^/check/[^/]+/question/"), re.compile(r"^/check/[^/]+/result$")


class LostOnTheWay(Exception):
    """The walk did not arrive at the result."""


@contextmanager
def real_site(*, compress: bool) -> Iterator[Flask]:
    """The application as it is deployed, tables made by the migrations; nothing of it is left afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/benchmark.db"
        migrate.upgrade(url)
        app = create_app(for_tests(database_url=url, papers_folder=Path(folder), compress_pages=compress))
        yield app
        app.extensions["database"].dispose()


@dataclass(slots=True)
class Walk:
    """The addresses a person passed, with the cookies they hold in the end."""

    cookies: str
    questions: list[str] = field(default_factory=list)
    result: str = ""


def walk_through_a_check(app: Flask) -> Walk:
    """Answers every form with its first choice until the result is there."""
    client = Client(app, app.response_class)
    walk, address = Walk(""), "/check/for-whom"
    for _ in range(_MOST_STEPS):
        page = client.get(address, follow_redirects=True)
        address = page.request.path
        if page.status_code != 200:
            raise LostOnTheWay(f"{address} answered {page.status_code}")
        if _RESULT.match(address):
            walk.result, walk.cookies = address, page.request.headers.get("Cookie", "")
            return walk
        if _QUESTION.match(address):
            walk.questions.append(address)
        address = _answered(client, page, address)
    raise LostOnTheWay(f"still at {address} after {_MOST_STEPS} pages")


def _answered(client: Client, page: TestResponse, address: str) -> str:
    form = _Form()
    form.feed(page.get_data(as_text=True))
    answer = client.post(form.action or address, data=form.values)
    if answer.status_code != 303:
        raise LostOnTheWay(f"{address} answered {answer.status_code} to {form.values}")
    return urlsplit(answer.location).path


class _Form(HTMLParser):
    """The page's form, filled in: the first of every choice, and 1 May 1990 or 1 in what has to be written."""

    def __init__(self) -> None:
        super().__init__()
        self.action, self.values = "", dict[str, str]()
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "form":
            self._inside = (found.get("method") or "get").lower() == "post" and not self.values
            self.action = (found.get("action") or "") if self._inside else self.action
        elif tag == "input" and self._inside and found.get("name"):
            self._fill_in(str(found["name"]), found)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False

    def _fill_in(self, name: str, found: dict[str, str | None]) -> None:
        if found.get("type") in ("hidden", "radio", "checkbox"):
            self.values.setdefault(name, found.get("value") or "")
            return
        parts = {"year": "1990", "month": "5", "day": "1"}
        self.values[name] = next((value for part, value in parts.items() if name.endswith(part)), "1")
