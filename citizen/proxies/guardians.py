"""Who is told together with a child or a ward."""

from __future__ import annotations

import uuid

from sqlalchemy.orm import Session

from citizen.core import clock
from citizen.proxies import mandates
from citizen.proxies.authority import MandateState, Relation, is_in_force


def guardians_of(session: Session, person_id: uuid.UUID) -> list[uuid.UUID]:
    """Guardians in force whom the office has confirmed; a paper nobody looked at yet tells nobody anything."""
    now = clock.now()
    return [
        row.actor_id
        for row in mandates.list_of_subject(session, subject_id=person_id)
        if row.relation is Relation.GUARDIAN
        and row.state is MandateState.LIVE
        and is_in_force(mandates.as_mandate(row), now)
    ]
