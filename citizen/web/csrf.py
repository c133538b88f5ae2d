"""Every POST proves that it comes from a page of ours: a token made from the browser's key, masked anew on each page
(so that compression of pages gives nothing away), and the browser's own Sec-Fetch-Site where it is sent.
"""

from __future__ import annotations

import base64
import hmac
import secrets
from typing import NoReturn

from flask import Flask, abort, current_app, request

from citizen.core import security_log
from citizen.web import asked_by, browser_key, security
from citizen.web.at_hand import this_app, this_request

_TOKEN_BYTES = 32


class CsrfFailed(Exception):
    """The form is too old, or the cookie is missing."""


def csrf_token() -> str:
    """A token for the forms of this page."""
    mask = secrets.token_bytes(_TOKEN_BYTES)
    masked = _without(mask, _digest(browser_key.ensure_key()))
    return base64.urlsafe_b64encode(mask + masked).decode("ascii").rstrip("=")


def install(app: Flask) -> None:
    app.before_request(_check)
    app.jinja_env.globals["csrf_token"] = csrf_token


def _check() -> None:
    here = this_request()
    if here.method in ("GET", "HEAD", "OPTIONS"):
        if here.endpoint is not None and security.is_personal() and not asked_by.may_read_personal(here):
            _refuse()
        return
    if request.endpoint is None:
        return  # 404 and 405 answer for themselves
    if getattr(current_app.view_functions[request.endpoint], "csrf_exempt", False):
        return
    if not asked_by.may_send_form(request):
        _refuse()
    key = browser_key.find_key()
    if key is None or not _matches(request.form.get("csrf_token", ""), key):
        raise CsrfFailed


def _refuse() -> NoReturn:
    security_log.note("asked-from-elsewhere", page=str(request.endpoint))
    abort(403)


def _matches(token: str, key: str) -> bool:
    try:
        raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except ValueError:
        return False
    if len(raw) != 2 * _TOKEN_BYTES:
        return False
    digest = _without(raw[:_TOKEN_BYTES], raw[_TOKEN_BYTES:])
    return hmac.compare_digest(digest, _digest(key))


def _digest(key: str) -> bytes:
    secret = str(this_app().config["SECRET_KEY"]).encode()
    return hmac.digest(secret, b"csrf\x00" + key.encode(), "sha256")


def _without(mask: bytes, masked: bytes) -> bytes:
    """Each byte of the one exclusive-or that of the other: puts a mask on, and takes it off again."""
    return (int.from_bytes(mask) ^ int.from_bytes(masked)).to_bytes(_TOKEN_BYTES)
