"""A Host header that no machine can have: the refusal is still a page, and a page needs addresses."""

from __future__ import annotations

from flask import Flask, current_app
from flask.globals import request_ctx


def install(app: Flask) -> None:
    """Before anything that makes an address."""
    app.before_request(_find_addresses)


def _find_addresses() -> None:
    if request_ctx.url_adapter is None:
        request_ctx.url_adapter = current_app.url_map.bind("localhost")
