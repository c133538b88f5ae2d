"""What has to hold before a mandate may change: who decides, that a limit makes less, that a proposal is one."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.core import clock
from citizen.core.errors import NotAllowed, RuleBroken
from citizen.db.base import Base
from citizen.people.models import ProfileFact
from citizen.proxies import mandates
from citizen.proxies.authority import Act, Relation, may_decide_about
from citizen.proxies.models import MandateRow


@dataclass(frozen=True, slots=True)
class Doer:
    """Who changes a mandate: a person who is signed in, or a member of staff; both, when staff opened the site together
    with the person, who decides.
    """

    person_id: uuid.UUID | None = None
    staff_id: uuid.UUID | None = None


def require_right_to_decide(session: Session, row: MandateRow, by: Doer) -> None:
    """The person it is about, whoever may decide for them, or staff of their district.

    :raises NotAllowed: anybody else.
    """
    if by.person_id is None and by.staff_id is not None:
        require_own_district(session, row, by.staff_id)
        return
    if by.person_id is None:
        raise NotAllowed("mandate")
    own = mandates.find_between(session, actor_id=by.person_id, subject_id=row.subject_id)
    if not may_decide_about(mandates.as_mandate(row), person_id=by.person_id, own=own, now=clock.now()):
        raise NotAllowed("mandate")


def require_own_district(session: Session, row: MandateRow, staff_id: uuid.UUID) -> None:
    """:raises NotAllowed: a member of another district than the mandate and the person, or one who was revoked."""
    # The room of staff is above this one: its table is read by name.
    staff = Base.metadata.tables["staff_member"]
    found = session.execute(sa.select(staff.c.district, staff.c.revoked_at).where(staff.c.id == staff_id)).first()
    if found is None or found.revoked_at is not None:
        raise NotAllowed("staff")
    known = session.get(ProfileFact, (row.subject_id, "person_district"))
    own = {row.district, known.value.get("value") if known else None} - {None}
    if own and found.district not in own:
        raise NotAllowed("other_district")


def check_proposal(
    actor_id: uuid.UUID, subject_id: uuid.UUID, relation: Relation, ends_at: datetime | None, now: datetime
) -> None:
    """:raises RuleBroken: acting for oneself, on no ground of a mandate, or until a moment that is over."""
    if actor_id == subject_id:
        raise RuleBroken("own_mandate")
    if relation not in (Relation.GUARDIAN, Relation.AUTHORISED):
        raise RuleBroken("relation", field="relation")
    if ends_at is not None and ends_at <= now:
        raise RuleBroken("end_is_past", field="ends_at")


def check_less(
    row: MandateRow, acts: Collection[Act], programmes: Collection[str] | None, ends_at: datetime | None
) -> None:
    """Whoever limits a mandate may take away only. None: every programme, no end.

    :raises RuleBroken: "nothing_left" or "only_less", with the field it is about.
    """
    if not acts:
        raise RuleBroken("nothing_left", field="acts")
    if not set(codes_of(acts)) <= set(row.acts):
        raise RuleBroken("only_less", field="acts")
    if programmes is not None and not programmes:
        raise RuleBroken("nothing_left", field="programmes")
    if row.programmes is not None and (programmes is None or not set(programmes) <= set(row.programmes)):
        raise RuleBroken("only_less", field="programmes")
    if row.ends_at is not None and (ends_at is None or ends_at > row.ends_at):
        raise RuleBroken("only_less", field="ends_at")


def codes_of(acts: Collection[Act]) -> list[str]:
    return [act.value for act in Act if act in acts]
