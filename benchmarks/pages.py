"""Every page type beside a bare page of the same bytes, in one process and without sockets."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

from flask import Flask
from werkzeug.test import EnvironBuilder

from benchmarks.bare_page import bare_app
from benchmarks.rounds import Measured, Work, measure
from benchmarks.site import real_site, walk_through_a_check
from benchmarks.table import microseconds, show
from citizen.eligibility import catalogue

_BARE = ("macros", "flat", "string")


def run() -> None:
    """Walks to the pages, measures each beside its bare twins, prints the table."""
    with real_site(compress=False) as app:
        rows = [_row(app, name, address, cookies) for name, (address, cookies) in _addresses(app).items()]
    show(
        "Page types beside a bare Flask + Jinja page of the same bytes (CPU, median of rounds in turns)",
        ("page", "bytes", "µs", "rate / bare with macros", "rate / bare flat", "rate / one string"),
        rows,
        "1.00 is as fast as the bare page, 0.50 costs twice its CPU",
    )


def _addresses(app: Flask) -> dict[str, tuple[str, str]]:
    """The pages, each with its address and the cookies to send."""
    walk = walk_through_a_check(app)
    programme = next(one.id for one in catalogue.load().programmes.values() if one.criteria)
    middle = walk.questions[len(walk.questions) // 2]
    return {
        "home": ("/", ""),
        "programme list": ("/programmes", ""),
        "programme": (f"/programmes/{programme}", ""),
        "question": (middle, walk.cookies),
        f"result after {len(walk.questions)} questions": (walk.result, walk.cookies),
    }


def _row(app: Flask, name: str, address: str, cookies: str) -> list[str]:
    page = _get(app, address, cookies)
    html = page()
    bare = bare_app(html.decode())
    works: dict[str, Work] = {"real": page}
    for kind in _BARE:
        works[kind] = _get(bare, f"/{kind}", "")
        assert works[kind]() == html, f"the bare page differs from {address}"
    measured = measure(works)
    rates = [f"{_rate(measured, kind):.2f}" for kind in _BARE]
    return [name, f"{len(html):,}", microseconds(measured["real"].median), *rates]


def _rate(measured: dict[str, Measured], kind: str) -> float:
    """How many real pages are made for one bare page."""
    return measured[kind].times_the_cost_of(measured["real"])


def _get(app: Flask, address: str, cookies: str) -> Callable[[], bytes]:
    """Asks the application directly, as a server would; a test client would cost as much as a small page. Whoever has
    cookies is here already: the browser says so, and the page brings no style along.
    """
    headers = {"Cookie": cookies, "Sec-Fetch-Site": "same-origin"} if cookies else {}
    request = EnvironBuilder(path=address, headers=headers).get_environ()
    seen: list[str] = []

    def start_response(status: str, headers: list[tuple[str, str]], *_: Any) -> Callable[[bytes], object]:
        seen[:] = [status]
        return seen.append  # type: ignore[return-value]  # nobody writes that way

    def ask() -> bytes:
        answer = app.wsgi_app({**request, "wsgi.input": BytesIO()}, start_response)
        body = b"".join(answer)
        if hasattr(answer, "close"):
            answer.close()
        assert seen[0].startswith("200"), f"{address} answered {seen[0]}"
        return body

    return ask
