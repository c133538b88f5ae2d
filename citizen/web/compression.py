"""Pages travel small, refused forms and faults too: on a slow line they are waited for like any other."""

from __future__ import annotations

import gzip

import brotli
from flask import Flask, Response, request

_KINDS = frozenset({"text/html", "text/calendar", "application/json", "application/problem+json"})
#: Below, the headers weigh more than what is saved.
_LEAST = 500
#: The highest levels take longer than making the page did; see docs/performance.md.
_BROTLI, _GZIP = 5, 6
#: 64 kB (a power of two): nearly every page fits in. A larger window makes none of them smaller and costs a third more.
_WINDOW = 16


def install(app: Flask) -> None:
    """Register before whatever changes pages: what is registered later works earlier."""
    app.after_request(_compress)


def _compress(response: Response) -> Response:
    if response.mimetype not in _KINDS or response.is_streamed or "Content-Encoding" in response.headers:
        return response
    response.vary.add("Accept-Encoding")
    body = b"" if response.status_code == 304 else response.get_data()
    encoding = _accepted() if len(body) >= _LEAST else None
    if encoding:
        small = _with_brotli(body) if encoding == "br" else gzip.compress(body, _GZIP, mtime=0)
        response.set_data(small)
        response.headers["Content-Encoding"] = encoding
    return response


def _with_brotli(body: bytes) -> bytes:
    small: bytes = brotli.compress(body, quality=_BROTLI, lgwin=_WINDOW)
    return small


def _accepted() -> str | None:
    """The best that the browser takes; a refusal (`br;q=0`) is one."""
    accepted = request.accept_encodings
    return next((one for one in ("br", "gzip") if accepted.quality(one) > 0), None)
