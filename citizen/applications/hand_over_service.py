"""A phone that adds photos to a draft without signing in: one phone, a short time, and nothing but adding.

The address is a long random token, for the camera; the code has eight digits, for typing. Opening the address changes
nothing. Whoever presses "start" first binds the hand-over to that browser; then address and code are worth nothing.
"""

from __future__ import annotations

import hmac
import secrets
import uuid
from dataclasses import dataclass, replace
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.applications.corrections import open_for_papers
from citizen.applications.lifecycle import Act, NotPossibleNow
from citizen.applications.models import Application, HandOver
from citizen.applications.scope import is_within
from citizen.core import clock
from citizen.core.errors import Conflict, NotFound
from citizen.db.sealing import keyed_hash
from citizen.proxies import mandates
from citizen.proxies.authority import Act as MayAct
from citizen.proxies.authority import Subject, Who
from citizen.proxies.scope import is_allowed

_CODE_DIGITS = 8


class UsedAlready(Conflict):
    """Another browser began with this address or code."""


@dataclass(frozen=True, slots=True)
class Phone:
    """What a bound phone may know: which draft its photos go to, on whose behalf. Never shown to it."""

    hand_over: HandOver
    application: Application
    who: Who


def start_hand_over(session: Session, *, who: Who, application: Application, minutes: int) -> HandOver:
    """A new address and code for this draft, or for papers an office asked for; those given out before are over."""
    if who.visit_id is None:
        raise NotFound("visit")
    if not open_for_papers(session, application=application):
        raise NotPossibleNow(Act.ADD_PAPER)
    stop_hand_over(session, application=application)
    now, token, code = clock.now(), secrets.token_urlsafe(24), _unused_code(session)
    hand_over = HandOver(
        application_id=application.id,
        visit_id=who.browser_id or who.visit_id,
        mandate_id=who.mandate.id if who.mandate else None,
        token=token,
        code=code,
        token_hash=_token_hash(token),
        code_hash=_code_hash(code),
        created_at=now,
        expires_at=now + timedelta(minutes=minutes),
    )
    session.add(hand_over)
    session.flush()
    return hand_over


def find_hand_over(session: Session, *, application: Application) -> HandOver | None:
    """The newest one of this draft, over or not."""
    mine = sa.select(HandOver).where(HandOver.application_id == application.id)
    return session.scalars(mine.order_by(HandOver.created_at.desc(), HandOver.id)).first()


def is_open(hand_over: HandOver) -> bool:
    return hand_over.ended_at is None and hand_over.expires_at > clock.now()


def extend_hand_over(session: Session, *, application: Application, minutes: int) -> None:
    """So many minutes from now; what is over stays over."""
    hand_over = find_hand_over(session, application=application)
    if hand_over is not None and is_open(hand_over):
        hand_over.expires_at = clock.now() + timedelta(minutes=minutes)
        session.flush()


def stop_hand_over(session: Session, *, application: Application) -> None:
    """No phone adds anything to this draft any more."""
    _end(session, HandOver.application_id == application.id)


def stop_waiting_of_visit(session: Session, visit_id: uuid.UUID) -> None:
    """Addresses shown by a visit that has ended are worth nothing; a phone that has begun may finish its photos."""
    _end(session, HandOver.visit_id == visit_id, HandOver.browser_hash.is_(None))


def find_by_token(session: Session, *, token: str) -> HandOver | None:
    """The open hand-over of this address, begun or not."""
    return _open_one(session, HandOver.token_hash == _token_hash(token))


def find_by_typed_code(session: Session, *, code: str) -> HandOver | None:
    """The open hand-over nobody has begun whose code this is, however it was typed."""
    digits = "".join(str(int(one)) for one in code if one.isdecimal())
    return _open_one(session, HandOver.code_hash == _code_hash(digits)) if len(digits) == _CODE_DIGITS else None


