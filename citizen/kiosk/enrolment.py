"""Making a browser a terminal, once, by a code the operator prints; changing and revoking terminals.

Callers own the transaction.
"""

from __future__ import annotations

import re
import secrets
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.core import clock
from citizen.core.errors import NotFound, RuleBroken
from citizen.core.references import new_access_code, normalise_code
from citizen.db.sealing import keyed_hash
from citizen.kiosk.models import Terminal
from citizen.kiosk.terminal_settings import TerminalSettings, from_kept

ENROL_WITHIN = timedelta(minutes=10)
_CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{1,19}")


def add_terminal(session: Session, *, settings: TerminalSettings) -> str:
    """A new terminal; gives the enrolment code, which is good once. :raises RuleBroken: 'code', 'code_taken'."""
    code = settings.code.strip().upper()
    if not _CODE.fullmatch(code):
        raise RuleBroken("code")
    if session.scalar(sa.select(Terminal.id).where(Terminal.code == code)) is not None:
        raise RuleBroken("code_taken")
    row = Terminal(code=code, added_at=clock.now())
    _describe(row, settings)
    session.add(row)
    return _new_code(session, row)


def renew_enrolment(session: Session, *, code: str) -> str:
    """The machine was replaced, or comes back after it was revoked: a new code. What the old machine has is void."""
    row = get_terminal(session, code=code)
    row.key_hash, row.enrolled_at, row.revoked_at = None, None, None
    return _new_code(session, row)


def find_invited(session: Session, *, enrolment: str) -> Terminal | None:
    """Which terminal this code is for; None when it is wrong, used or too old. Looking does not use it up."""
    row = session.scalar(sa.select(Terminal).where(Terminal.enrolment_hash == _hash(enrolment)))
    if row is None or row.enrolment_expires_at is None or row.enrolment_expires_at <= clock.now():
        return None
    return row


def enrol_browser(session: Session, *, enrolment: str) -> str | None:
    """This browser is the terminal from now on: gives its key, of which only a hash is kept. None for a code that does
    not count; of two browsers with the same code one gets the key.
    """
    row = find_invited(session, enrolment=enrolment)
    if row is None:
        return None
    key = secrets.token_urlsafe(32)
    used = sa.update(Terminal).where(Terminal.id == row.id, Terminal.enrolment_hash == _hash(enrolment))
    taken = session.execute(
        used.values(
            key_hash=keyed_hash("terminal", key),
            enrolment_hash=None,
            enrolment_expires_at=None,
            enrolled_at=clock.now(),
            revoked_at=None,
        ).execution_options(synchronize_session="fetch")
    )
    return key if getattr(taken, "rowcount", 0) == 1 else None


def change_terminal(session: Session, *, code: str, settings: TerminalSettings) -> None:
    """Takes effect with the next page it shows."""
    _describe(get_terminal(session, code=code), settings)
    session.flush()


def revoke_terminal(session: Session, *, code: str) -> None:
    """It shows nothing any more but that it is out of use. Revoking twice is once."""
    row = get_terminal(session, code=code)
    row.enrolment_hash = row.enrolment_expires_at = None
    row.revoked_at = row.revoked_at or clock.now()
    session.flush()


def get_terminal(session: Session, *, code: str) -> Terminal:
    """:raises NotFound: nobody ever enrolled one under this code."""
    row = session.scalar(sa.select(Terminal).where(Terminal.code == code.strip().upper()))
    if row is None:
        raise NotFound("terminal")
    return row


def find_by_key(session: Session, *, key: str) -> Terminal | None:
    """The terminal whose browser has this key, also when it was revoked."""
    return session.scalar(sa.select(Terminal).where(Terminal.key_hash == keyed_hash("terminal", key)))


def list_terminals(session: Session) -> list[Terminal]:
    """All of them, also revoked ones, by code."""
    return list(session.scalars(sa.select(Terminal).order_by(Terminal.code)))


def note_seen(session: Session, *, terminal_id: object) -> None:
    """It is switched on and reaches the site."""
    session.execute(sa.update(Terminal).where(Terminal.id == terminal_id).values(last_seen_at=clock.now()))


def settings_of(row: Terminal) -> TerminalSettings:
    """What pages need to know of it."""
    return from_kept(row.settings, code=row.code, name=row.name, hall=row.hall, district=row.district)


def _describe(row: Terminal, settings: TerminalSettings) -> None:
    row.name, row.hall, row.district = settings.name, settings.hall, settings.district
    row.settings = settings.as_kept()


def _new_code(session: Session, row: Terminal) -> str:
    enrolment = new_access_code()
    row.enrolment_hash, row.enrolment_expires_at = _hash(enrolment), clock.now() + ENROL_WITHIN
    session.flush()
    return enrolment


def _hash(enrolment: str) -> str:
    return keyed_hash("terminal-enrolment", normalise_code(enrolment))
