"""Ways that were begun before somebody signed in, taken along into their folder; and ways that may be deleted."""

from __future__ import annotations

import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.booking.wishes import person_key
from citizen.notices.service import delete_notices
from citizen.pathways import service
from citizen.pathways.models import Pathway, PathwayEvent, PathwayStep
from citizen.pathways.terms import StepState
from citizen.people import belongings
from citizen.people import service as people
from citizen.proxies.authority import Relation, Subject, Who


def keep_for_person(session: Session, *, visit_id: uuid.UUID, folder_id: uuid.UUID) -> None:
    """With their steps, which hang on the way; whoever was looking for a time goes on looking as the person."""
    key = person_key(Who(subject=Subject(person_id=belongings.owner_of(session, folder_id=folder_id))))
    mine = sa.and_(Pathway.visit_id == visit_id, Pathway.begun_by == Relation.SELF.value)
    looking = sa.and_(
        PathwayStep.pathway_id.in_(sa.select(Pathway.id).where(mine)), PathwayStep.wanted_key.is_not(None)
    )
    for change in (
        sa.update(PathwayStep).where(looking).values(wanted_key=key),
        sa.update(Pathway).where(mine).values(visit_id=folder_id, person_key=key),
    ):
        session.execute(change.execution_options(synchronize_session=False))


BELONGINGS = belongings.rows_of(Pathway, relation=Pathway.begun_by, keep=keep_for_person)


def can_go(session: Session, pathway: Pathway) -> bool:
    """Whether it is still the person's alone: nothing was booked, done or written on it."""
    return all(
        row.state is StepState.OPEN and row.booking_id is None and row.report is None
        for row in service.steps_of(session, pathway=pathway)
    )


def delete_pathway(session: Session, *, pathway: Pathway) -> None:
    """For the person who began it. What the place did or wrote stays, so only while `can_go`."""
    if can_go(session, pathway):
        delete_whole(session, pathway=pathway)


def delete_whole(session: Session, *, pathway: Pathway) -> None:
    """The way with everything that hangs on it."""
    for table in (PathwayStep, PathwayEvent):
        session.execute(sa.delete(table).where(table.pathway_id == pathway.id))
    delete_notices(session, about=pathway.public_ref)
    people.forget_access(session, reference=pathway.public_ref)
    session.delete(pathway)
    session.flush()


def forget_looking(session: Session, visit_id: uuid.UUID) -> None:
    """The visit has ended: nobody in it looks for a time any more."""
    own = sa.select(Pathway.id).where(Pathway.visit_id == visit_id)
    change = sa.update(PathwayStep).where(PathwayStep.pathway_id.in_(own)).values(wanted_key=None)
    session.execute(change.execution_options(synchronize_session=False))
