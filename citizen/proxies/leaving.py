"""When somebody leaves: nobody acts for them any more, and they for nobody. The others are told."""

from __future__ import annotations

import uuid

from sqlalchemy.orm import Session

from citizen.proxies import mandate_service, mandates
from citizen.proxies.authority import MandateState
from citizen.proxies.mandate_service import Doer

_OVER = (MandateState.ENDED, MandateState.REFUSED)
_WHY = "account_erased"


def end_everything(session: Session, *, person_id: uuid.UUID, by: uuid.UUID) -> None:
    """End every mandate of this person, from both sides; `by` is the person or their guardian. The record stays,
    without what the person was called in it.
    """
    for row in sorted(mandates.list_of_subject(session, subject_id=person_id), key=lambda row: row.actor_id == by):
        # A guardian's own authority last: the others are ended with it.
        if row.state not in _OVER:
            mandate_service.end(session, row=row, by=Doer(person_id=by), why=_WHY)
    for row in mandates.list_of_actor(session, actor_id=person_id):
        if row.state not in _OVER:
            mandate_service.end(session, row=row, by=Doer(person_id=person_id), why=_WHY)
        row.actor_name = None
    session.flush()
