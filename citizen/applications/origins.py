"""What is known about a person before an application begins: from a check, from an earlier application, from what the
person had us remember, from the question whom it is for. Brought along with its origin, shown, and never counted before
the person confirms it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from citizen.applications import from_profile
from citizen.applications.answer_sheet import Origin, Place
from citizen.applications.asking import answers_of
from citizen.applications.lifecycle import Phase
from citizen.applications.models import Application
from citizen.applications.service import list_applications
from citizen.core.clock import LOCAL_ZONE
from citizen.eligibility import service as checks
from citizen.eligibility.answers import Answers
from citizen.proxies.authority import Who


@dataclass(frozen=True, slots=True)
class Known:
    """Answers, and where each was given."""

    answers: Answers = field(default_factory=Answers)
    origins: Mapping[str, Origin] = field(default_factory=dict)

    def and_from(self, origin: Origin, others: Answers) -> Known:
        """With what this source knows besides; what is known already stays."""
        return self.joined(Known(others, dict.fromkeys(others, origin)))

    def joined(self, other: Known) -> Known:
        """With what the other knows besides."""
        more = frozenset(fact for fact in other.answers if fact not in self.answers)
        facts = {fact: value for fact, value in other.answers.facts.items() if fact in more}
        origins = {fact: origin for fact, origin in other.origins.items() if fact in more}
        answers = Answers({**self.answers.facts, **facts}, self.answers.unsure | (other.answers.unsure & more))
        return Known(answers, {**self.origins, **origins})


def known_before(session: Session, *, who: Who, check: checks.AnyCheck | None) -> Known:
    """Everything known about the person of `who`: the newest source first."""
    known = Known()
    if who.is_self:
        known = known.and_from(Origin(Place.FOR_WHOM), Answers({"applicant_role": "self"}))
    sources: list[from_profile.Source] = []
    if check is not None:
        origin = Origin(Place.CHECK, _day(check.updated_at))
        sources.append((check.updated_at, origin, checks.answers_of(check)))
    sources += [
        (earlier.changed_at, origin_of_application(earlier), answers_of(earlier))
        for earlier in earlier_applications(session, who=who)
    ]
    sources += from_profile.remembered_sources(session, who=who)
    for _moment, origin, answers in sorted(sources, key=lambda source: source[0], reverse=True):
        known = known.and_from(origin, answers)
    return known


def earlier_applications(session: Session, *, who: Who) -> list[Application]:
    """What this visit itself filled in for the same person, newest first. Two people who were both left without a name
    are not taken for one.
    """
    if not who.is_self and not who.subject.name and who.subject.person_id is None:
        return []
    return [
        one
        for one in list_applications(session, who=who)
        if one.visit_id == who.visit_id
        and one.phase is not Phase.WITHDRAWN
        and who.is_about(one.relation, one.subject_name)
    ]


def contact_before(session: Session, *, who: Who, application: Application) -> Application | None:
    """The newest earlier application of this person that has contact details to start from."""
    earlier = earlier_applications(session, who=who)
    return next((one for one in earlier if one.contact and one.id != application.id), None)


def origin_of_application(earlier: Application) -> Origin:
    return Origin(Place.APPLICATION, _day(earlier.changed_at), earlier.reference)


def _day(moment: dt.datetime) -> dt.date:
    return moment.astimezone(LOCAL_ZONE).date()
