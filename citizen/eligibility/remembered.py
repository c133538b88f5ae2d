"""What a check can start from because the person had it remembered. Callers own the transaction.

The profile is for whoever may manage it: a helper who may only fill in gets none of its answers. What is older than a
year is asked again: families, incomes and certificates change.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from citizen.core import clock
from citizen.eligibility import catalogue
from citizen.eligibility.answers import Answers, read_answers
from citizen.eligibility.service import all_questions
from citizen.people import profile
from citizen.people.profile import RememberedFact
from citizen.proxies.authority import Act, Who, refusal_of

GOOD_FOR = timedelta(days=365)


def remembered_facts(session: Session, *, who: Who) -> list[RememberedFact]:
    """Everything remembered about the one it is about that is young enough; nothing for whoever may not see it."""
    if who.subject.person_id is None or not _may_manage(who):
        return []
    oldest = clock.now() - GOOD_FOR
    return [one for one in profile.facts_of(session, person_id=who.subject.person_id) if one.noted_at > oldest]


def as_answers(one: RememberedFact) -> Answers:
    """Empty when the catalogue no longer knows the fact, or knows it otherwise."""
    return read_answers({"facts": {one.fact: one.value}}, catalogue.load().facts, on=clock.today())


def to_confirm(session: Session, *, who: Who) -> list[RememberedFact]:
    """Those that a question of the check asks for, in the order of the questions."""
    known = {one.fact: one for one in remembered_facts(session, who=who) if as_answers(one)}
    return [known[question.fact] for question in all_questions() if question.fact in known]


def _may_manage(who: Who) -> bool:
    decided = refusal_of(
        Act.MANAGE,
        actor_id=who.actor_id,
        subject=who.subject,
        mandate=who.mandate,
        now=clock.now(),
        session_mark=who.session_mark,
    )
    return decided is None