def begin(session: Session, *, hand_over: HandOver, browser_key: str, minutes: int) -> None:
    """Bind it to this browser. Beginning again there changes nothing; raises UsedAlready for any other browser."""
    mine = _browser_hash(browser_key)
    if hand_over.browser_hash is not None and hmac.compare_digest(hand_over.browser_hash, mine):
        return
    expires = clock.now() + timedelta(minutes=minutes)
    bound = session.execute(
        sa.update(HandOver)
        .where(HandOver.id == hand_over.id, HandOver.browser_hash.is_(None), HandOver.ended_at.is_(None))
        .values(browser_hash=mine, token=None, code=None, code_hash=None, expires_at=expires)
        .execution_options(synchronize_session=False)
    )
    session.refresh(hand_over)
    if bound.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE has one
        raise UsedAlready("hand_over")


def find_phone(session: Session, *, browser_key: str | None) -> Phone | None:
    """What this browser was bound to, while it is open and papers can be added."""
    if browser_key is None:
        return None
    hand_over = _open_one(session, HandOver.browser_hash == _browser_hash(browser_key))
    application = session.get(Application, hand_over.application_id) if hand_over else None
    if hand_over is None or application is None or not open_for_papers(session, application=application):
        return None
    who = _on_whose_behalf(session, hand_over, application)
    return None if who is None else Phone(hand_over, application, who)


def _on_whose_behalf(session: Session, hand_over: HandOver, application: Application) -> Who | None:
    """Who adds through this phone; nobody once the mandate does not allow it any more."""
    subject = Subject(relation=application.relation, name=application.subject_name or "")
    who = Who(application.visit_id, subject, browser_id=hand_over.visit_id)
    if hand_over.mandate_id is None:
        return who
    mandate = mandates.find_mandate(session, mandate_id=hand_over.mandate_id)
    who = replace(who, mandate=mandate, actor_id=mandate.actor_id)
    return who if is_allowed(who, MayAct.FILL) and is_within(who, application) else None


def count_photos(session: Session, *, hand_over: HandOver, photos: int, minutes: int) -> None:
    """So many more came; while a phone is in use its time does not run out."""
    session.execute(
        sa.update(HandOver)
        .where(HandOver.id == hand_over.id)
        .values(photos=HandOver.photos + photos, expires_at=clock.now() + timedelta(minutes=minutes))
        .execution_options(synchronize_session=False)
    )


def end_phone(session: Session, *, browser_key: str | None) -> None:
    """The phone says that it is done."""
    if browser_key is not None:
        _end(session, HandOver.browser_hash == _browser_hash(browser_key))


def _end(session: Session, *which: sa.ColumnElement[bool]) -> None:
    for hand_over in session.scalars(sa.select(HandOver).where(*which, HandOver.ended_at.is_(None))):
        hand_over.ended_at = clock.now()
        _forget_secrets(hand_over)
    session.flush()


def _forget_secrets(hand_over: HandOver) -> None:
    hand_over.token = hand_over.code = hand_over.code_hash = None


def _open_one(session: Session, which: sa.ColumnElement[bool]) -> HandOver | None:
    newest = HandOver.created_at.desc()
    found = session.scalars(
        sa.select(HandOver)
        .where(which, HandOver.ended_at.is_(None), HandOver.expires_at > clock.now())
        .order_by(newest)
    )
    return found.first()


def _unused_code(session: Session) -> str:
    """Digits no other hand-over has now; codes of those whose time is over are free again."""
    over = sa.select(HandOver).where(HandOver.expires_at <= clock.now(), HandOver.code_hash.is_not(None))
    for hand_over in session.scalars(over):
        _forget_secrets(hand_over)
    session.flush()
    while True:
        code = f"{secrets.randbelow(10**_CODE_DIGITS):0{_CODE_DIGITS}}"
        if session.scalar(sa.select(HandOver.id).where(HandOver.code_hash == _code_hash(code))) is None:
            return code


def _token_hash(token: str) -> str:
    return keyed_hash("hand over token", token)


def _code_hash(code: str) -> str:
    return keyed_hash("hand over code", code)


def _browser_hash(browser_key: str) -> str:
    return keyed_hash("hand over browser", browser_key)
