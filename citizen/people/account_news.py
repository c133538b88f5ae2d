"""Telling a person that a way into their account was made or ended, or that somebody came in on a new device.

Told where they are reached, in the transaction of the change; and kept to be read in the account, for whoever has no
other way to be told.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping

from sqlalchemy.orm import Session

from citizen.notices.channels import Recipient
from citizen.notices.kinds import Value
from citizen.notices.service import Notice, list_notices, write_notice
from citizen.people.reaching import recipients_of

_NOTHING: Mapping[str, Value] = {}


def tell_person(session: Session, *, person_id: uuid.UUID, kind: str, values: Mapping[str, Value] = _NOTHING) -> None:
    """Everywhere this person, and whoever is told with them, wants to be told."""
    tell_all(session, person_id=person_id, kind=kind, to=recipients_of(session, person_id=person_id), values=values)


def tell_all(
    session: Session,
    *,
    person_id: uuid.UUID,
    kind: str,
    to: Iterable[Recipient],
    values: Mapping[str, Value] = _NOTHING,
) -> None:
    """The same, to these: whoever was reached before a change."""
    happened = uuid.uuid4().hex
    for number, recipient in enumerate(to):
        key = f"account-news:{happened}:{number}"
        write_notice(session, kind=kind, about=_about(person_id), to=recipient, values=values, key=key)


def list_news(session: Session, *, person_id: uuid.UUID, language: str) -> list[Notice]:
    """What the person was told about their account, newest first."""
    return list_notices(session, about=_about(person_id), language=language)


def _about(person_id: uuid.UUID) -> str:
    return f"account:{person_id.hex}"
