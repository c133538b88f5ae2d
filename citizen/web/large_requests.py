"""Requests larger than the server takes: refused by their announced length, before anything is kept.

A browser that is still sending does not listen. If the connection were closed at once, the person would see
"connection reset" and not our page: so what still comes is read and thrown away, up to a limit.
"""

from __future__ import annotations

import time
from typing import Any

_MOST_BYTES = 300 * 1024 * 1024
_MOST_SECONDS = 60.0
_PIECE = 64 * 1024


def read_away(environ: dict[str, Any], *, most: int = _MOST_BYTES, seconds: float = _MOST_SECONDS) -> int:
    """Read the rest of a request without keeping it; returns how many bytes there were, at most `most`."""
    announced = environ.get("CONTENT_LENGTH") or ""
    if not announced and not environ.get("HTTP_TRANSFER_ENCODING"):
        return 0  # nothing comes
    body, started, done = environ["wsgi.input"], time.monotonic(), 0
    expected = min(most, int(announced)) if announced.isdigit() else most
    while done < expected and time.monotonic() - started < seconds:
        try:
            piece = body.read(min(_PIECE, expected - done))
        except OSError:  # the browser gave up
            break
        if not piece:
            break
        done += len(piece)
    return done
