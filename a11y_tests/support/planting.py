"""A layer around the application that answers as it does, until a fault is planted in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from werkzeug.wrappers import Response

from a11y_tests.seeded.fault import Plant

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_TYPES = {"page": ("text/html",), "style": ("text/css",), "script": ("text/javascript", "application/javascript")}
#: With these the answer might be compressed, or “as you have it already”.
_SPARING = ("HTTP_ACCEPT_ENCODING", "HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE")


class Ground:
    """WSGI middleware for in-process visitors and the server alike. `times`: how often the fault was put in."""

    def __init__(self, app: WSGIApplication) -> None:
        self._app = app
        self._plant: Plant | None = None
        self.times = 0

    @contextmanager
    def planted(self, plant: Plant) -> Iterator[None]:
        self._plant, self.times = plant, 0
        try:
            yield
        finally:
            self._plant = None

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        plant = self._plant
        if plant is None or not re.search(plant.only, environ.get("PATH_INFO", "")):
            return self._app(environ, start_response)
        for name in _SPARING:
            environ.pop(name, None)
        # A first view brings style of its own along: a fault in the sheet has to be all there is.
        environ["HTTP_SEC_FETCH_SITE"] = "same-origin"
        response = Response.from_app(self._app, environ, buffered=True)
        self.times += _change(response, plant)
        return response(environ, start_response)


def _change(response: Response, plant: Plant) -> int:
    if plant.kind == "header":
        response.headers.remove(plant.pattern)
        if plant.replacement:
            response.headers[plant.pattern] = plant.replacement
        return 1
    if response.mimetype not in _TYPES[plant.kind]:
        return 0
    response.direct_passthrough = False
    text, times = plant.applied(response.get_data(as_text=True))
    response.set_data(text)
    return times
