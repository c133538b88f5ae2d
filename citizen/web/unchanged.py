"""Public pages carry a mark of their content: a browser that has the page already is told so in a few bytes."""

from __future__ import annotations

from hashlib import blake2b

from flask import Flask, Response, request

from citizen.web import security


def install(app: Flask) -> None:
    """Register after what compresses pages, before what changes them."""
    app.after_request(_mark)


def _mark(response: Response) -> Response:
    """The mark is weak, because the same page may travel compressed or not."""
    is_page = response.mimetype == "text/html" and response.status_code == 200 and not response.is_streamed
    if not is_page or security.is_personal() or "Set-Cookie" in response.headers:
        return response
    response.set_etag(blake2b(response.get_data(), digest_size=12).hexdigest(), weak=True)
    if "If-Match" not in request.headers:  # it asks not to change what has changed; whoever reads gets the page
        response.make_conditional(request)
    return response
