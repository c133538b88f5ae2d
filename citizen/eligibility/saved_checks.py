"""Saved checks: keep one, find it again with reference and code, compare, delete. Callers own the transaction.

Nothing of a check outlives its visit unless the person asks for it here; deleting takes every row along.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from hmac import compare_digest

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.core import clock
from citizen.core.errors import NotFound
from citizen.core.references import grouped, new_access_code, new_reference, normalise, normalise_code
from citizen.db.sealing import keyed_hash
from citizen.eligibility import catalogue, service
from citizen.eligibility.answers import Answers, read_answers
from citizen.eligibility.edition import edition_of
from citizen.eligibility.interest import EVERYTHING, Interest, read_interest
from citizen.eligibility.models import ChangeNotice, EligibilityCheck, SavedCheck
from citizen.eligibility.next_look import look_at
from citizen.eligibility.programme import FactValue
from citizen.eligibility.saved_verdicts import fingerprint_of
from citizen.notices import service as notices
from citizen.notices.channels import Channel
from citizen.people import service as people
from citizen.proxies.authority import Act, Relation, Subject, Who
from citizen.proxies.scope import is_allowed, may_open

_KIND = "C"
_NOBODYS_HASH = "0" * 64


# -- keeping ---------------------------------------------------------------------------------------------------


def save_check(session: Session, *, who: Who, key: str, keep_for: dt.timedelta) -> SavedCheck:
    """Keep the check with this key; one that was opened from a saved check takes its place there.

    :raises NotFound: see service.get_check.
    """
    check = service.get_check(session, who=who, key=key)
    saved = _find_own(session, who=who, reference=check.saved_as) or _new(session, who=who, check=check)
    saved.answers, saved.on = check.answers, check.on
    _look_now(saved)
    saved.saved_at = clock.now()
    _keep_longer(saved, keep_for)
    session.flush()
    session.execute(sa.update(EligibilityCheck).where(EligibilityCheck.id == check.id).values(saved_as=saved.reference))
    return saved


def _new(session: Session, *, who: Who, check: service.FoundCheck) -> SavedCheck:
    code, reference = new_access_code(), _unused_reference(session)
    saved = SavedCheck(
        reference=reference,
        access_hash=_access_hash(reference, code),
        access_code=code,
        visit_id=who.visit_id,
        relation=check.relation,
        subject_name=check.subject_name,
    )
    session.add(saved)
    return saved


def _unused_reference(session: Session) -> str:
    while True:
        reference = new_reference(_KIND)
        if session.scalar(sa.select(SavedCheck.id).where(SavedCheck.reference == reference)) is None:
            return reference


def _look_now(saved: SavedCheck) -> None:
    """What the rules say about the answers on the day they were given. Takes the check out of any run's hands."""
    rules = catalogue.load()
    look = look_at(rules, facts_of(saved), said_on=saved.on, on=saved.on, interest=interest_of(saved))
    saved.verdicts, saved.verdicts_fingerprint = look.verdicts, fingerprint_of(look.verdicts)
    saved.looked_at_edition, saved.looked_at_on, saved.next_look_on = edition_of(rules), saved.on, look.next_on
    saved.claimed_by = saved.claimed_until = None


def _keep_longer(saved: SavedCheck, keep_for: dt.timedelta) -> None:
    saved.keep_until, saved.told_of_end_at = clock.now() + keep_for, None


# -- finding ---------------------------------------------------------------------------------------------------


def find_by_code(session: Session, *, reference: str, code: str) -> str | None:
    """The reference, when the code fits. An unknown reference costs the same work as a wrong code: one look-up of a
    hash and one comparison, and nothing is unsealed."""
    wanted = normalise(reference) or ""
    stored = session.scalar(sa.select(SavedCheck.access_hash).where(SavedCheck.reference == wanted))
    fits = compare_digest(stored or _NOBODYS_HASH, _access_hash(wanted, normalise_code(code)))
    return wanted if fits and stored else None


def keep_on(session: Session, *, reference: str, keep_for: dt.timedelta) -> None:
    """Whoever opens it with its code still wants it: it is kept for as long again. :raises NotFound: there is none."""
    saved = session.scalar(sa.select(SavedCheck).where(SavedCheck.reference == reference))
    if saved is None:
        raise NotFound("saved check")
    _keep_longer(saved, keep_for)
    session.flush()


def get_saved_check(session: Session, *, who: Who, reference: str) -> SavedCheck:
    """:raises NotFound: there is none that this visit saved or has opened with its code."""
    saved = _find_own(session, who=who, reference=reference)
    if saved is None:
        raise NotFound("saved check")
    return saved


def list_saved_checks(session: Session, *, who: Who) -> list[SavedCheck]:
    """What this visit saved or opened, newest first."""
    if who.visit_id is None or not is_allowed(who, Act.FILL):
        return []
    granted = people.granted_references(session, visit_id=who.prover_id)
    mine = sa.or_(SavedCheck.visit_id == who.visit_id, SavedCheck.reference.in_(granted))
    return list(session.scalars(sa.select(SavedCheck).where(mine).order_by(SavedCheck.saved_at.desc())))


