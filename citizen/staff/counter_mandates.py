"""Mandates at a counter: entered by one member of staff, confirmed by another, ended when somebody calls. Callers own
the transaction.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.core import clock
from citizen.core.errors import NotAllowed, NotFound, RuleBroken
from citizen.people import one_time_codes
from citizen.people import service as people
from citizen.people.models import Person
from citizen.proxies import mandate_service, mandates
from citizen.proxies.authority import Act, Basis, MandateState, Relation
from citizen.proxies.mandate_rules import Doer, require_own_district
from citizen.proxies.models import MandateRow
from citizen.staff import linking
from citizen.staff.counter import AtCounter, district_of, find_person
from citizen.staff.duties import Member, may_confirm

_RECEIPT = "counter_receipt"
_RECEIPT_LASTS = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Entry:
    """What the person said at the counter."""

    helper_name: str
    #: A telephone, e-mail, card or reference of the helper's own account; empty: they have none yet.
    helper_known_by: str
    relation: Relation
    acts: tuple[Act, ...]
    #: None: everything on this site, because the person said so.
    programmes: tuple[str, ...] | None
    until: date | None
    #: How consent was given, and the kind of paper that was seen.
    consent_how: str
    proof: str


def enter_mandate(session: Session, *, member: Member, browser: str, here: AtCounter, entry: Entry) -> MandateRow:
    """It waits for a second member of staff. The access code for the person can be seen in this browser for a while.

    :raises RuleBroken: `helper_unknown`, or what no mandate can be.
    """
    row = mandate_service.propose_mandate(
        session,
        actor_id=_helper(session, member, entry),
        subject_id=here.person_id,
        relation=entry.relation,
        basis=Basis.COUNTER,
        acts=entry.acts,
        programmes=entry.programmes,
        ends_at=_end_of(entry.until),
        actor_name=entry.helper_name,
        by=Doer(staff_id=member.id),
        consent={"how": entry.consent_how, "proof": entry.proof},
        subject_was_known=not here.is_new,
        district=member.district,
    )
    _record(session, row, member, "mandate_entered")
    kept = {"reference": row.reference, "code": mandate_service.give_access_code(session, row=row)}
    one_time_codes.keep(session, browser=browser, purpose=_RECEIPT, remembered=kept, lifetime=_RECEIPT_LASTS)
    return row


def receipt_code(session: Session, *, browser: str, reference: str) -> str | None:
    """The access code of what was just entered in this browser, to be handed to the person."""
    kept = one_time_codes.find_live(session, browser=browser, purpose=_RECEIPT)
    if kept is None or not kept.remembered or kept.remembered["reference"] != reference:
        return None
    return str(kept.remembered["code"])


def list_waiting(session: Session, *, member: Member) -> list[MandateRow]:
    """What waits for this member's district, oldest first: entered at its counter, or sent to it as a paper. What names
    no district belongs to the one where the person lives, else to any.
    """
    waiting = sa.select(MandateRow).where(
        MandateRow.state == MandateState.PROVISIONAL,
        sa.or_(MandateRow.district == member.district, MandateRow.district.is_(None)),
    )
    rows = session.scalars(waiting.order_by(MandateRow.asked_at, MandateRow.id))
    return [row for row in rows if row.district or _lives_in(session, row, member)]


def get_mandate(session: Session, *, reference: str, member: Member) -> MandateRow:
    """Raises NotFound, also for one of another district: both look the same."""
    row = mandates.get_mandate(session, reference=reference)
    try:
        require_own_district(session, row, member.id)
    except NotAllowed as other:
        raise NotFound("mandate") from other
    return row


def decide_mandate(session: Session, *, row: MandateRow, member: Member, reason: str | None) -> None:
    """The second member's yes (no reason), or no.

    :raises NotAllowed: the one who entered it. :raises Conflict: it was decided already.
    """
    if not may_confirm(member, entered_by=row.entered_by, district=row.district):
        raise NotAllowed("same_staff")
    link = linking.link_of(row)
    if link is not None and link.staff_id == member.id:
        raise NotAllowed("same_staff")
    if reason is None:
        linking.bring_to_account(session, row=row)
        mandate_service.confirm_by_staff(session, row=row, staff_id=member.id)
        _record(session, row, member, "mandate_confirmed")
    else:
        end_mandate(session, row=row, member=member, why=reason)


def end_mandate(session: Session, *, row: MandateRow, member: Member, why: str) -> None:
    """Somebody called, or came: it is over at this moment."""
    mandate_service.end(session, row=row, by=Doer(staff_id=member.id), why=why)
    _record(session, row, member, "mandate_ended")


def names_of(session: Session, *, row: MandateRow) -> tuple[str, str]:
    """The person, and the helper."""
    subject, actor = session.get(Person, row.subject_id), session.get(Person, row.actor_id)
    return (subject.name if subject else None) or "", row.actor_name or (actor.name if actor else None) or ""


def _record(session: Session, row: MandateRow, member: Member, doing: str) -> None:
    """For the list of what was done; the mandate itself tells both."""
    mandates.record_doing(
        session, subject_id=row.subject_id, doing=doing, about=row.reference, staff_id=member.id, mandate_id=row.id
    )


def _helper(session: Session, member: Member, entry: Entry) -> uuid.UUID:
    if not entry.helper_known_by:
        return people.add_person(session, name=entry.helper_name).id
    found = find_person(session, typed=entry.helper_known_by, member=member)
    if found is None:
        raise RuleBroken("helper_unknown", field="helper_known_by")
    return found


def _end_of(day: date | None) -> datetime | None:
    """The end of that day, in the districts."""
    if day is None:
        return None
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=clock.LOCAL_ZONE)


def _lives_in(session: Session, row: MandateRow, member: Member) -> bool:
    return district_of(session, person_id=row.subject_id) in (None, member.district)
