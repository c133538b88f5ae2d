"""Which terminal this request comes from: a signed cookie with a random key, looked up once per request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from flask import Response, current_app, request
from itsdangerous import BadSignature, URLSafeSerializer

from citizen.core import clock
from citizen.kiosk import enrolment
from citizen.kiosk.terminal_settings import TerminalSettings
from citizen.web.at_hand import notes, this_request
from citizen.web.browser_key import cookie_name
from citizen.web.transaction import database, session

if TYPE_CHECKING:
    import uuid

    from sqlalchemy.orm import Session

COOKIE = "terminal"
#: As long as browsers keep a cookie at all; every visit to the first page begins it anew.
_LIFETIME_SECONDS = 400 * 24 * 3600
_NOTE_EVERY = timedelta(minutes=5)
_USUAL = TerminalSettings()


@dataclass(frozen=True, slots=True)
class _Found:
    settings: TerminalSettings | None = None
    terminal_id: uuid.UUID | None = None
    #: The cookie is genuine, but the terminal was revoked or its place was given to another machine.
    is_void: bool = False
    needs_note: bool = False


_NOT_ONE = _Found()


def current_terminal() -> TerminalSettings | None:
    """The enrolled terminal this request comes from; None for any other browser."""
    return _found().settings


def current_terminal_id() -> uuid.UUID | None:
    """Its row, for what is written down with it."""
    return _found().terminal_id


def this_terminal() -> TerminalSettings:
    """For templates: how this machine is set; the usual where nobody enrolled it."""
    return current_terminal() or _USUAL


def is_out_of_use() -> bool:
    """Whether this machine was a terminal and is none any more."""
    return _found().is_void


def hall_of_machine() -> str | None:
    """The place this machine stands in, for pages that would otherwise ask where one is."""
    found = current_terminal()
    return found.hall if found else None


def note_seen() -> None:
    """At most every few minutes, in a short transaction of its own: the request itself only reads."""
    found = _found()
    if found.terminal_id is not None and found.needs_note:
        with database().writing() as short:
            enrolment.note_seen(short, terminal_id=found.terminal_id)


def hand_out_key(response: Response, key: str) -> Response:
    """The browser that gets this answer is the terminal."""
    _send(response, _serializer().dumps(key))
    return response


def hand_out_again(response: Response) -> Response:
    """The same cookie, so that it does not come to its end while the terminal is in use."""
    if current_terminal() is not None:
        _send(response, request.cookies[cookie_name(COOKIE)])
    return response


def _found() -> _Found:
    noted = notes()
    found: _Found | None = noted.get("terminal")
    if found is None:
        found = noted.terminal = _look_up()
    return found


def _look_up() -> _Found:
    sent = this_request().cookies.get(cookie_name(COOKIE))
    if sent is None or notes().get("failsafe"):
        return _NOT_ONE
    try:
        key = str(_serializer().loads(sent))
    except BadSignature:
        return _NOT_ONE
    if request.method in ("GET", "HEAD"):
        return _described(session(), key)
    with database().reading() as short:
        return _described(short, key)


def _described(opened: Session, key: str) -> _Found:
    row = enrolment.find_by_key(opened, key=key)
    if row is None or row.revoked_at is not None:
        return _Found(is_void=True)
    needs_note = row.last_seen_at is None or clock.now() - row.last_seen_at > _NOTE_EVERY
    return _Found(enrolment.settings_of(row), row.id, needs_note=needs_note)


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.config["SECRET_KEY"]), salt="terminal")


def _send(response: Response, value: str) -> None:
    secure = bool(current_app.config["HTTPS"])
    response.set_cookie(
        cookie_name(COOKIE), value, max_age=_LIFETIME_SECONDS, secure=secure, httponly=True, samesite="Lax"
    )
