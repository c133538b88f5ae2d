"""Pages that answered a form, kept for the few minutes in which somebody listens to them.

A page with errors cannot be asked for a second time: it exists once. For whoever listens, its lines wait here under a
random token, sealed by a key that is made of the token and stands nowhere else.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from cryptography.fernet import Fernet, InvalidToken
from sqlalchemy.orm import Session

from citizen.accessibility.models import SpokenAnswer
from citizen.core import clock
from citizen.db.sealing import KeyGone, keyed_hash, seal, unseal

#: Long enough to listen to a long page twice.
KEPT_FOR = timedelta(minutes=30)
#: A page may stand open for a day before somebody listens to it.
_CARRIED_FOR = timedelta(days=1)
_CARRIED = "listen "


@dataclass(frozen=True, slots=True)
class Lines:
    """`language` is a code of accessibility.locales; `back` the local address of the page."""

    title: str
    language: str
    back: str
    lines: tuple[str, ...]

    def as_text(self) -> str:
        return json.dumps([self.title, self.language, self.back, *self.lines], ensure_ascii=False)

    @classmethod
    def from_text(cls, text: str) -> Lines:
        title, language, back, *lines = json.loads(text)
        return cls(title, language, back, tuple(lines))


def keep_lines(session: Session, *, lines: Lines) -> str:
    """Keep them for some minutes; returns the token that opens them. What is older goes now."""
    forget_old(session)
    token = secrets.token_urlsafe(24)
    row = SpokenAnswer(
        token_hash=keyed_hash("spoken-answer", token),
        sealed=_box(token).encrypt(lines.as_text().encode()).decode("ascii"),
        expires_at=clock.now() + KEPT_FOR,
    )
    session.add(row)
    session.flush()
    return token


def find_lines(session: Session, *, token: str) -> Lines | None:
    """What was kept under this token; None if it is over, or never was."""
    of_token = SpokenAnswer.token_hash == keyed_hash("spoken-answer", token)
    sealed = session.scalar(sa.select(SpokenAnswer.sealed).where(of_token, SpokenAnswer.expires_at > clock.now()))
    return None if sealed is None else Lines.from_text(_box(token).decrypt(sealed.encode("ascii")).decode())


def forget_old(session: Session) -> int:
    """Delete what nobody can listen to any more; returns how many."""
    old = sa.delete(SpokenAnswer).where(SpokenAnswer.expires_at <= clock.now())
    return int(session.execute(old).rowcount)  # type: ignore[attr-defined]  # a delete has a row count


def seal_lines(lines: Lines) -> str:
    """The lines for a page to carry: nobody can read or change them on the way."""
    return seal(f"{_CARRIED}{clock.now().isoformat()} {lines.as_text()}")


def unseal_lines(sealed: str) -> Lines | None:
    """What a page carried; None for anything that this site did not seal for it, or long ago."""
    try:
        made_at, _, text = unseal(sealed).removeprefix(_CARRIED).partition(" ")
        if clock.now() - datetime.fromisoformat(made_at) > _CARRIED_FOR:
            return None
        return Lines.from_text(text)
    except (InvalidToken, KeyGone, ValueError):
        return None


def _box(token: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(f"spoken-answer/{token}".encode()).digest()))
