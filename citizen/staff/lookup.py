"""Finding an application by its reference, for an officer of the district that received it."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.applications.models import Application, Case
from citizen.applications.office_acts import Officer
from citizen.core.references import normalise


def cases_of(session: Session, *, by: Officer, reference: str) -> list[Case]:
    """What was sent to this officer's district under the reference; a draft is nobody's but the person's."""
    sent = (
        sa.select(Case)
        .join(Application)
        .where(
            Application.reference == normalise(reference),
            Application.submitted_at.is_not(None),
            Application.erased_at.is_(None),
            Case.district == by.district,
        )
    )
    return list(session.scalars(sent.order_by(Case.position)))
