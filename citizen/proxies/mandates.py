"""Looking mandates up. How they come about, change and end stands in the modules that do it. Callers own the
transaction.
"""

from __future__ import annotations

import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.core import clock
from citizen.core.errors import NotFound
from citizen.core.references import normalise
from citizen.proxies.authority import Act, Mandate, MandateState, counts_in, is_in_force
from citizen.proxies.models import ActRecord, MandateRow

#: In the record of a consent: the session in which alone the mandate counts.
ONLY_IN = "only_in"
_OVER = (MandateState.ENDED, MandateState.REFUSED)


def as_mandate(row: MandateRow) -> Mandate:
    """The row as the pure decision reads it."""
    return Mandate(
        id=row.id,
        actor_id=row.actor_id,
        subject_id=row.subject_id,
        relation=row.relation,
        state=row.state,
        acts=frozenset(Act(code) for code in row.acts),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        programmes=None if row.programmes is None else frozenset(row.programmes),
        subject_was_known=row.subject_was_known,
        only_in=(row.consent or {}).get(ONLY_IN),
    )


def find_between(
    session: Session, *, actor_id: uuid.UUID, subject_id: uuid.UUID, session_mark: str = ""
) -> Mandate | None:
    """The mandate of these two: the newest in force, else the newest that is not over. What was allowed for one visit
    only is there in no other session.
    """
    now = clock.now()
    rows = session.scalars(
        sa.select(MandateRow)
        .where(MandateRow.actor_id == actor_id, MandateRow.subject_id == subject_id, MandateRow.state.not_in(_OVER))
        .order_by(MandateRow.asked_at.desc(), MandateRow.id)
        .execution_options(populate_existing=True)
    )
    found = [one for one in map(as_mandate, rows) if counts_in(one, session_mark)]
    return next((one for one in found if is_in_force(one, now)), found[0] if found else None)


def find_mandate(session: Session, *, mandate_id: uuid.UUID) -> Mandate:
    """As it stands now, in force or not."""
    row = session.get_one(MandateRow, mandate_id, populate_existing=True)
    return as_mandate(row)


def list_of_actor(session: Session, *, actor_id: uuid.UUID) -> list[MandateRow]:
    """Everybody this person helps or asked to help, newest first; over ones too."""
    mine = sa.select(MandateRow).where(MandateRow.actor_id == actor_id)
    return list(session.scalars(mine.order_by(MandateRow.asked_at.desc(), MandateRow.id)))


def list_of_subject(session: Session, *, subject_id: uuid.UUID) -> list[MandateRow]:
    """Everybody who may, might or could act for this person, newest first."""
    mine = sa.select(MandateRow).where(MandateRow.subject_id == subject_id)
    return list(session.scalars(mine.order_by(MandateRow.asked_at.desc(), MandateRow.id)))


def get_mandate(session: Session, *, reference: str) -> MandateRow:
    """By the reference said or typed; raises NotFound. The caller decides who may see it."""
    wanted = normalise(reference)
    row = session.scalar(sa.select(MandateRow).where(MandateRow.reference == wanted)) if wanted else None
    if row is None:
        raise NotFound("mandate")
    return row


def record_doing(
    session: Session,
    *,
    subject_id: uuid.UUID,
    doing: str,
    about: str | None = None,
    actor_id: uuid.UUID | None = None,
    staff_id: uuid.UUID | None = None,
    mandate_id: uuid.UUID | None = None,
    proof: str | None = None,
) -> None:
    """Keep what somebody did for a person, or looked at; the person sees it. Codes: see `doings`."""
    session.add(
        ActRecord(
            subject_id=subject_id,
            doing=doing,
            about=about,
            actor_id=actor_id,
            staff_id=staff_id,
            mandate_id=mandate_id,
            proof=proof,
            at=clock.now(),
        )
    )
    session.flush()
