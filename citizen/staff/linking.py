"""A mandate was entered, or a paper sent, for somebody who has an account already: two members of staff bring it there.

One finds the account: by reference and access code of the person's own, by the card they show, or by a look-up with a
reason. A name finds nobody. Another one compares and confirms; only then is the mandate about the account, and what was
begun meanwhile lies in its folder. The person reads who looked and why. Callers own the transaction.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from citizen.booking.wishes import person_key
from citizen.core import clock
from citizen.core.errors import Conflict, RuleBroken
from citizen.core.references import normalise
from citizen.db.base import Base
from citizen.people import cards, erasing, receipts
from citizen.people import service as people
from citizen.people.models import Person, Visit
from citizen.proxies import doings, mandates
from citizen.proxies.authority import MandateState, Subject, Who
from citizen.proxies.models import ActRecord, MandateEvent, MandateRow
from citizen.staff.counter import find_person
from citizen.staff.duties import Member

_LINK = "link"
_OVER = (MandateState.ENDED, MandateState.REFUSED)
#: What belongs to a browser, to a log that nobody changes, or is only being looked for.
_STAYS = frozenset({"grant", "application_event", "booking_wish"})


class FoundBy(StrEnum):
    """How the account was found. The codes of what the person reads are `found_by_…`."""

    CODE = "code"
    CARD = "card"
    ASKED = "asked"
    PAPER = "paper"


@dataclass(frozen=True, slots=True)
class Link:
    """The account somebody found, before another one has confirmed it."""

    person_id: uuid.UUID
    found_by: FoundBy
    staff_id: uuid.UUID


def link_of(row: MandateRow) -> Link | None:
    """What waits to be confirmed together with the mandate."""
    kept = (row.consent or {}).get(_LINK)
    if not kept or kept.get("done"):
        return None
    return Link(uuid.UUID(kept["person"]), FoundBy(kept["found_by"]), uuid.UUID(kept["staff"]))


def find_account(session: Session, *, member: Member, found_by: FoundBy, typed: str, code: str) -> uuid.UUID | None:
    """Whose account it is; None for nobody, for another district, and where the code or the card does not fit."""
    reference = normalise(typed)
    if found_by is FoundBy.CODE and not (reference and _opens(session, reference, code)):
        return None
    if found_by is FoundBy.CARD and not (reference and _is_good_card(session, reference)):
        return None
    return find_person(session, typed=typed, member=member)


def propose_link(session: Session, *, row: MandateRow, member: Member, person_id: uuid.UUID, found_by: FoundBy) -> None:
    """This account is the person's. It waits for another member of staff; the person sees the look.

    :raises Conflict: the mandate waits for nothing.
    :raises RuleBroken: `own_mandate`: it is the helper's account; `same_account`; `others_act`: somebody else acts for
        the record that would go.
    """
    session.refresh(row, with_for_update=True)
    if row.state is not MandateState.PROVISIONAL:
        raise Conflict("mandate_answered")
    if person_id == row.actor_id:
        raise RuleBroken("own_mandate", field="known_by")
    if person_id == row.subject_id:
        raise RuleBroken("same_account", field="known_by")
    if _others_act(session, row):
        raise RuleBroken("others_act", field="known_by")
    kept = {"person": person_id.hex, "found_by": found_by.value, "staff": member.id.hex}
    row.consent = {**(row.consent or {}), _LINK: {**kept, "at": clock.now().isoformat()}}
    session.add(MandateEvent(mandate_id=row.id, what="account_found", at=clock.now(), staff_id=member.id))
    session.flush()
    doings.note_staff_doing(
        session,
        subject_id=person_id,
        staff_id=member.id,
        doing=f"found_by_{found_by.value}",
        about=row.reference,
    )


def bring_to_account(session: Session, *, row: MandateRow) -> None:
    """After the second member's yes: the mandate is about the account, and nobody is there twice.

    :raises Conflict: `account_holds_the_same`: what was begun meanwhile exists in the account as well.
    """
    link = link_of(row)
    if link is None:
        return
    before = people.get_person(session, person_id=row.subject_id)
    account = people.get_person(session, person_id=link.person_id)
    try:
        with session.begin_nested():
            _move(session, before, account)
    except IntegrityError as twice:
        raise Conflict("account_holds_the_same") from twice
    row.subject_id, row.subject_was_known = account.id, True
    row.consent = {**(row.consent or {}), _LINK: {**(row.consent or {})[_LINK], "done": clock.now().isoformat()}}
    session.flush()
    erasing.erase_person(session, person_id=before.id)


def _opens(session: Session, reference: str, code: str) -> bool:
    found = receipts.receipts_of(reference)
    return found is not None and found.find(session, reference=reference, code=code) is not None


def _is_good_card(session: Session, number: str) -> bool:
    card = cards.find_by_number(session, number=number)
    return card is not None and card.ended_at is None


def _others_act(session: Session, row: MandateRow) -> bool:
    rows = mandates.list_of_subject(session, subject_id=row.subject_id)
    return any(other.id != row.id and other.state not in _OVER for other in rows)


def _move(session: Session, before: Person, account: Person) -> None:
    """Everything that lies in the one folder lies in the other afterwards, whichever room it is of."""
    old_key, new_key = (person_key(Who(subject=Subject(person_id=one.id))) for one in (before, account))
    for table in Base.metadata.sorted_tables:
        change = sa.update(table)
        if table.name not in _STAYS and "visit_id" in table.c:
            in_folder = change.where(table.c.visit_id == before.folder_id)
            session.execute(in_folder.values(visit_id=account.folder_id))
        if table.name not in _STAYS and "person_key" in table.c:
            session.execute(change.where(table.c.person_key == old_key).values(person_key=new_key))
    for change in (
        sa.update(ActRecord).where(ActRecord.subject_id == before.id).values(subject_id=account.id),
        sa.update(Visit).where(Visit.subject_id == before.id).values(subject_id=account.id),
    ):
        session.execute(change.execution_options(synchronize_session=False))
    session.flush()
    session.expire_all()
