"""Whom to tell that a way to a person was added, changed or removed: wherever they were reached before."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from sqlalchemy.orm import Session

from citizen.notices.channels import Channel, Recipient
from citizen.people.account_news import tell_all
from citizen.people.models import ContactKind, ContactWay
from citizen.people.notice_kinds import CONTACT_CHANGED
from citizen.people.reaching import recipients_of


def tell_before(session: Session, *, person_id: uuid.UUID, way: ContactWay | None = None) -> list[Recipient]:
    """Whom to tell, read before the change: everybody who is told of this person, and the way itself that changes."""
    found = {(one.channel, one.address): one for one in recipients_of(session, person_id=person_id)}
    if way is not None and way.address:
        channel = Channel.EMAIL if way.kind is ContactKind.EMAIL else Channel.SMS
        language = next(iter(found.values())).language if found else None
        own = Recipient(channel, way.address, language=language) if language else Recipient(channel, way.address)
        found.setdefault((own.channel, own.address), own)
    return list(found.values())


def tell(session: Session, *, person_id: uuid.UUID, to: Iterable[Recipient]) -> None:
    """In the transaction of the change."""
    tell_all(session, person_id=person_id, kind=CONTACT_CHANGED, to=to)
