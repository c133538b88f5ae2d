"""Reminders of steps that are due: each once for each day, however often this runs."""

from __future__ import annotations

import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.core import clock
from citizen.notices.service import find_state
from citizen.pathways import service, telling, way
from citizen.pathways.models import Pathway, PathwayStep
from citizen.pathways.terms import PathwayState, StepState

#: So many days before the day the person hears of it.
DAYS_BEFORE = 7


def find_due(session: Session) -> list[uuid.UUID]:
    """The ways with a step that is due soon and not booked, in a fixed order."""
    due = (
        sa.select(Pathway.id)
        .join(PathwayStep, PathwayStep.pathway_id == Pathway.id)
        .where(
            Pathway.state == PathwayState.RUNNING,
            PathwayStep.state == StepState.OPEN,
            PathwayStep.due_on.is_not(None),
        )
        .distinct()
        .order_by(Pathway.id)
    )
    return list(session.scalars(due))


def remind(session: Session, *, pathway_id: uuid.UUID) -> int:
    """Tell the person of what is due on this way; returns how many reminders were new."""
    pathway = session.get_one(Pathway, pathway_id)
    told = 0
    for step in service.as_steps(session, rows=service.steps_of(session, pathway=pathway)):
        if step.due_on is None or not way.is_to_be_reminded(step, clock.today(), days_before=DAYS_BEFORE):
            continue
        day = step.due_on.isoformat()
        key = f"{step.position}:{day}"
        told += find_state(session, key=f"{pathway.public_ref}:{telling.DUE}:{key}:1") is None
        telling.tell(session, pathway, telling.DUE, key=key, date=day)
    return told
