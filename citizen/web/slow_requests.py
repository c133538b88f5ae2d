"""Forms that come too slowly: after its time a request is not waited for any longer, so that few who send drop by drop
(or stop in the middle) cannot keep all others out. A proxy that takes the whole form first (deploy/nginx.conf) makes
this needless; without one it is the only guard.
"""

from __future__ import annotations

import contextlib
import threading
from typing import Protocol

from flask import Flask, Response, g

from citizen.web.at_hand import notes, this_request

#: Every request has so long, and one more second for each so many bytes it announces: a photo over a slow phone.
GRACE_SECONDS = 60.0
BYTES_PER_SECOND = 8 * 1024


#: The reading half of a connection, as the system numbers it (SHUT_RD).
_READING = 0


class Line(Protocol):
    """The connection of a request, as gunicorn hands it over."""

    def shutdown(self, how: int, /) -> None: ...


def install(app: Flask) -> None:
    """Before anything reads a form."""
    app.before_request(_begin)
    app.after_request(_come)
    app.teardown_request(_end)


def was_too_slow() -> bool:
    """Whether this request was given up; the person can still be answered."""
    given_up: threading.Event | None = notes().get("slow_request_given_up")
    return given_up is not None and given_up.is_set()


def _begin() -> None:
    request = this_request()
    line: Line | None = request.environ.get("gunicorn.socket")
    if line is not None and request.method not in ("GET", "HEAD", "OPTIONS"):
        seconds = GRACE_SECONDS + (request.content_length or 0) / BYTES_PER_SECOND
        g.slow_request_given_up = threading.Event()
        g.slow_request = threading.Timer(seconds, _stop_listening, (line, g.slow_request_given_up))
        g.slow_request.daemon = True
        g.slow_request.start()


def _stop_listening(line: Line, given_up: threading.Event) -> None:
    """Whoever waits for more is told at once that nothing comes; what we say can still be sent."""
    given_up.set()
    with contextlib.suppress(OSError):  # it is gone already
        line.shutdown(_READING)


def _come(response: Response) -> Response:
    if was_too_slow():
        response.headers["Connection"] = "close"
    return response


def _end(_error: BaseException | None) -> None:
    watching: threading.Timer | None = notes().pop("slow_request", None)
    if watching is not None:
        watching.cancel()
