"""Applications that were begun before somebody signed in, taken along into their folder."""

from __future__ import annotations

import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.applications.models import Application, HandOver
from citizen.people import belongings
from citizen.proxies.authority import Relation


def keep_for_person(session: Session, *, visit_id: uuid.UUID, folder_id: uuid.UUID) -> None:
    """With their papers, which hang on the application; a telephone that adds photos to one goes on."""
    mine = sa.and_(Application.visit_id == visit_id, Application.relation == Relation.SELF)
    its_phones = HandOver.application_id.in_(sa.select(Application.id).where(mine))
    for change in (sa.update(HandOver).where(its_phones), sa.update(Application).where(mine)):
        session.execute(change.values(visit_id=folder_id).execution_options(synchronize_session=False))


BELONGINGS = belongings.rows_of(Application, relation=Application.relation, keep=keep_for_person)
