"""Checks: begin, answer, find again, forget. Callers own the transaction."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Mapping
from datetime import timedelta
from functools import cache

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.core import clock
from citizen.core.errors import Conflict, NotFound
from citizen.eligibility import catalogue
from citizen.eligibility.answers import Answers, read_answers
from citizen.eligibility.interest import Interest, read_interest
from citizen.eligibility.models import EligibilityCheck
from citizen.eligibility.programme import FactValue
from citizen.eligibility.questions import Questions, load_questions
from citizen.proxies.authority import Relation, Who

KEPT_FOR = timedelta(days=30)
"""So long after the last answer a check is deleted. It is said on the first page of the check."""
_KEY_BYTES = 12  # 16 characters in an address
_TRIES = 5
_INTEREST = "interest"


@cache
def all_questions() -> Questions:
    """The words of every question, read once per process.

    :raises WordingError: they do not fit the facts of the catalogue.
    """
    return load_questions(vocabulary=catalogue.load().facts)


def start_check(session: Session, *, who: Who) -> EligibilityCheck:
    """An empty check about the subject of this visit. What nobody came back for is deleted on the way.

    :raises NotFound: there is no visit it could belong to.
    """
    if who.visit_id is None:
        raise NotFound("visit")
    now = clock.now()
    forget_old_checks(session)
    check = EligibilityCheck(
        key=secrets.token_urlsafe(_KEY_BYTES),
        visit_id=who.visit_id,
        relation=who.subject.relation,
        subject_name=who.subject.name or None,
        answers=Answers().as_json(),
        revision=0,
        on=clock.today(),
        created_at=now,
        updated_at=now,
    )
    session.add(check)
    session.flush()
    return check


def find_check(session: Session, *, who: Who, key: str) -> EligibilityCheck | None:
    """The check with this key, if it belongs to this visit and is about the person the visit acts for."""
    if who.visit_id is None:
        return None
    check = session.scalar(
        sa.select(EligibilityCheck)
        .where(EligibilityCheck.key == key, EligibilityCheck.visit_id == who.visit_id)
        .execution_options(populate_existing=True)
    )
    return check if check is not None and _is_about(check, who) else None


def get_check(session: Session, *, who: Who, key: str) -> EligibilityCheck:
    """:raises NotFound: see find_check."""
    check = find_check(session, who=who, key=key)
    if check is None:
        raise NotFound("check")
    return check


def find_latest_check(session: Session, *, who: Who) -> EligibilityCheck | None:
    """The check of this visit, about this person, that was answered last."""
    if who.visit_id is None:
        return None
    checks = session.scalars(
        sa.select(EligibilityCheck)
        .where(
            EligibilityCheck.visit_id == who.visit_id,
            EligibilityCheck.relation == who.subject.relation,
        )
        .order_by(EligibilityCheck.updated_at.desc(), EligibilityCheck.id)
    )
    return next((check for check in checks if _is_about(check, who)), None)


def answers_of(check: EligibilityCheck) -> Answers:
    """What the person said on the question pages."""
    return read_answers(check.answers, catalogue.load().facts, on=check.on)


def interest_of(check: EligibilityCheck) -> Interest | None:
    """What the person wants to know about; None before they were asked."""
    known = catalogue.load()
    return read_interest(check.answers.get(_INTEREST), known.programmes, known.labels["need"])


def implied_answers(check: EligibilityCheck) -> Answers:
    """What "who are you doing this for?" has answered already: nothing is asked twice."""
    if check.relation is Relation.SELF:
        return Answers({"applicant_role": "self"})
    return Answers()


def all_facts(check: EligibilityCheck) -> dict[str, FactValue]:
    """The facts that decide: what was said and what that implies."""
    return {**implied_answers(check).facts, **answers_of(check).facts}


def record_answer(session: Session, *, who: Who, key: str, fact: str, value: FactValue | None) -> EligibilityCheck:
    """Keep one answer, by code; None is "not sure". From now on the rules of today decide.

    :raises NotFound: see get_check, or nobody can be asked for this fact.
    :raises Conflict: another window kept changing the answers.
    """
    return record_answers(session, who=who, key=key, answers={fact: value})


def record_answers(
    session: Session, *, who: Who, key: str, answers: Mapping[str, FactValue | None]
) -> EligibilityCheck:
    """Keep several answers at once, or none of them.

    :raises NotFound: see record_answer.
    :raises Conflict: see record_answer.
    """
    if not answers.keys() <= catalogue.load().facts.keys():
        raise NotFound("fact")
    for _attempt in range(_TRIES):
        check = get_check(session, who=who, key=key)
        said = answers_of(check)
        for fact, value in answers.items():
            said = said.saying(fact, value)
        if _replace_answers(session, check, said, interest_of(check)):
            return get_check(session, who=who, key=key)
    raise Conflict("answers_changed")


def choose_interest(session: Session, *, who: Who, key: str, interest: Interest) -> EligibilityCheck:
    """Keep what the person wants to know about. All answers stay.

    :raises NotFound: see get_check.
    :raises Conflict: see record_answer.
    """
    for _attempt in range(_TRIES):
        check = get_check(session, who=who, key=key)
        if _replace_answers(session, check, answers_of(check), interest):
            return get_check(session, who=who, key=key)
    raise Conflict("answers_changed")


def forget_answers(session: Session, *, who: Who, key: str) -> None:
    """Delete the check and everything said in it.

    :raises NotFound: see get_check.
    """
    check = get_check(session, who=who, key=key)
    session.delete(check)
    session.flush()


def forget_checks_of_visit(session: Session, visit_id: uuid.UUID) -> None:
    """Delete all checks of a visit: it has ended (see people.endings)."""
    session.execute(sa.delete(EligibilityCheck).where(EligibilityCheck.visit_id == visit_id))


def forget_old_checks(session: Session) -> int:
    """Delete what nobody came back for; returns how many."""
    result = session.execute(sa.delete(EligibilityCheck).where(EligibilityCheck.updated_at < clock.now() - KEPT_FOR))
    return int(result.rowcount)  # type: ignore[attr-defined]  # a DELETE has a row count


def _is_about(check: EligibilityCheck, who: Who) -> bool:
    return (check.relation, check.subject_name or "") == (who.subject.relation, who.subject.name)


def _replace_answers(session: Session, check: EligibilityCheck, answers: Answers, interest: Interest | None) -> bool:
    """False when another window was faster: the caller reads the check anew and tries again."""
    chosen = {} if interest is None else {_INTEREST: interest.as_json()}
    changed = session.execute(
        sa.update(EligibilityCheck)
        .where(EligibilityCheck.id == check.id, EligibilityCheck.revision == check.revision)
        .values(
            answers={**answers.as_json(), **chosen},
            revision=check.revision + 1,
            on=clock.today(),
            updated_at=clock.now(),
        )
        .execution_options(synchronize_session=False)
    )
    return int(changed.rowcount) == 1  # type: ignore[attr-defined]  # an UPDATE has a row count
