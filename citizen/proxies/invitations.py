"""An invitation: the person (or a guardian, for a child or ward) allows somebody beforehand and gives them a code.

Whoever is signed in and types the code may act from then on. It is good once, for ten days; wrong codes count.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.core import clock
from citizen.core.errors import NotAllowed, NotFound, RuleBroken
from citizen.core.references import new_access_code, normalise_code
from citizen.db.sealing import keyed_hash
from citizen.people import one_time_codes
from citizen.people.credential_models import OneTimeCode
from citizen.proxies import mandate_service, mandates
from citizen.proxies.authority import Act, Basis, Relation, acts_now
from citizen.proxies.mandate_rules import Doer
from citizen.proxies.models import MandateRow

_PURPOSE = "invitation"
INVITATION_LASTS = timedelta(days=10)


def invite(
    session: Session,
    *,
    by_id: uuid.UUID,
    subject_id: uuid.UUID,
    acts: Collection[Act],
    programmes: Collection[str] | None,
    ends_at: datetime | None,
    actor_name: str = "",
) -> str:
    """The code to give to the helper; what was allowed lies sealed until it is typed.

    :raises NotAllowed: neither the person nor a guardian in force.
    """
    _require_right(session, by_id, subject_id)
    code = new_access_code()
    kept = {
        "subject": subject_id.hex,
        "by": by_id.hex,
        "acts": [act.value for act in acts],
        "programmes": None if programmes is None else sorted(programmes),
        "ends_at": ends_at.isoformat() if ends_at else None,
        "actor_name": actor_name,
    }
    one_time_codes.keep(
        session,
        browser=keyed_hash("invitation-of", f"{by_id}/{code}"),
        purpose=_PURPOSE,
        remembered=kept,
        address_hash=_hash_of(code),
        lifetime=INVITATION_LASTS,
    )
    return code


def find_invitation(session: Session, *, code: str) -> OneTimeCode | None:
    """The invitation with this code, if it can still be used."""
    return session.scalar(
        sa.select(OneTimeCode).where(
            OneTimeCode.purpose == _PURPOSE,
            OneTimeCode.address_hash == _hash_of(normalise_code(code)),
            OneTimeCode.used_at.is_(None),
            OneTimeCode.ended_at.is_(None),
            OneTimeCode.expires_at > clock.now(),
        )
    )


def accept(session: Session, *, code: str, actor_id: uuid.UUID) -> MandateRow:
    """From now on the one who typed it may act, exactly as far as was allowed.

    :raises NotFound: no such code, or it was used, or its time is over.
    :raises RuleBroken: it is one's own invitation.
    :raises NotAllowed: whoever gave it may no longer decide about this.
    """
    row = find_invitation(session, code=code)
    if row is None or not row.remembered:
        raise NotFound("invitation")
    kept = dict(row.remembered)
    by_id, subject_id = uuid.UUID(kept["by"]), uuid.UUID(kept["subject"])
    if actor_id in (by_id, subject_id):
        raise RuleBroken("own_mandate")
    _require_right(session, by_id, subject_id)
    ends_at = _end_in(kept)
    if ends_at is not None and ends_at <= clock.now():
        raise NotFound("invitation")
    if not one_time_codes.use_once(session, code_id=row.id):
        raise NotFound("invitation")
    return _allow(session, row, kept, actor_id)


def _allow(session: Session, row: OneTimeCode, kept: dict[str, Any], actor_id: uuid.UUID) -> MandateRow:
    by = Doer(person_id=uuid.UUID(kept["by"]))
    consent = {"how": "invitation", "invited_at": row.sent_at.isoformat(), "accepted_at": clock.now().isoformat()}
    made = mandate_service.propose_mandate(
        session,
        actor_id=actor_id,
        subject_id=uuid.UUID(kept["subject"]),
        relation=Relation.AUTHORISED,
        basis=Basis.ACCOUNT,
        acts=[Act(one) for one in kept["acts"]],
        programmes=kept["programmes"],
        ends_at=_end_in(kept),
        actor_name=kept["actor_name"],
        by=by,
        consent=consent,
    )
    mandate_service.allow(session, row=made, by=by, consent=consent)
    return made


def _end_in(kept: Mapping[str, Any]) -> datetime | None:
    return datetime.fromisoformat(kept["ends_at"]) if kept["ends_at"] else None


def _require_right(session: Session, by_id: uuid.UUID, subject_id: uuid.UUID) -> None:
    if by_id == subject_id:
        return
    own = mandates.find_between(session, actor_id=by_id, subject_id=subject_id)
    if own is None or Act.GOVERN not in acts_now(own, clock.now()):
        raise NotAllowed("invitation")


def _hash_of(code: str) -> str:
    return keyed_hash("invitation", normalise_code(code))
