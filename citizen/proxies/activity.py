"""Who may act for somebody, what was done, and whom one helps: as the pages of both sides read it. Looks only.

The caller decides whose pages these are.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.core import clock
from citizen.core.errors import NotFound
from citizen.people.models import Person
from citizen.proxies import mandates
from citizen.proxies.actors import StaffWords, staff_of
from citizen.proxies.authority import MandateState, is_in_force
from citizen.proxies.mandate_letters import helper_name
from citizen.proxies.models import ActRecord, MandateEvent, MandateRow

A_PAGE = 20


class Standing(StrEnum):
    """What a mandate is worth at this moment, for its readers."""

    LIVE = "live"
    #: In force for a few acts, until the office has looked.
    PROVISIONAL = "provisional"
    #: Waits for the person's yes.
    ASKED = "asked"
    #: Waits for the office, and opens nothing before.
    WITH_OFFICE = "with_office"
    NOT_STARTED = "not_started"
    EXPIRED = "expired"
    ENDED = "ended"
    REFUSED = "refused"

    @property
    def is_over(self) -> bool:
        return self in (Standing.EXPIRED, Standing.ENDED, Standing.REFUSED)


@dataclass(frozen=True, slots=True)
class Helping:
    """A mandate with what its readers ask first. `name` is of the other one of the two; it may be empty."""

    row: MandateRow
    name: str
    standing: Standing
    last_used: datetime | None = None

    @property
    def is_of_visit(self) -> bool:
        """Whether it was allowed for one visit only."""
        return mandates.ONLY_IN in (self.row.consent or {})


class By(StrEnum):
    """Who did something to a mandate, seen from the person."""

    SUBJECT = "subject"
    HELPER = "helper"
    GUARDIAN = "guardian"
    STAFF = "staff"
    #: Nobody: its time had come.
    TIME = "time"


@dataclass(frozen=True, slots=True)
class Happened:
    """One event of a mandate."""

    what: str
    at: datetime
    by: By
    detail: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Done:
    """Something that was done, or looked at: by a helper, whose `name` may be empty, or by `staff`."""

    at: datetime
    name: str
    is_staff: bool
    doing: str
    about: str | None
    staff: StaffWords | None = None
    #: What staff looked at to know the person, a code of `doings.PROOFS`.
    proof: str | None = None


@dataclass(frozen=True, slots=True)
class DonePage:
    rows: tuple[Done, ...]
    number: int
    has_more: bool


def standing_of(row: MandateRow) -> Standing:
    now = clock.now()
    if row.state in (MandateState.ENDED, MandateState.REFUSED, MandateState.ASKED):
        return Standing(row.state.value)
    if row.ends_at is not None and now >= row.ends_at:
        return Standing.EXPIRED
    if row.state is MandateState.PROVISIONAL and row.subject_was_known:
        return Standing.WITH_OFFICE
    if not is_in_force(mandates.as_mandate(row), now):
        return Standing.NOT_STARTED
    return Standing(row.state.value)


def helpers_of(session: Session, *, subject_id: uuid.UUID) -> list[Helping]:
    """Everybody who may act, asked to, or could; what is over comes last."""
    rows = mandates.list_of_subject(session, subject_id=subject_id)
    used = _last_used(session, rows)
    found = [_helper(session, row, used.get(row.id)) for row in rows]
    return sorted(found, key=lambda one: one.standing.is_over)


def find_helper(session: Session, *, subject_id: uuid.UUID, reference: str) -> Helping:
    """:raises NotFound: no such mandate, or another person's."""
    row = mandates.get_mandate(session, reference=reference)
    if row.subject_id != subject_id:
        raise NotFound("mandate")
    return helper_in(session, row)


def helper_in(session: Session, row: MandateRow) -> Helping:
    return _helper(session, row, _last_used(session, [row]).get(row.id))


def helped_by(session: Session, *, actor_id: uuid.UUID) -> list[Helping]:
    """Everybody this person helps or asked to; what is over comes last."""
    found = [_helped(session, row) for row in mandates.list_of_actor(session, actor_id=actor_id)]
    return sorted(found, key=lambda one: one.standing.is_over)


