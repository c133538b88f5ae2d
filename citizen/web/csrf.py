"""Every POST proves that it comes from a page of ours: a token made from the browser's key, masked anew on each page
(so that compression of pages gives nothing away), and the browser's own Sec-Fetch-Site where it is sent.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

from flask import Flask, abort, current_app, request

from citizen.web import browser_key

_TOKEN_BYTES = 32


class CsrfFailed(Exception):
    """The form is too old, or the cookie is missing."""


def csrf_token() -> str:
    """A token for the forms of this page."""
    mask = secrets.token_bytes(_TOKEN_BYTES)
    masked = bytes(a ^ b for a, b in zip(mask, _digest(browser_key.ensure_key()), strict=True))
    return base64.urlsafe_b64encode(mask + masked).decode("ascii").rstrip("=")


def install(app: Flask) -> None:
    app.before_request(_check)
    app.jinja_env.globals["csrf_token"] = csrf_token


def _check() -> None:
    if request.method in ("GET", "HEAD", "OPTIONS"):
        return
    if request.endpoint is None:
        return  # 404 and 405 answer for themselves
    if getattr(current_app.view_functions[request.endpoint], "csrf_exempt", False):
        return
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        abort(403)
    key = browser_key.find_key()
    if key is None or not _matches(request.form.get("csrf_token", ""), key):
        raise CsrfFailed


def _matches(token: str, key: str) -> bool:
    try:
        raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except ValueError:
        return False
    if len(raw) != 2 * _TOKEN_BYTES:
        return False
    digest = bytes(a ^ b for a, b in zip(raw[:_TOKEN_BYTES], raw[_TOKEN_BYTES:], strict=True))
    return hmac.compare_digest(digest, _digest(key))


def _digest(key: str) -> bytes:
    secret = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(secret, b"csrf\x00" + key.encode(), hashlib.sha256).digest()
