"""Persons as identity services know them: a keyed hash of issuer and subject. Callers own the transaction."""

from __future__ import annotations

import hmac
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from citizen.core import clock
from citizen.core.errors import Conflict, NotFound
from citizen.db.sealing import keyed_hash
from citizen.people import one_time_codes
from citizen.people.account_news import tell_person
from citizen.people.models import OutsideIdentity
from citizen.people.notice_kinds import IDENTITY_CONNECTED, IDENTITY_DISCONNECTED

#: The way there and back: people look for their card, wait for a message, ask somebody.
WAY_LIFETIME = timedelta(minutes=30)
_WAY, _FIRST = "identity", "identity_first"


@dataclass(frozen=True, slots=True)
class Connection:
    """A service by which a person can sign in."""

    id: uuid.UUID
    service: str
    since: datetime
    last_used: datetime | None


@dataclass(frozen=True, slots=True)
class Way:
    """One way to a service and back, as this browser began it."""

    id: uuid.UUID
    service: str
    address: str
    state: str
    nonce: str
    verifier: str
    #: Who wants to connect the service with their account; None: somebody signs in.
    connect: uuid.UUID | None
    #: What came back: a code, or why there is none. Empty: nothing yet.
    code: str
    trouble: str


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A proven identity that belongs to nobody here yet."""

    id: uuid.UUID
    service: str
    subject_hash: str
    offered: Mapping[str, str]


def hash_of(issuer: str, subject: str) -> str:
    return keyed_hash("outside-identity", f"{issuer}\x00{subject}")


# -- the way there and back ------------------------------------------------------------------------------------------


def keep_way(session: Session, *, browser: str, said: Mapping[str, str], connect: uuid.UUID | None) -> None:
    """Remember a way that begins now; one that was begun before in this browser is over."""
    remembered = {**said, "connect": connect.hex if connect else "", "code": "", "trouble": ""}
    one_time_codes.keep(session, browser=browser, purpose=_WAY, remembered=remembered, lifetime=WAY_LIFETIME)


def find_way(session: Session, *, browser: str) -> Way | None:
    """The way this browser has begun and not ended."""
    row = one_time_codes.find_live(session, browser=browser, purpose=_WAY)
    if row is None or not row.remembered:
        return None
    said = {**row.remembered, "connect": uuid.UUID(row.remembered["connect"]) if row.remembered["connect"] else None}
    return Way(id=row.id, **said)


def note_answer(session: Session, *, browser: str, state: str, code: str, trouble: str) -> bool:
    """What the service sent back. Only for the state of this browser, and only the first answer counts."""
    row = one_time_codes.find_live(session, browser=browser, purpose=_WAY)
    if row is None or not row.remembered or not hmac.compare_digest(row.remembered["state"].encode(), state.encode()):
        return False
    if not row.remembered["code"] and not row.remembered["trouble"]:
        row.remembered = {**row.remembered, "code": code, "trouble": trouble}
        session.flush()
    return True


def take_way(session: Session, *, way: Way) -> bool:
    """Go on with it, once."""
    return one_time_codes.use_once(session, code_id=way.id)


# -- somebody new ----------------------------------------------------------------------------------------------------


def keep_newcomer(
    session: Session, *, browser: str, service: str, subject_hash: str, offered: Mapping[str, str]
) -> None:
    """Proven, but nobody's here: until the person has said what they want."""
    said = {"service": service, "subject_hash": subject_hash, "offered": dict(offered)}
    one_time_codes.keep(session, browser=browser, purpose=_FIRST, remembered=said, lifetime=WAY_LIFETIME)


def find_newcomer(session: Session, *, browser: str) -> Newcomer | None:
    row = one_time_codes.find_live(session, browser=browser, purpose=_FIRST)
    if row is None or not row.remembered:
        return None
    said: dict[str, Any] = row.remembered
    return Newcomer(row.id, said["service"], said["subject_hash"], said["offered"])


def take_newcomer(session: Session, *, newcomer: Newcomer) -> bool:
    return one_time_codes.use_once(session, code_id=newcomer.id)


def birth_date_in(offered: Mapping[str, str]) -> date | None:
    """The whole date of birth, if the service said one: a year alone is none."""
    try:
        return date.fromisoformat(offered.get("birthdate", ""))
    except ValueError:
        return None


# -- connections -----------------------------------------------------------------------------------------------------


def find_person(session: Session, *, subject_hash: str) -> uuid.UUID | None:
    """Whose identity it is; it was used now."""
    row = session.scalar(sa.select(OutsideIdentity).where(OutsideIdentity.subject_hash == subject_hash))
    if row is None:
        return None
    row.last_used_at = clock.now()
    session.flush()
    return row.person_id


def list_connections(session: Session, *, person_id: uuid.UUID) -> list[Connection]:
    mine = sa.select(OutsideIdentity).where(OutsideIdentity.person_id == person_id).order_by(OutsideIdentity.added_at)
    return [_connection(one) for one in session.scalars(mine)]


def get_connection(session: Session, *, person_id: uuid.UUID, connection_id: uuid.UUID) -> Connection:
    """:raises NotFound: it is not theirs."""
    return _connection(_own(session, person_id, connection_id))


def connect(session: Session, *, person_id: uuid.UUID, service: str, subject_hash: str, is_first: bool = False) -> None:
    """From now on this person can sign in with it. Doing it twice is once. The person is told, unless the account
    begins with it (`is_first`).

    :raises Conflict: it belongs to somebody else here.
    """
    owner = session.scalar(sa.select(OutsideIdentity.person_id).where(OutsideIdentity.subject_hash == subject_hash))
    if owner is not None and owner != person_id:
        raise Conflict("identity_taken")
    if owner is None:
        now = clock.now()
        row = OutsideIdentity(
            person_id=person_id, service=service, subject_hash=subject_hash, added_at=now, last_used_at=now
        )
        try:
            with session.begin_nested():
                session.add(row)
        except IntegrityError:
            raise Conflict("identity_taken") from None
        if not is_first:
            tell_person(session, person_id=person_id, kind=IDENTITY_CONNECTED)


def disconnect(session: Session, *, person_id: uuid.UUID, connection_id: uuid.UUID) -> None:
    """:raises NotFound: it is not theirs."""
    session.delete(_own(session, person_id, connection_id))
    session.flush()
    tell_person(session, person_id=person_id, kind=IDENTITY_DISCONNECTED)


def _own(session: Session, person_id: uuid.UUID, connection_id: uuid.UUID) -> OutsideIdentity:
    row = session.get(OutsideIdentity, connection_id)
    if row is None or row.person_id != person_id:
        raise NotFound("identity")
    return row


def _connection(row: OutsideIdentity) -> Connection:
    return Connection(row.id, row.service, row.added_at, row.last_used_at)
