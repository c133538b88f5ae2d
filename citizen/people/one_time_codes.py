"""What is good once, for some minutes, in one browser: codes that were sent, and what a browser has to remember on its
way in. Callers own the transaction.

Of a code only a keyed hash is kept. It is used by an update that names the state it must still have, so that of two
requests with the same code exactly one gets in.
"""

from __future__ import annotations

import hmac
import math
import secrets
import unicodedata
import uuid
from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.core import clock
from citizen.db.sealing import keyed_hash
from citizen.people.credential_models import CodeChannel, OneTimeCode

LIFETIME = timedelta(minutes=10)
DIGITS = 6
TRIES = 5
#: More than the ten that people who need time may ask for; then a new code is as easy.
EXTENSIONS = 12


class Answer(StrEnum):
    """What a code that somebody typed turned out to be."""

    RIGHT = "right"
    WRONG = "wrong"
    #: Wrong for the last time: this code is over, a new one is offered.
    SPENT = "spent"
    EXPIRED = "expired"


def browser_hash(key: str) -> str:
    """How a browser is known here."""
    return keyed_hash("browser", key)


def keep(
    session: Session,
    *,
    browser: str,
    purpose: str,
    secret: str = "",
    remembered: Mapping[str, Any] | None = None,
    channel: CodeChannel | None = None,
    address: str | None = None,
    address_hash: str = "",
    lifetime: timedelta = LIFETIME,
) -> OneTimeCode:
    """Something for this browser and purpose; what it had before is over, and where it went is forgotten."""
    end_live(session, browser=browser, purpose=purpose)
    now, own_id = clock.now(), uuid.uuid4()
    row = OneTimeCode(
        id=own_id,
        browser_hash=browser,
        purpose=purpose,
        channel=channel,
        address=address,
        address_hash=address_hash,
        code_hash=_hash_of(own_id, secret or secrets.token_hex(16)),
        remembered=dict(remembered) if remembered is not None else None,
        sent_at=now,
        expires_at=now + lifetime,
    )
    session.add(row)
    session.flush()
    return row


def find_live(session: Session, *, browser: str, purpose: str) -> OneTimeCode | None:
    """What this browser has for this purpose and can still use."""
    return session.scalar(
        sa.select(OneTimeCode)
        .where(_is_open(browser, purpose), OneTimeCode.expires_at > clock.now())
        .order_by(OneTimeCode.sent_at.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    )


def find_latest(session: Session, *, browser: str, purpose: str) -> OneTimeCode | None:
    """The newest of this browser and purpose, also when it can no longer be used."""
    mine = sa.select(OneTimeCode).where(OneTimeCode.browser_hash == browser, OneTimeCode.purpose == purpose)
    return session.scalar(
        mine.order_by(OneTimeCode.sent_at.desc(), OneTimeCode.id).limit(1).execution_options(populate_existing=True)
    )


def use_once(session: Session, *, code_id: uuid.UUID) -> bool:
    """Take it; False when somebody was faster, or it is over. Where it was sent is forgotten in the same moment."""
    taken = sa.update(OneTimeCode).where(
        OneTimeCode.id == code_id,
        OneTimeCode.used_at.is_(None),
        OneTimeCode.ended_at.is_(None),
        OneTimeCode.expires_at > clock.now(),
    )
    return _count(session, taken.values(used_at=clock.now(), address=None, remembered=None)) == 1


def answer_of(session: Session, *, code: OneTimeCode, typed: str) -> Answer:
    """Compare what was typed; a wrong one is counted. A right one is not taken yet: see `use_once`."""
    if code.used_at is not None or code.ended_at is not None or code.expires_at <= clock.now():
        return Answer.EXPIRED
    if code.wrong_tries < TRIES and hmac.compare_digest(code.code_hash, _hash_of(code.id, digits_of(typed))):
        return Answer.RIGHT
    _count(
        session,
        sa.update(OneTimeCode).where(OneTimeCode.id == code.id).values(wrong_tries=OneTimeCode.wrong_tries + 1),
    )
    session.refresh(code)
    if code.wrong_tries < TRIES:
        return Answer.WRONG
    _end(session, OneTimeCode.id == code.id)
    return Answer.SPENT


def extend(session: Session, *, code: OneTimeCode) -> bool:
    """As long again from now on; False when that is no longer possible."""
    longer = sa.update(OneTimeCode).where(
        OneTimeCode.id == code.id,
        OneTimeCode.used_at.is_(None),
        OneTimeCode.ended_at.is_(None),
        OneTimeCode.expires_at > clock.now(),
        OneTimeCode.extensions < EXTENSIONS,
    )
    change = {"expires_at": clock.now() + LIFETIME, "extensions": OneTimeCode.extensions + 1}
    return _count(session, longer.values(change)) == 1


def end_live(session: Session, *, browser: str, purpose: str) -> None:
    """What this browser had for this purpose is over, and where it was sent is forgotten."""
    mine = sa.and_(OneTimeCode.browser_hash == browser, OneTimeCode.purpose == purpose)
    _end(session, _is_open(browser, purpose))
    _count(session, sa.update(OneTimeCode).where(mine).values(address=None, remembered=None))


def new_code() -> str:
    """Six digits."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"


def digits_of(typed: str) -> str:
    """The digits somebody meant: full-width ones, with spaces, or with the words around them copied too."""
    return "".join(c for c in unicodedata.normalize("NFKC", typed) if c.isascii() and c.isdigit())


def wait_before_next(session: Session, *, address_hash: str, pause: timedelta, at_most: int, within: timedelta) -> int:
    """Seconds until another code may go to this address, whoever asks: a pause after each, and so many in a while."""
    now = clock.now()
    lately = sa.select(OneTimeCode.sent_at).where(
        OneTimeCode.address_hash == address_hash, OneTimeCode.sent_at > now - within
    )
    sent = list(session.scalars(lately.order_by(OneTimeCode.sent_at.desc())))
    if not sent:
        return 0
    free_at = sent[0] + pause if len(sent) < at_most else max(sent[0] + pause, sent[at_most - 1] + within)
    return max(0, math.ceil((free_at - now).total_seconds()))


def forget_over(session: Session) -> int:
    """Delete what expired a day ago, used or not; returns how many."""
    return _count(session, sa.delete(OneTimeCode).where(_is_over()))


def count_over(session: Session) -> int:
    """How many `forget_over` would delete."""
    return session.scalar(sa.select(sa.func.count()).select_from(OneTimeCode).where(_is_over())) or 0


def _is_over() -> sa.ColumnElement[bool]:
    return OneTimeCode.expires_at < clock.now() - timedelta(days=1)


def _is_open(browser: str, purpose: str) -> sa.ColumnElement[bool]:
    return sa.and_(
        OneTimeCode.browser_hash == browser,
        OneTimeCode.purpose == purpose,
        OneTimeCode.used_at.is_(None),
        OneTimeCode.ended_at.is_(None),
    )


def _end(session: Session, which: sa.ColumnElement[bool]) -> None:
    _count(session, sa.update(OneTimeCode).where(which).values(ended_at=clock.now()))


def _hash_of(code_id: uuid.UUID, secret: str) -> str:
    return keyed_hash("one-time-code", f"{code_id}/{secret}")


def _count(session: Session, statement: Any) -> int:
    result = session.execute(statement.execution_options(synchronize_session=False))
    return int(getattr(result, "rowcount", 0))
