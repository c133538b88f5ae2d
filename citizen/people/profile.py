"""What a person allowed us to remember: facts with date and origin, what they need, how they read. Callers own the
transaction, and have decided who may see it (`Act.MANAGE`).

Nothing comes here by itself: every fact was ticked by somebody who may manage the profile.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.accessibility.locales import LOCALES
from citizen.accessibility.preferences import Preferences
from citizen.core import clock
from citizen.db.sealing import keyed_hash
from citizen.people import service as people
from citizen.people.models import Person, ProfileFact, ProfileNeed
from citizen.people.needs import AccessNeed, known_needs


class FactOrigin(StrEnum):
    """Where a remembered fact came from."""

    CHECK = "check"
    APPLICATION = "application"
    PROFILE = "profile"
    IDENTITY = "identity"


@dataclass(frozen=True, slots=True)
class RememberedFact:
    """One answer. `value` is in the JSON form of the catalogue (`Answers.written_facts`)."""

    fact: str
    value: object
    origin: FactOrigin
    noted_at: datetime
    #: Who noted it, when somebody acted for the person.
    noted_by: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class ToldNeed:
    """One need. `may_tell`: offices and places, and whoever may book or fill in for the person, may know it."""

    code: AccessNeed
    detail: str
    may_tell: bool
    noted_at: datetime


@dataclass(frozen=True, slots=True)
class Wanted:
    """One need as a form gives it."""

    code: AccessNeed
    may_tell: bool
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """Language and look for every device. None: each device decides for itself."""

    language: str | None = None
    preferences: Preferences | None = None


def facts_of(session: Session, *, person_id: uuid.UUID) -> tuple[RememberedFact, ...]:
    """Everything remembered about a person, by name of the fact."""
    rows = session.scalars(sa.select(ProfileFact).where(ProfileFact.person_id == person_id).order_by(ProfileFact.fact))
    return tuple(
        RememberedFact(row.fact, row.value["value"], FactOrigin(row.origin), row.noted_at, row.noted_by) for row in rows
    )


def remember_facts(
    session: Session,
    *,
    person_id: uuid.UUID,
    facts: Mapping[str, object],
    origin: FactOrigin,
    noted_by: uuid.UUID | None = None,
) -> None:
    """Keep these answers, each in place of an older one. `noted_by`: who acted for the person, if not the person.

    :raises NotFound: nobody, or somebody who had everything erased.
    """
    people.get_person(session, person_id=person_id)
    for fact, value in facts.items():
        row = session.get(ProfileFact, (person_id, fact))
        if row is None:
            row = ProfileFact(person_id=person_id, fact=fact)
            session.add(row)
        row.value, row.origin, row.noted_at = {"value": value}, origin.value, clock.now()
        row.noted_by = None if noted_by == person_id else noted_by
    session.flush()


def forget_facts(session: Session, *, person_id: uuid.UUID, facts: Collection[str] | None = None) -> int:
    """Remember these no longer; None: nothing at all. Returns how many are gone."""
    mine = ProfileFact.person_id == person_id
    which = mine if facts is None else sa.and_(mine, ProfileFact.fact.in_(facts))
    return int(session.execute(sa.delete(ProfileFact).where(which)).rowcount)  # type: ignore[attr-defined]


def needs_of(session: Session, *, person_id: uuid.UUID) -> tuple[ToldNeed, ...]:
    """What the person needs, in the order of every page."""
    rows = session.scalars(sa.select(ProfileNeed).where(ProfileNeed.person_id == person_id))
    by_code = {row.code: row for row in rows}
    return tuple(
        ToldNeed(need, by_code[need].detail or "", by_code[need].may_tell, by_code[need].noted_at)
        for need in known_needs(by_code)
    )


def needs_to_tell(session: Session, *, person_id: uuid.UUID | None) -> tuple[ToldNeed, ...]:
    """Those that the person allowed offices and places to know; none of somebody who has no profile."""
    if person_id is None:
        return ()
    return tuple(need for need in needs_of(session, person_id=person_id) if need.may_tell)


def replace_needs(session: Session, *, person_id: uuid.UUID, needs: Iterable[Wanted]) -> None:
    """Exactly these from now on. One that stays as it was keeps its day.

    :raises NotFound: see remember_facts.
    """
    people.get_person(session, person_id=person_id)
    known = {need.code: need for need in needs_of(session, person_id=person_id)}
    wanted = {need.code: need for need in needs}
    gone = [_hash_of(person_id, code) for code in known.keys() - wanted.keys()]
    session.execute(sa.delete(ProfileNeed).where(ProfileNeed.person_id == person_id, ProfileNeed.code_hash.in_(gone)))
    for code, one in wanted.items():
        if code in known and (known[code].detail, known[code].may_tell) == (one.detail, one.may_tell):
            continue
        row = session.get(ProfileNeed, (person_id, _hash_of(person_id, code)))
        if row is None:
            row = ProfileNeed(person_id=person_id, code_hash=_hash_of(person_id, code), code=code.value)
            session.add(row)
        row.detail, row.may_tell, row.noted_at = one.detail or None, one.may_tell, clock.now()
    session.flush()


def birth_date_of(person: Person) -> date | None:
    return date.fromisoformat(person.birth_date) if person.birth_date else None


def rename(session: Session, *, person_id: uuid.UUID, name: str, birth_date: date | None) -> None:
    """What the person wants to be called, and the birth date where one was given.

    :raises NotFound: see remember_facts.
    """
    person = people.get_person(session, person_id=person_id)
    person.name, person.birth_date = name or None, birth_date.isoformat() if birth_date else None
    session.flush()


def reading_of(session: Session, *, person_id: uuid.UUID) -> Reading:
    """How this person reads on every device; what was stored and is no longer known counts as nothing."""
    return read_reading(people.get_person(session, person_id=person_id).reading)


def read_reading(stored: Mapping[str, str] = MappingProxyType({})) -> Reading:
    language = stored.get("lang")
    look = Preferences().changed(stored) if "text" in stored else None
    return Reading(language if language in LOCALES else None, look)


def keep_reading(session: Session, *, person_id: uuid.UUID, reading: Reading) -> None:
    """Use these on every device from the next sign-in on; an empty one: no longer.

    :raises NotFound: see remember_facts.
    """
    person = people.get_person(session, person_id=person_id)
    language = {"lang": reading.language} if reading.language else {}
    person.reading = {**language, **(reading.preferences.as_values() if reading.preferences else {})}
    session.flush()


def _hash_of(person_id: uuid.UUID, code: AccessNeed) -> str:
    """Another one for everybody: equal needs of two people cannot be told in the table."""
    return keyed_hash("profile-need", f"{person_id}/{code.value}")
