"""What an answer cost and how it ended, told to whoever counts: the name of the page, never an address or a person."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from flask import Flask, has_request_context, request

from citizen.web.at_hand import this_request

#: Stands in what the site asks itself before anybody came.
NOBODY_ASKED = "citizen.nobody_asked"
_PAGE, _REQUEST = "citizen.page", "citizen.request"
#: Anybody can make up methods; what is counted must not grow with them.
_METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer."""

    #: The endpoint, such as "booking.times"; empty where there is no such page.
    page: str
    method: str
    status: int
    seconds: float
    #: Of which question in a journey, where the page asks several; a name of the catalogue.
    part: str = ""


Observer = Callable[[Answered], None]


def install(app: Flask, *observers: Observer) -> None:
    """Every answer of the server is told to the observers. What a page asks of other pages inside is not."""
    app.before_request(_name_the_page)
    app.wsgi_app = _Meter(app.wsgi_app, observers)  # type: ignore[method-assign]


def request_mark() -> str | None:
    """A random word for this request, so that lines of the log can be found that belong together."""
    return request.environ.get(_REQUEST) if has_request_context() else None


def _name_the_page() -> None:
    here = this_request()
    here.environ[_PAGE] = (here.endpoint or "", str((here.view_args or {}).get("fact", "")))


class _Meter:
    def __init__(self, app: Callable[..., Iterable[bytes]], observers: Iterable[Observer]) -> None:
        self._app, self._observers = app, tuple(observers)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ.get(NOBODY_ASKED):
            return self._app(environ, start_response)
        began, statuses = time.perf_counter(), ["500"]
        environ[_REQUEST] = secrets.token_hex(4)

        def start(status: str, *rest: Any) -> Any:
            statuses.append(status)
            return start_response(status, *rest)

        try:
            return self._app(environ, start)
        finally:
            page, part = environ.get(_PAGE, ("", ""))
            method = environ.get("REQUEST_METHOD", "")
            answered = Answered(
                page=page,
                method=method if method in _METHODS else "OTHER",
                status=int(statuses[-1].partition(" ")[0]),
                seconds=time.perf_counter() - began,
                part=part,
            )
            for observe in self._observers:
                observe(answered)
