"""A mandate for this visit only: it counts in the session in which the person said yes, and ends with it.

The session of the helper ends when they sign out, when somebody else signs in, when a terminal is cleared or left
alone, when it is ended from another device, or after its time. Signing in again is a new session. The end of the day
ends it in any case: that is the mandate's own end.
"""

from __future__ import annotations

import uuid

from sqlalchemy.orm import Session

from citizen.db.sealing import keyed_hash
from citizen.people.models import Visit
from citizen.people.service import AnyVisit
from citizen.proxies import mandate_service, mandates
from citizen.proxies.authority import MandateState

ONLY_IN = mandates.ONLY_IN
_OVER = (MandateState.ENDED, MandateState.REFUSED)


def mark_of(visit: AnyVisit) -> str:
    """The session of a visit, as a mandate remembers it; empty while nobody is signed in. Whoever signs in again goes
    on with the visit, but not with the session.
    """
    if visit.person_id is None or visit.signed_in_at is None:
        return ""
    return keyed_hash("visit-bound", f"{visit.id.hex}/{visit.signed_in_at.isoformat()}")[:32]


def end_with_visit(session: Session, visit_id: uuid.UUID) -> None:
    """The visit ends: what was allowed for it alone is over, and both are told."""
    visit = session.get(Visit, visit_id)
    if visit is None or visit.person_id is None:
        return
    for row in mandates.list_of_actor(session, actor_id=visit.person_id):
        if row.state not in _OVER and (row.consent or {}).get(ONLY_IN) == mark_of(visit):
            mandate_service.end_by_itself(session, row=row, why="visit_over")
