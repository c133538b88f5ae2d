"""Checks: begin, answer, find again, forget. Callers own the transaction."""

from __future__ import annotations

import json
import secrets
import uuid
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.core import clock
from citizen.core.errors import Conflict, NotFound
from citizen.db.one_row import OneRow, Where
from citizen.db.sealing import seal, unseal
from citizen.eligibility import catalogue
from citizen.eligibility.answers import Answers, read_answers
from citizen.eligibility.catalogue import Catalogue
from citizen.eligibility.interest import Interest, read_interest
from citizen.eligibility.models import EligibilityCheck
from citizen.eligibility.programme import FactValue
from citizen.eligibility.questions import Questions, load_questions
from citizen.proxies.authority import Act, Relation, Who
from citizen.proxies.scope import is_allowed

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


class FoundCheck(NamedTuple):
    """A check as the pages read it."""

    id: uuid.UUID
    key: str
    relation: Relation
    subject_name: str | None
    sealed: str
    """The answers and the interest, as they are stored."""
    revision: int
    on: date
    saved_as: str | None
    updated_at: datetime

    @property
    def answers(self) -> Any:
        return json.loads(unseal(self.sealed))


AnyCheck = EligibilityCheck | FoundCheck
_COLUMNS = [
    sa.type_coerce(EligibilityCheck.answers, sa.Text) if name == "sealed" else getattr(EligibilityCheck, name)
    for name in FoundCheck._fields
]
_BY_KEY = OneRow(
    FoundCheck,
    sa.select(*_COLUMNS).where(
        EligibilityCheck.key == sa.bindparam("key"), EligibilityCheck.visit_id == sa.bindparam("folder")
    ),
)


def find_check(where: Where, *, who: Who, key: str) -> FoundCheck | None:
    """The check with this key, if it stands in this folder, is about the person acted for, and may be filled in."""
    if who.visit_id is None or not is_allowed(who, Act.FILL):
        return None
    check = _BY_KEY.find(where, key=key, folder=who.visit_id)
    return check if check is not None and _is_about(check, who) else None


def get_check(where: Where, *, who: Who, key: str) -> FoundCheck:
    """:raises NotFound: see find_check."""
    check = find_check(where, who=who, key=key)
    if check is None:
        raise NotFound("check")
    return check


def find_latest_check(session: Session, *, who: Who) -> EligibilityCheck | None:
    """The check of this visit, about this person, that was answered last."""
    if who.visit_id is None or not is_allowed(who, Act.FILL):
        return None
    checks = session.scalars(
        sa.select(EligibilityCheck)
        .where(
            EligibilityCheck.visit_id == who.visit_id,
        )
        .order_by(EligibilityCheck.updated_at.desc(), EligibilityCheck.id)
    )
    return next((check for check in checks if _is_about(check, who)), None)


def answers_of(check: AnyCheck) -> Answers:
    """What the person said on the question pages."""
    if isinstance(check, FoundCheck):
        return _read(check.sealed, check.on, catalogue.load())[0]
    return read_answers(check.answers, catalogue.load().facts, on=check.on)


def interest_of(check: AnyCheck) -> Interest | None:
    """What the person wants to know about; None before they were asked."""
    known = catalogue.load()
    if isinstance(check, FoundCheck):
        return _read(check.sealed, check.on, known)[1]
    return read_interest(check.answers.get(_INTEREST), known.programmes, known.labels["need"])


@lru_cache(maxsize=256)
def _read(sealed: str, on: date, known: Catalogue) -> tuple[Answers, Interest | None]:
    """Each step of a check reads what the step before it read: opened and worked out once per process."""
    stored = json.loads(unseal(sealed))
    interest = read_interest(stored.get(_INTEREST), known.programmes, known.labels["need"])
    return read_answers(stored, known.facts, on=on), interest


def implied_answers(check: AnyCheck) -> Answers:
    """What "who are you doing this for?" has answered already: nothing is asked twice."""
    return implied_by(check.relation)


def implied_by(relation: Relation) -> Answers:
    """What follows from who answers for whom."""
    return Answers({"applicant_role": "self"} if relation is Relation.SELF else {})


def record_answer(session: Session, *, who: Who, key: str, fact: str, value: FactValue | None) -> FoundCheck:
    """Keep one answer, by code; None is "not sure". From now on the rules of today decide.

    :raises NotFound: see get_check, or nobody can be asked for this fact.
    :raises Conflict: another window kept changing the answers.
    """
    return record_answers(session, who=who, key=key, answers={fact: value})


def record_answers(session: Session, *, who: Who, key: str, answers: Mapping[str, FactValue | None]) -> FoundCheck:
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
        if (answered := _replace_answers(session, check, said, interest_of(check))) is not None:
            return answered
    raise Conflict("answers_changed")


def choose_interest(session: Session, *, who: Who, key: str, interest: Interest) -> FoundCheck:
    """Keep what the person wants to know about. All answers stay.

    :raises NotFound: see get_check.
    :raises Conflict: see record_answer.
    """
    for _attempt in range(_TRIES):
        check = get_check(session, who=who, key=key)
        if (chosen := _replace_answers(session, check, answers_of(check), interest)) is not None:
            return chosen
    raise Conflict("answers_changed")


def forget_answers(session: Session, *, who: Who, key: str) -> None:
    """Delete the check and everything said in it.

    :raises NotFound: see get_check.
    """
    check = get_check(session, who=who, key=key)
    session.execute(sa.delete(EligibilityCheck).where(EligibilityCheck.id == check.id))


def forget_checks_of_visit(session: Session, visit_id: uuid.UUID) -> None:
    """Delete all checks of a visit: it has ended (see people.endings)."""
    session.execute(sa.delete(EligibilityCheck).where(EligibilityCheck.visit_id == visit_id))


def forget_old_checks(session: Session) -> int:
    """Delete what nobody came back for; returns how many."""
    result = session.execute(sa.delete(EligibilityCheck).where(EligibilityCheck.updated_at < clock.now() - KEPT_FOR))
    return int(result.rowcount)  # type: ignore[attr-defined]  # a DELETE has a row count


def _is_about(check: AnyCheck, who: Who) -> bool:
    return who.is_about(check.relation, check.subject_name)


def _replace_answers(
    session: Session, check: FoundCheck, answers: Answers, interest: Interest | None
) -> FoundCheck | None:
    """The check as it is then. None when another window was faster: the row says something else, the caller reads it
    anew and tries again.
    """
    chosen = {} if interest is None else {_INTEREST: interest.as_json()}
    stored = {**answers.as_json(), **chosen}
    sealed = seal(json.dumps(stored, ensure_ascii=False))
    after = check._replace(sealed=sealed, revision=check.revision + 1, on=clock.today(), updated_at=clock.now())
    changed = session.execute(
        sa.update(EligibilityCheck)
        .where(EligibilityCheck.id == check.id, EligibilityCheck.revision == check.revision)
        .values(
            answers=sa.type_coerce(sealed, sa.Text),
            revision=after.revision,
            on=after.on,
            updated_at=after.updated_at,
        )
    )
    return after if int(changed.rowcount) == 1 else None  # type: ignore[attr-defined]  # an UPDATE has a row count


def list_checks(session: Session, *, who: Who) -> list[EligibilityCheck]:
    """Every check of this visit, for whomever, newest first."""
    if not is_allowed(who, Act.FILL):
        return []
    mine = sa.select(EligibilityCheck).where(EligibilityCheck.visit_id == who.visit_id)
    return list(session.scalars(mine.order_by(EligibilityCheck.created_at.desc(), EligibilityCheck.key)))
