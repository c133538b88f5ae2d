"""Telling the person and the helper: in the person's own channel, never only through the helper."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from sqlalchemy.orm import Session

from citizen.core.references import grouped
from citizen.notices.kinds import Value, in_all_languages
from citizen.notices.service import write_notice
from citizen.people.models import Person
from citizen.people.reaching import recipients_of
from citizen.proxies.models import MandateRow
from citizen.web.catalogues import N_

SOMEBODY = N_("A helper")
THE_PERSON = N_("the person you help")


def tell_subject(session: Session, *, row: MandateRow, what: str, key: str) -> None:
    """Tell the person of a change to who may act for them."""
    values: dict[str, Value] = {
        "helper": name_or(SOMEBODY, helper_name(session, row)),
        "mandate": grouped(row.reference),
    }
    tell_person(session, person_id=row.subject_id, kind=f"mandate_{what}", about=row.reference, values=values, key=key)


def tell_helper(session: Session, *, row: MandateRow, what: str, key: str) -> None:
    """Tell the helper what they may do now. Never why."""
    subject = session.get(Person, row.subject_id)
    values: dict[str, Value] = {
        "person": name_or(THE_PERSON, subject.name if subject else None),
        "mandate": grouped(row.reference),
    }
    tell_person(session, person_id=row.actor_id, kind=f"helping_{what}", about=row.reference, values=values, key=key)


def tell_person(
    session: Session, *, person_id: uuid.UUID, kind: str, about: str, values: Mapping[str, Value], key: str
) -> None:
    """Write the notice for every channel the person chose."""
    for number, recipient in enumerate(recipients_of(session, person_id=person_id), start=1):
        write_notice(session, kind=kind, about=about, to=recipient, values=values, key=f"{key}:{number}")


def helper_name(session: Session, row: MandateRow) -> str:
    """What the person calls the helper, else what the helper calls themself; may be empty."""
    actor = session.get(Person, row.actor_id)
    return row.actor_name or (actor.name if actor else None) or ""


def name_or(words: str, name: str | None) -> Value:
    """A name as it was given; without one these words, in each language."""
    return name or in_all_languages(words)
