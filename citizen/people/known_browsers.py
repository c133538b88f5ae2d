"""Whether a person has signed in with this browser before: if not, they are told that somebody did.

Kept on this side under the key of the browser, so that no cookie says who uses it. Its key changes with each signing in
and out; what is known moves along. A shared terminal is never known. Callers own the transaction.
"""

from __future__ import annotations

import uuid
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.core import clock
from citizen.people import one_time_codes
from citizen.people.models import Person, Visit
from citizen.people.service import VISIT_LIFETIME

_KNOWN = "known_browser"
#: A family may share one; whoever used it last is known longest.
_AT_MOST = 10
#: As long as the browser keeps its key.
LIFETIME: timedelta = VISIT_LIFETIME
#: Whoever comes in for the first time so soon after the account began is the one who began it.
_BEGINNING = timedelta(days=1)


def knows(session: Session, *, key: str | None, person_id: uuid.UUID) -> bool:
    """Whether this person signed in here before."""
    return person_id.hex in _persons(session, key)


def is_beginning(session: Session, *, visit: Visit) -> bool:
    """Whether the account has only just begun with this visit: then there is nobody to be told."""
    person = session.get_one(Person, visit.person_id)
    if clock.now() - person.created_at > _BEGINNING:
        return False
    before = sa.exists().where(Visit.person_id == visit.person_id, Visit.id != visit.id)
    return not session.scalar(sa.select(before))


def move_on(session: Session, *, old_key: str | None, new_key: str, person_id: uuid.UUID | None = None) -> None:
    """The browser has a new key; `person_id` has just signed in with it."""
    known = _persons(session, old_key)
    if person_id is not None:
        known = [person_id.hex, *(one for one in known if one != person_id.hex)][:_AT_MOST]
    if known:
        browser = one_time_codes.browser_hash(new_key)
        one_time_codes.keep(session, browser=browser, purpose=_KNOWN, remembered={"persons": known}, lifetime=LIFETIME)
    if old_key is not None and old_key != new_key:
        one_time_codes.end_live(session, browser=one_time_codes.browser_hash(old_key), purpose=_KNOWN)


def _persons(session: Session, key: str | None) -> list[str]:
    if key is None:
        return []
    kept = one_time_codes.find_live(session, browser=one_time_codes.browser_hash(key), purpose=_KNOWN)
    return list((kept.remembered or {}).get("persons", ())) if kept is not None else []
