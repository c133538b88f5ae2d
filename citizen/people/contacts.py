"""Telephones and mail addresses of a person: what each is used for, and who is proved by one. Callers own the
transaction.

An address counts only once a code that was sent there came back. One address signs in one person.
"""

from __future__ import annotations

import re
import unicodedata
import uuid
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from citizen.core import clock
from citizen.core.errors import Conflict, NotFound
from citizen.db.sealing import keyed_hash
from citizen.people import service as people
from citizen.people.credential_models import CodeChannel
from citizen.people.models import ContactKind, ContactWay, Person

_PHONE = re.compile(r"\+?\d{7,15}")
_EMAIL = re.compile(r"[^\s@<>(),;:\"\\]+@[^\s@<>(),;:\"\\.]+(\.[^\s@<>(),;:\"\\.]+)+")
#: Written before a number of this country.
_COUNTRY = ("+86", "0086")
_MOBILE_LENGTH = 11


@dataclass(frozen=True, slots=True)
class Use:
    """What a way to a person is used for."""

    signs_in: bool = False
    gets_notices: bool = False
    by_voice: bool = False


def tidy_address(channel: CodeChannel, typed: str) -> str | None:
    """The number or mail address that was meant, always written in one way; None when it cannot be one."""
    plain = unicodedata.normalize("NFKC", typed).strip()
    if channel is CodeChannel.EMAIL:
        lower = plain.lower()
        return lower if _EMAIL.fullmatch(lower) and lower.isascii() and len(lower) <= 254 else None
    digits = "".join(c for c in plain if c.isascii() and (c.isdigit() or c == "+"))
    for prefix in _COUNTRY:
        if digits.startswith(prefix) and len(digits) == len(prefix) + _MOBILE_LENGTH:
            digits = digits.removeprefix(prefix)
    written = re.fullmatch(r"[\d\s()+./\-\u2010-\u2015]*", plain)
    return digits if written and _PHONE.fullmatch(digits) else None


def kind_of(channel: CodeChannel) -> ContactKind:
    return ContactKind.EMAIL if channel is CodeChannel.EMAIL else ContactKind.PHONE


def hash_of(channel: CodeChannel, address: str) -> str:
    """What stands in the tables for a tidy address. A number is the same number for messages and for calls."""
    return keyed_hash("contact", f"{kind_of(channel).value}:{address}")


def masked(address: str) -> str:
    """Enough to know it again, too little for whoever looks over the shoulder: '138••••0000', 'w••••@example.com'."""
    name, at, domain = address.partition("@")
    if at:
        return f"{name[:1]}••••@{domain}"
    return f"{address[:3]}••••{address[-4:]}" if len(address) >= 10 else f"••••{address[-3:]}"


def person_of(session: Session, *, channel: CodeChannel, address: str) -> Person:
    """Who is proved by a code that came back from this address: whoever it signs in, or somebody new.

    Two browsers that prove a new address at once find the same person: one of them makes it, the database says which.
    """
    found = _who_signs_in(session, hash_of(channel, address))
    if found is not None:
        return people.get_person(session, person_id=found)
    try:
        with session.begin_nested():
            person = people.add_person(session, name=None)
            use = Use(signs_in=True, gets_notices=True, by_voice=channel is CodeChannel.VOICE)
            _add(session, person.id, channel, address, use)
        return person
    except IntegrityError:
        again = _who_signs_in(session, hash_of(channel, address))
        if again is None:
            raise
        return people.get_person(session, person_id=again)


def list_ways(session: Session, *, person_id: uuid.UUID) -> list[ContactWay]:
    """The confirmed ways that are not removed, oldest first."""
    mine = sa.select(ContactWay).where(_is_live(person_id)).order_by(ContactWay.added_at, ContactWay.id)
    return list(session.scalars(mine))


def get_way(session: Session, *, person_id: uuid.UUID, way_id: uuid.UUID) -> ContactWay:
    """:raises NotFound: not this person's, or removed."""
    way = session.scalar(sa.select(ContactWay).where(_is_live(person_id), ContactWay.id == way_id))
    if way is None:
        raise NotFound("contact")
    return way


def add_way(
    session: Session,
    *,
    person_id: uuid.UUID,
    channel: CodeChannel,
    address: str,
    use: Use,
    added_by: uuid.UUID | None = None,
) -> ContactWay:
    """A way whose address was just proved. One the person has already only changes its use. `added_by`: the guardian or
    helper who did it.

    :raises Conflict: `taken`: it signs in somebody else.
    """
    own = session.scalar(
        sa.select(ContactWay).where(_is_live(person_id), ContactWay.address_hash == hash_of(channel, address))
    )
    if use.signs_in and _who_signs_in(session, hash_of(channel, address)) not in (None, person_id):
        raise Conflict("taken")
    if own is not None:
        own.signs_in, own.gets_notices, own.by_voice = use.signs_in or own.signs_in, use.gets_notices, use.by_voice
        session.flush()
        return own
    try:
        with session.begin_nested():
            way = _add(session, person_id, channel, address, use)
            way.added_by = added_by
            session.flush()
            return way
    except IntegrityError as taken:
        raise Conflict("taken") from taken


def change_use(session: Session, *, way: ContactWay, use: Use) -> None:
    """:raises Conflict: `taken`: it signs in somebody else. Whoever takes the last way to sign in away was asked before
    (`last_way`).
    """
    if use.signs_in and _who_signs_in(session, way.address_hash) not in (None, way.person_id):
        raise Conflict("taken")
    way.signs_in, way.gets_notices = use.signs_in, use.gets_notices
    way.by_voice = use.by_voice and way.kind is ContactKind.PHONE
    session.flush()


def remove_way(session: Session, *, way: ContactWay) -> None:
    """Nothing goes there any more, and it signs nobody in. Whoever removes the last way in was asked before."""
    way.removed_at, way.signs_in, way.gets_notices, way.address = clock.now(), False, False, None
    session.flush()


def _who_signs_in(session: Session, address_hash: str) -> uuid.UUID | None:
    return session.scalar(
        sa.select(ContactWay.person_id).where(
            ContactWay.address_hash == address_hash, ContactWay.signs_in, ContactWay.removed_at.is_(None)
        )
    )


def _add(session: Session, person_id: uuid.UUID, channel: CodeChannel, address: str, use: Use) -> ContactWay:
    now = clock.now()
    way = ContactWay(
        person_id=person_id,
        kind=kind_of(channel),
        address=address,
        address_hash=hash_of(channel, address),
        signs_in=use.signs_in,
        gets_notices=use.gets_notices,
        by_voice=use.by_voice,
        added_at=now,
        confirmed_at=now,
    )
    session.add(way)
    session.flush()
    return way


def _is_live(person_id: uuid.UUID) -> sa.ColumnElement[bool]:
    return sa.and_(
        ContactWay.person_id == person_id, ContactWay.removed_at.is_(None), ContactWay.confirmed_at.is_not(None)
    )
