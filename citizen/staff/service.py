"""Enrolling staff, and ending it. Callers own the transaction.

Only the operator enrols. The one-use enrolment code leads to the first passkey; until it has been used nothing is sent
to the work telephone either, so that a number that was mistyped opens nothing.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
import uuid
from collections.abc import Collection
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.core import clock
from citizen.core.errors import Conflict, NotFound, RuleBroken
from citizen.core.references import ALPHABET, normalise_code
from citizen.db.sealing import keyed_hash
from citizen.people.models import Passkey, Visit
from citizen.staff.duties import Member, Role
from citizen.staff.models import StaffMember

ENROLMENT_LIFETIME = timedelta(days=7)
_CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{1,19}")
_ENROLMENT_CODE_LENGTH = 16


def enrol_member(
    session: Session,
    *,
    code: str,
    name: str,
    district: str,
    roles: Collection[Role],
    phone: str | None = None,
    email: str | None = None,
) -> str:
    """A new member of staff; returns the enrolment code, which is shown only now.

    :raises RuleBroken: a work number nobody can have, no name, or no role.
    :raises Conflict: somebody has, or had, this work number: what they did stays theirs.
    """
    number = work_number(code)
    if not _CODE.fullmatch(number):
        raise RuleBroken("work_number", field="code")
    if not name.strip():
        raise RuleBroken("name", field="name")
    if not roles:
        raise RuleBroken("role", field="role")
    if _find_row(session, number) is not None:
        raise Conflict("work_number_taken")
    member = StaffMember(
        code=number,
        name=name.strip(),
        district=district,
        roles=[role.value for role in Role if role in roles],
        phone=phone or None,
        email=email or None,
        enrolled_at=clock.now(),
    )
    session.add(member)
    return _new_enrolment(session, member)


def renew_enrolment(session: Session, *, code: str) -> str:
    """A new enrolment code, for somebody who lost the device or let the first code grow old. Old passkeys open nothing
    any more, and whoever is signed in is signed out.

    :raises NotFound: nobody is enrolled under this number.
    """
    member = get_member_row(session, code=code)
    _close_everything(session, member)
    return _new_enrolment(session, member)


def revoke_member(session: Session, *, code: str) -> None:
    """From this moment on the member opens nothing: sessions, also those opened for somebody present, and passkeys end.
    What they did stays, under their number.
    """
    member = get_member_row(session, code=code)
    member.revoked_at = clock.now()
    member.enrolment_hash, member.enrolment_expires_at = None, None
    member.phone = member.email = None
    _close_everything(session, member)


def list_members(session: Session) -> list[StaffMember]:
    """All of them, also those who were revoked, by work number."""
    return list(session.scalars(sa.select(StaffMember).order_by(StaffMember.code)))


def get_member_row(session: Session, *, code: str) -> StaffMember:
    """The member with this work number; raises NotFound for nobody and for somebody who was revoked."""
    member = _find_row(session, work_number(code))
    if member is None or member.revoked_at is not None:
        raise NotFound("staff")
    return member


def find_member(session: Session, *, member_id: uuid.UUID) -> Member | None:
    """The member as decisions read it; None for somebody who was revoked."""
    row = session.get(StaffMember, member_id, populate_existing=True)
    return as_member(row) if row is not None and row.revoked_at is None else None


def name_of(session: Session, *, member_id: uuid.UUID) -> tuple[str, str]:
    """Name and work number, also of somebody who was revoked: what they did stays theirs."""
    row = session.get(StaffMember, member_id)
    if row is None:
        raise NotFound("staff")
    return row.name, row.code


def use_enrolment(session: Session, *, code: str, enrolment_code: str) -> Member | None:
    """The member this pair belongs to; the enrolment code is used up. None when the two do not belong together, or the
    code was used or is too old: nobody is told which.
    """
    member = _find_row(session, work_number(code))
    if member is None or member.revoked_at is not None:
        return None
    used = sa.update(StaffMember).where(
        StaffMember.id == member.id,
        StaffMember.enrolment_hash == _hash_of(enrolment_code),
        StaffMember.enrolment_expires_at > clock.now(),
    )
    forgotten = used.values(enrolment_hash=None, enrolment_expires_at=None)
    if getattr(session.execute(forgotten.execution_options(synchronize_session=False)), "rowcount", 0) != 1:
        return None
    session.refresh(member)
    return as_member(member)


def is_enrolled(member: StaffMember) -> bool:
    """Whether the enrolment code was used: only then does any other way in open."""
    return member.revoked_at is None and member.enrolment_hash is None


def as_member(row: StaffMember) -> Member:
    roles = frozenset(Role(code) for code in row.roles)
    return Member(id=row.id, code=row.code, name=row.name, district=row.district, roles=roles)


def work_number(typed: str) -> str:
    """As it is kept: capital letters, digits and hyphens, without spaces."""
    return "".join(unicodedata.normalize("NFKC", typed).upper().split())


def _find_row(session: Session, number: str) -> StaffMember | None:
    return session.scalar(sa.select(StaffMember).where(StaffMember.code == number))


def _new_enrolment(session: Session, member: StaffMember) -> str:
    code = "".join(secrets.choice(ALPHABET) for _ in range(_ENROLMENT_CODE_LENGTH))
    member.enrolment_hash = _hash_of(code)
    member.enrolment_expires_at = clock.now() + ENROLMENT_LIFETIME
    session.flush()
    return code


def _close_everything(session: Session, member: StaffMember) -> None:
    now = clock.now()
    session.flush()
    open_visits = sa.update(Visit).where(Visit.staff_id == member.id, Visit.ended_at.is_(None))
    session.execute(open_visits.values(ended_at=now).execution_options(synchronize_session="fetch"))
    keys = sa.update(Passkey).where(Passkey.staff_id == member.id, Passkey.removed_at.is_(None))
    session.execute(keys.values(removed_at=now).execution_options(synchronize_session="fetch"))


def _hash_of(enrolment_code: str) -> str:
    return keyed_hash("staff-enrolment", normalise_code(enrolment_code))
