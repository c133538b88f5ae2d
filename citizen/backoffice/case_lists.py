"""Which cases a case system is shown, in which order. Callers own the transaction.

Cases stand in the order of their latest change (see changes.py). A page is what comes after a number: whatever is
added meanwhile gets a higher number, so nothing is skipped, and nothing comes twice unless it changed again.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.applications import cases
from citizen.applications.lifecycle import Status
from citizen.applications.models import Application, Case, Message, Paper
from citizen.backoffice.models import CaseChange, CasePlace
from citizen.backoffice.tokens import Bearer
from citizen.core.errors import NotFound

MOST_ON_A_PAGE = 200


@dataclass(frozen=True, slots=True)
class Placed:
    """A case at its place in the order of changes."""

    case: Case
    sequence: int
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which cases to list; nothing named means all."""

    statuses: Collection[Status] = ()
    programmes: Collection[str] = ()
    changed_since: datetime | None = None


def list_after(
    session: Session, *, by: Bearer, after: int, at_most: int, wanted: Wanted | None = None
) -> tuple[list[Placed], bool]:
    """The cases after this place, and whether there are more."""
    chosen = wanted or Wanted()
    found = (
        sa.select(Case, CasePlace.sequence, CasePlace.changed_at)
        .join(CasePlace, CasePlace.case_id == Case.id)
        .join(Application, Case.application_id == Application.id)
        .where(CasePlace.district == by.district, CasePlace.sequence > after, Case.district == by.district)
        .where(Application.submitted_at.is_not(None))
    )
    if by.programmes:
        found = found.where(CasePlace.programme_id.in_(by.programmes))
    if chosen.programmes:
        found = found.where(CasePlace.programme_id.in_(chosen.programmes))
    if chosen.statuses:
        found = found.where(Case.status.in_(chosen.statuses))
    if chosen.changed_since:
        found = found.where(CasePlace.changed_at >= chosen.changed_since)
    rows = session.execute(found.order_by(CasePlace.sequence).limit(at_most + 1)).all()
    return [Placed(*row) for row in rows[:at_most]], len(rows) > at_most


def list_changes(session: Session, *, by: Bearer, after: int, at_most: int) -> tuple[list[CaseChange], bool]:
    """The changes after this place, and whether there are more."""
    found = sa.select(CaseChange).where(CaseChange.district == by.district, CaseChange.sequence > after)
    if by.programmes:
        found = found.where(CaseChange.programme_id.in_(by.programmes))
    rows = list(session.scalars(found.order_by(CaseChange.sequence).limit(at_most + 1)))
    return rows[:at_most], len(rows) > at_most


def find_case(session: Session, *, by: Bearer, number: str) -> Case:
    """The case with this number; raises NotFound also for what another token may see."""
    case = cases.get_case(session, by=by.officer, number=number)
    if not by.covers(case.programme_id):
        raise NotFound("case")
    return case


def place_of(session: Session, *, case: Case) -> Placed:
    """The case at its place; raises NotFound for one that has none."""
    place = session.get(CasePlace, case.id, populate_existing=True)
    if place is None:
        raise NotFound("case")
    return Placed(case, place.sequence, place.changed_at)


def count_unread(session: Session, *, case: Case) -> int:
    """How many messages of the person the office has not marked as read."""
    waiting = sa.select(sa.func.count()).where(
        Message.application_id == case.application_id, Message.from_office.is_(False), Message.read_at.is_(None)
    )
    return session.scalar(waiting) or 0


def find_paper(papers: Sequence[Paper], paper_id: uuid.UUID) -> Paper:
    """The paper among those of a case; raises NotFound."""
    for paper in papers:
        if paper.id == paper_id:
            return paper
    raise NotFound("paper")