def _find_own(session: Session, *, who: Who, reference: str | None) -> SavedCheck | None:
    wanted = normalise(reference or "")
    if who.visit_id is None or wanted is None:
        return None
    saved = session.scalar(sa.select(SavedCheck).where(SavedCheck.reference == wanted))
    if saved is None:
        return None
    is_open = may_open(
        session,
        who=who,
        folder_id=saved.visit_id,
        reference=wanted,
        is_allowed_here=is_allowed(who, Act.FILL),
    )
    return saved if is_open else None


def subject_of(saved: SavedCheck) -> Subject:
    """Whom it is about."""
    return Subject(saved.relation, saved.subject_name or "")


def answers_of(saved: SavedCheck) -> Answers:
    """What was said; what the catalogue of today does not know any more is left out."""
    return read_answers(saved.answers, catalogue.load().facts, on=saved.on)


def interest_of(saved: SavedCheck) -> Interest:
    """What the person wants to know about."""
    return interest_in(saved.answers)


def interest_in(stored: Mapping[str, Mapping[str, object]]) -> Interest:
    """The interest that stands beside stored answers."""
    known = catalogue.load()
    return read_interest(stored.get("interest"), known.programmes, known.labels["need"]) or EVERYTHING


def facts_of(saved: SavedCheck) -> dict[str, FactValue]:
    """The facts that decide: what was said and what "for whom" implies."""
    return facts_in(saved.answers, relation=saved.relation, on=saved.on)


def facts_in(stored: Mapping[str, Mapping[str, object]], *, relation: Relation, on: dt.date) -> dict[str, FactValue]:
    """The same of stored answers, without their row."""
    return {**service.implied_by(relation).facts, **read_answers(stored, catalogue.load().facts, on=on).facts}


# -- working with it -------------------------------------------------------------------------------------------


def open_answers(session: Session, *, who: Who, saved: SavedCheck) -> EligibilityCheck:
    """A check of this visit with the saved answers, to change them or see all reasons. Nothing saved changes by it.

    Answers changed here and not yet saved stay, unless the saved check was saved anew meanwhile. `who` must act for
    the person it is about.
    """
    copy = session.scalar(
        sa.select(EligibilityCheck).where(
            EligibilityCheck.visit_id == who.visit_id, EligibilityCheck.saved_as == saved.reference
        )
    )
    if copy is not None and copy.updated_at >= saved.saved_at:
        return copy
    if copy is None:
        copy = service.start_check(session, who=who)
    copy.answers, copy.saved_as, copy.revision = saved.answers, saved.reference, copy.revision + 1
    copy.on, copy.updated_at = clock.today(), clock.now()
    session.flush()
    return copy


# -- being told ------------------------------------------------------------------------------------------------


def ask_to_be_told(session: Session, *, saved: SavedCheck, channel: Channel, address: str, language: str) -> None:
    """Keep the consent, in place of an earlier one; what was on its way to another address is not sent any more."""
    stop_telling(session, saved=saved)
    session.add(
        ChangeNotice(
            saved_check_id=saved.id,
            channel=channel.value,
            address=address if channel is not Channel.SCREEN else "",
            language=language,
            agreed_at=clock.now(),
        )
    )
    session.flush()


def stop_telling(session: Session, *, saved: SavedCheck) -> None:
    """Forget the address and send nothing more. The saved check stays."""
    session.execute(sa.delete(ChangeNotice).where(ChangeNotice.saved_check_id == saved.id))
    notices.forget_notices(session, about=saved.reference)


def find_change_notice(session: Session, *, saved: SavedCheck) -> ChangeNotice | None:
    """How the person wants to be told; None when not at all."""
    return session.get(ChangeNotice, saved.id)


# -- forgetting ------------------------------------------------------------------------------------------------


def delete_saved_check(session: Session, *, saved: SavedCheck) -> None:
    """Delete it with its answers in every browser, the address for news and what was told."""
    delete_all_of(session, ids=[saved.id], references=[saved.reference])


def delete_all_of(session: Session, *, ids: list[uuid.UUID], references: list[str]) -> None:
    """Every row about these saved checks."""
    session.execute(sa.delete(ChangeNotice).where(ChangeNotice.saved_check_id.in_(ids)))
    session.execute(sa.delete(EligibilityCheck).where(EligibilityCheck.saved_as.in_(references)))
    session.execute(sa.delete(SavedCheck).where(SavedCheck.id.in_(ids)))
    for reference in references:
        notices.delete_notices(session, about=reference)
        people.forget_access(session, reference=reference)
    session.flush()


def forget_codes_of_visit(session: Session, visit_id: uuid.UUID) -> None:
    """The visit has ended: from now on only who has the code can open what it saved (see people.endings)."""
    session.execute(
        sa.update(SavedCheck).where(SavedCheck.visit_id == visit_id).values(visit_id=None, access_code=None)
    )


def spelt(code: str) -> list[list[str]]:
    """The characters in the groups in which people read them to each other."""
    return [list(group) for group in grouped(code).split()]


def _access_hash(reference: str, code: str) -> str:
    return keyed_hash("saved check", f"{reference}:{code}")
