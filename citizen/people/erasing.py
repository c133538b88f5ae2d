"""Erasing a person: everything that is theirs alone goes at once, and nobody comes in as them again.

What was sent to an office, bookings and the record of who acted for whom belong to others too; rooms above decide about
those before this is called. The empty row stays, so that these still point to somebody.
"""

from __future__ import annotations

import uuid
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.core import clock
from citizen.notices.service import delete_notices
from citizen.people.endings import end_and_forget
from citizen.people.models import (
    CardCode,
    ContactWay,
    OneTimeCode,
    OutsideIdentity,
    Passkey,
    Person,
    ProfileFact,
    ProfileNeed,
    SignInCard,
    Visit,
)

#: The tables of ways to a person and of what is remembered; cards have codes of their own and go first.
_WHOLE_ROWS = (ProfileFact, ProfileNeed, ContactWay, Passkey, OutsideIdentity, SignInCard)


def erase_person(session: Session, *, person_id: uuid.UUID) -> None:
    """Ways in, contact ways, profile, sessions, name: gone. Doing it twice is once."""
    person = session.get(Person, person_id)
    if person is None or person.erased_at is not None:
        return
    _forget_codes(session, person_id)
    for table in _WHOLE_ROWS:
        session.execute(sa.delete(table).where(table.person_id == person_id))
    delete_notices(session, about=f"account:{person_id.hex}")
    session.flush()
    _end_visits(session, person)
    person.name, person.birth_date, person.reading, person.erased_at = None, None, {}, clock.now()
    session.flush()


def list_unused(session: Session, *, unused_for: timedelta, at_most: int | None = None) -> list[uuid.UUID]:
    """Persons in whose name nobody signed in for so long, and who never did since they were made; oldest first."""
    before = clock.now() - unused_for
    used_since = sa.exists().where(Visit.person_id == Person.id, Visit.last_seen_at >= before)
    acted_for = sa.exists().where(Visit.subject_id == Person.id, Visit.last_seen_at >= before)
    unused = (
        sa.select(Person.id)
        .where(Person.erased_at.is_(None), Person.created_at < before, ~used_since, ~acted_for)
        .order_by(Person.created_at, Person.id)
    )
    return list(session.scalars(unused if at_most is None else unused.limit(at_most)))


def _forget_codes(session: Session, person_id: uuid.UUID) -> None:
    """Codes on cards, and codes on their way to an address of this person."""
    cards = sa.select(SignInCard.id).where(SignInCard.person_id == person_id)
    session.execute(sa.delete(CardCode).where(CardCode.card_id.in_(cards)))
    addresses = sa.select(ContactWay.address_hash).where(ContactWay.person_id == person_id)
    session.execute(sa.delete(OneTimeCode).where(OneTimeCode.address_hash.in_(addresses)))


def _end_visits(session: Session, person: Person) -> None:
    """Every session, and the folder with what was left unfinished in it."""
    mine = sa.or_(Visit.person_id == person.id, Visit.id == person.folder_id)
    for visit_id in list(session.scalars(sa.select(Visit.id).where(mine, Visit.ended_at.is_(None)))):
        end_and_forget(session, visit_id=visit_id)
    session.execute(sa.update(Visit).where(Visit.person_id == person.id).values(device=None))
    session.execute(sa.update(Visit).where(Visit.subject_id == person.id).values(subject_id=None))
    session.expire_all()
