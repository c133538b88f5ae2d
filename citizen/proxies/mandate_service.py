"""How a mandate comes about, shrinks and ends. Callers own the transaction; every change is an event and is told.

Nobody decides about their own authority: a helper can ask, and can stop helping, and nothing else. A limit only ever
makes less. An end only ever comes earlier; more, or longer, needs a new consent and is a new mandate, which takes the
place of the old one.
"""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.core import clock
from citizen.core.errors import Conflict, NotAllowed
from citizen.core.references import new_access_code, new_reference, normalise_code
from citizen.db.sealing import keyed_hash
from citizen.proxies import mandates
from citizen.proxies.authority import Act, Basis, MandateState, Relation, acts_of
from citizen.proxies.mandate_letters import tell_helper, tell_subject
from citizen.proxies.mandate_rules import (
    Doer as Doer,
)
from citizen.proxies.mandate_rules import (
    check_less,
    check_proposal,
    codes_of,
    require_own_district,
    require_right_to_decide,
)
from citizen.proxies.models import MandateEvent, MandateRow

_OVER = (MandateState.ENDED, MandateState.REFUSED)
#: What a basis is worth before anybody at the office has looked: a paper opens a little, everything else waits for the
#: person's own yes.
_FIRST_STATE = {
    Basis.ACCOUNT: MandateState.ASKED,
    Basis.IN_PERSON: MandateState.ASKED,
    Basis.SIGNED_PAPER: MandateState.PROVISIONAL,
    Basis.GUARDIAN_DOCUMENT: MandateState.PROVISIONAL,
    Basis.COUNTER: MandateState.PROVISIONAL,
}


def propose_mandate(
    session: Session,
    *,
    actor_id: uuid.UUID,
    subject_id: uuid.UUID,
    relation: Relation,
    basis: Basis,
    acts: Collection[Act],
    programmes: Collection[str] | None = None,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    actor_name: str | None = None,
    by: Doer | None = None,
    consent: Mapping[str, Any] | None = None,
    evidence_file: str | None = None,
    evidence_type: str | None = None,
    subject_was_known: bool = False,
    district: str | None = None,
) -> MandateRow:
    """A mandate that waits: for the person's yes, or for the office to look at the paper. `by` is the helper, unless
    told. A person for whom anybody ever had a mandate counts as known. `district` is the one whose hall looks at it.
    """
    by, now = by or Doer(person_id=actor_id), clock.now()
    check_proposal(actor_id, subject_id, relation, ends_at, now)
    row = _new_row(actor_id, subject_id, relation, basis, acts)
    row.programmes = None if programmes is None else sorted(set(programmes))
    row.subject_was_known = subject_was_known or bool(mandates.list_of_subject(session, subject_id=subject_id))
    row.starts_at, row.ends_at, row.asked_at = starts_at or now, ends_at, now
    row.actor_name, row.consent = actor_name or None, dict(consent) if consent else None
    row.evidence_file, row.evidence_type = evidence_file, evidence_type
    row.district, row.entered_by = district, by.staff_id
    _put_down(session, row, by)
    return row


def allow(session: Session, *, row: MandateRow, by: Doer, consent: Mapping[str, Any]) -> None:
    """The person (or a guardian in force) said yes.

    :raises NotAllowed: it is about one's own authority, or somebody else's.
    :raises Conflict: it was already answered.
    """
    _take(session, row)
    if by.person_id is None:
        raise NotAllowed("staff_confirms")
    require_right_to_decide(session, row, by)
    if row.state not in (MandateState.ASKED, MandateState.PROVISIONAL):
        raise Conflict("mandate_answered")
    row.state, row.consent = MandateState.LIVE, {**(row.consent or {}), **consent}
    _begin(session, row, "allowed", by)


def refuse(session: Session, *, row: MandateRow, by: Doer) -> None:
    """The answer is no. Nobody has to say why.

    :raises Conflict: it was allowed meanwhile: then it can be ended.
    """
    _take(session, row)
    require_right_to_decide(session, row, by)
    if row.state is MandateState.REFUSED:
        return
    if row.state not in (MandateState.ASKED, MandateState.PROVISIONAL):
        raise Conflict("mandate_answered")
    row.state, row.ended_at = MandateState.REFUSED, clock.now()
    _note(session, row, "refused", by)


def confirm_by_staff(session: Session, *, row: MandateRow, staff_id: uuid.UUID) -> None:
    """A member of staff looked at paper or person: another one than who entered it, of the person's own district.

    :raises NotAllowed: the same member of staff, one of another district, or one who is no longer enrolled.
    :raises Conflict: nothing is waiting to be confirmed.
    """
    _take(session, row)
    if row.entered_by == staff_id:
        raise NotAllowed("same_staff")
    require_own_district(session, row, staff_id)
    if row.state is not MandateState.PROVISIONAL:
        raise Conflict("mandate_answered")
    row.state, row.confirmed_by = MandateState.LIVE, staff_id
    _begin(session, row, "confirmed", Doer(staff_id=staff_id))