def find_helped(session: Session, *, actor_id: uuid.UUID, reference: str) -> Helping:
    """:raises NotFound: no such mandate, or another helper's."""
    row = mandates.get_mandate(session, reference=reference)
    if row.actor_id != actor_id:
        raise NotFound("mandate")
    return _helped(session, row)


def history_of(session: Session, *, row: MandateRow) -> list[Happened]:
    """Everything that happened to a mandate, newest first."""
    events = session.scalars(
        sa.select(MandateEvent).where(MandateEvent.mandate_id == row.id).order_by(MandateEvent.at.desc())
    )
    return [Happened(one.what, one.at, _by(one, row), one.detail or {}) for one in events]


def done_for(
    session: Session,
    *,
    subject_id: uuid.UUID,
    actor_id: uuid.UUID | None = None,
    by_staff: bool = False,
    page: int = 1,
) -> DonePage:
    """What was done for a person and who looked at their data, newest first; by everybody, one helper, or staff."""
    number = max(page, 1)
    wanted = sa.select(ActRecord).where(ActRecord.subject_id == subject_id)
    if actor_id is not None:
        wanted = wanted.where(ActRecord.actor_id == actor_id)
    if by_staff:
        wanted = wanted.where(ActRecord.staff_id.is_not(None))
    rows = list(
        session.scalars(
            wanted.order_by(ActRecord.at.desc(), ActRecord.id).offset((number - 1) * A_PAGE).limit(A_PAGE + 1)
        )
    )
    return DonePage(tuple(_all_done(session, rows[:A_PAGE])), number, len(rows) > A_PAGE)


def all_done_for(session: Session, *, subject_id: uuid.UUID) -> list[Done]:
    """Everything of it, oldest first."""
    rows = list(
        session.scalars(
            sa.select(ActRecord).where(ActRecord.subject_id == subject_id).order_by(ActRecord.at, ActRecord.id)
        )
    )
    return _all_done(session, rows)


def _all_done(session: Session, rows: Sequence[ActRecord]) -> list[Done]:
    helpers, staff = _helper_names(session, rows), staff_of(session, {row.staff_id for row in rows})
    return [_done(row, helpers, staff) for row in rows]


def _done(row: ActRecord, helpers: Mapping[uuid.UUID, str], staff: Mapping[uuid.UUID, StaffWords]) -> Done:
    name = helpers.get(row.actor_id, "") if row.actor_id else ""
    member = staff.get(row.staff_id) if row.staff_id else None
    return Done(row.at, name, row.staff_id is not None, row.doing, row.about, member, row.proof)


def _helper_names(session: Session, rows: Iterable[ActRecord]) -> dict[uuid.UUID, str]:
    """As the newest mandate used calls them."""
    found: dict[uuid.UUID, str] = {}
    for record in rows:
        if record.actor_id is None or found.get(record.actor_id):
            continue
        row = session.get(MandateRow, record.mandate_id) if record.mandate_id else None
        actor = session.get(Person, record.actor_id)
        found[record.actor_id] = helper_name(session, row) if row else (actor.name if actor else None) or ""
    return found


def _helper(session: Session, row: MandateRow, last_used: datetime | None) -> Helping:
    return Helping(row, helper_name(session, row), standing_of(row), last_used)


def _helped(session: Session, row: MandateRow) -> Helping:
    """The person's name is within reach only as long as the mandate is."""
    standing = standing_of(row)
    is_open = standing in (Standing.LIVE, Standing.PROVISIONAL)
    subject = session.get(Person, row.subject_id) if is_open else None
    return Helping(row, (subject.name if subject else None) or "", standing)


def _last_used(session: Session, rows: Iterable[MandateRow]) -> dict[uuid.UUID, datetime]:
    used = session.execute(
        sa.select(ActRecord.mandate_id, sa.func.max(ActRecord.at))
        .where(ActRecord.mandate_id.in_([row.id for row in rows]))
        .group_by(ActRecord.mandate_id)
    )
    return {mandate_id: at for mandate_id, at in used if mandate_id is not None}


def _by(event: MandateEvent, row: MandateRow) -> By:
    if event.person_id == row.subject_id:
        return By.SUBJECT
    if event.person_id == row.actor_id:
        return By.HELPER
    if event.person_id is not None:
        return By.GUARDIAN
    return By.STAFF if event.staff_id is not None else By.TIME
