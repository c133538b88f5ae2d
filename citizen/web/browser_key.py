"""The one cookie of a visit: a random key and nothing else. Made only when a page needs it (a form, a saved answer)."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from flask import Flask, Response

from citizen.web.at_hand import notes, this_app, this_request
from citizen.web.kept_parts import only_outside_kept_parts

_LIFETIME_SECONDS = 30 * 24 * 3600


@dataclass(slots=True)
class _State:
    key: str | None
    fresh: bool = False
    dropped: bool = False
    session_only: bool = False


def find_key() -> str | None:
    """The browser's key, if it has one."""
    return _state().key


def ensure_key() -> str:
    """The browser's key; a new one is sent with this answer if there was none."""
    state = _state()
    if state.key is None:
        state.key, state.fresh, state.dropped = secrets.token_urlsafe(32), True, False
    return state.key


def renew_key() -> str:
    """A new key for this browser; whatever the old one opened is out of its reach."""
    drop_key()
    return ensure_key()


def drop_key() -> None:
    """Forget the key of this browser."""
    state = _state()
    state.key, state.fresh, state.dropped = None, False, True


def keep_until_browser_closes() -> None:
    """Shared machines: the cookie must not outlive the browser."""
    _state().session_only = True


def cookie_name(name: str) -> str:
    """With https in front the browser itself guards the cookie (`__Host-`: secure, this host, path /)."""
    return f"__Host-{name}" if this_app().config["HTTPS"] else name


def install(app: Flask) -> None:
    app.after_request(_send)


def _state() -> _State:
    only_outside_kept_parts("the browser's key")
    noted = notes()
    state: _State | None = noted.get("browser_key")
    if state is None:
        sent = this_request().cookies.get(cookie_name("visit"), "")
        state = noted.browser_key = _State(key=sent if 20 <= len(sent) <= 64 else None)
    return state


def _send(response: Response) -> Response:
    state: _State | None = notes().get("browser_key")
    if state is None or not (state.fresh or state.dropped):
        return response
    secure = bool(this_app().config["HTTPS"])
    if state.fresh and state.key:
        response.set_cookie(
            cookie_name("visit"),
            state.key,
            max_age=None if state.session_only else _LIFETIME_SECONDS,
            secure=secure,
            httponly=True,
            samesite="Lax",
        )
    elif state.dropped:
        response.delete_cookie(cookie_name("visit"), secure=secure, httponly=True, samesite="Lax")
    return response