def limit(
    session: Session,
    *,
    row: MandateRow,
    by: Doer,
    acts: Collection[Act],
    programmes: Collection[str] | None,
    ends_at: datetime | None,
    seen_version: int | None = None,
) -> None:
    """From now on only this. Only ever less: what is not allowed now cannot be added, and the end cannot move later.

    `seen_version` is the version the decision was made on.

    :raises RuleBroken: it would allow something more (`field` says what), or nothing at all.
    :raises Conflict: it ended or changed since it was looked at.
    """
    _take(session, row)
    require_right_to_decide(session, row, by)
    if row.state in _OVER:
        raise Conflict("mandate_ended")
    if seen_version is not None and seen_version != row.version:
        raise Conflict("mandate_changed")
    kept = acts_of(row.relation, frozenset(acts))
    check_less(row, kept, programmes, ends_at)
    before = _scope(row)
    row.acts, row.ends_at = codes_of(kept), ends_at
    row.programmes = None if programmes is None else sorted(set(programmes))
    if _scope(row) == before:
        return
    session.flush()
    _note(session, row, "limited", by, {"before": before, "after": _scope(row)})


def end(session: Session, *, row: MandateRow, by: Doer, why: str = "") -> None:
    """It is over, at once: at the helper's next click nothing of the person is within reach. Ending what has ended
    changes nothing. The helper may end it too; nobody has to say why. Other mandates of the same helper for the same
    person end with it: none of them comes into force again.
    """
    _take(session, row)
    if by.person_id != row.actor_id or by.person_id is None:
        require_right_to_decide(session, row, by)
    if row.state in _OVER:
        return
    _close(session, row, by, why)
    for other in _others_of_the_pair(session, row):
        _close(session, other, by, why)


def end_by_itself(session: Session, *, row: MandateRow, why: str) -> None:
    """Its time has come, by no hand: of one that was allowed for a visit, with that visit."""
    _take(session, row)
    if row.state not in _OVER:
        _close(session, row, Doer(), why)


def give_access_code(session: Session, *, row: MandateRow) -> str:
    """A new access code for the receipt of the consent, told once: with the reference it opens the page on which the
    person sees, limits and ends it without an account. An older code is worth nothing from now on.
    """
    code = new_access_code()
    row.access_hash = _access_hash(f"{row.reference}/{code}")
    session.flush()
    return code


def opens_with(row: MandateRow, code: str) -> bool:
    """Whether this is the access code of the mandate, however it was typed."""
    return secrets.compare_digest(row.access_hash, _access_hash(f"{row.reference}/{normalise_code(code)}"))


def _begin(session: Session, row: MandateRow, what: str, by: Doer) -> None:
    """It counts from now on, in the place of whatever was between the two before."""
    session.flush()
    _note(session, row, what, by, tells="allowed")
    for other in _others_of_the_pair(session, row):
        _close(session, other, by, "replaced", is_told=False)


def _close(session: Session, row: MandateRow, by: Doer, why: str, *, is_told: bool = True) -> None:
    row.state, row.ended_at = MandateState.ENDED, clock.now()
    session.flush()
    _note(session, row, "ended", by, {"why": why} if why else None, is_told=is_told)


def _others_of_the_pair(session: Session, row: MandateRow) -> list[MandateRow]:
    return list(
        session.scalars(
            sa.select(MandateRow)
            .where(
                MandateRow.actor_id == row.actor_id,
                MandateRow.subject_id == row.subject_id,
                MandateRow.id != row.id,
                MandateRow.state.not_in(_OVER),
            )
            .order_by(MandateRow.id)
            .with_for_update()
        )
    )


def _new_row(
    actor_id: uuid.UUID, subject_id: uuid.UUID, relation: Relation, basis: Basis, acts: Collection[Act]
) -> MandateRow:
    return MandateRow(
        reference=new_reference("M"),
        actor_id=actor_id,
        subject_id=subject_id,
        relation=relation,
        basis=basis,
        state=_FIRST_STATE[basis],
        acts=codes_of(acts_of(relation, frozenset(acts))),
        access_hash=_access_hash(secrets.token_hex(16)),
    )


def _put_down(session: Session, row: MandateRow, by: Doer) -> None:
    """The helper knows what they asked for: only the person is told."""
    session.add(row)
    session.flush()
    _note(session, row, "asked" if row.state is MandateState.ASKED else "provisional", by, tells_helper=False)


def _take(session: Session, row: MandateRow) -> None:
    """Two who change it at once come one after the other, and the second sees what the first did."""
    session.flush()
    session.refresh(row, with_for_update=True)


def _scope(row: MandateRow) -> dict[str, Any]:
    return {
        "acts": list(row.acts),
        "programmes": row.programmes,
        "ends_at": row.ends_at.isoformat() if row.ends_at else None,
    }


def _access_hash(text: str) -> str:
    return keyed_hash("mandate-access", text)


def _note(
    session: Session,
    row: MandateRow,
    what: str,
    by: Doer,
    detail: Mapping[str, Any] | None = None,
    *,
    tells: str = "",
    tells_helper: bool = True,
    is_told: bool = True,
) -> None:
    """The event, and its notices to both."""
    event = MandateEvent(
        id=uuid.uuid4(),
        mandate_id=row.id,
        what=what,
        at=clock.now(),
        person_id=by.person_id,
        staff_id=by.staff_id,
        detail=dict(detail) if detail else None,
    )
    session.add(event)
    session.flush()
    if is_told:
        tell_subject(session, row=row, what=tells or what, key=f"mandate:{event.id.hex}:subject")
    if is_told and tells_helper:
        tell_helper(session, row=row, what=tells or what, key=f"mandate:{event.id.hex}:helper")
