"""A check as its pages see it: the answers, the path they lead along, and what follows from them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from citizen.eligibility import rules, service
from citizen.eligibility.answers import Answers
from citizen.eligibility.catalogue import Catalogue, load
from citizen.eligibility.findings import Findings, Group, missing_facts, sort_findings
from citizen.eligibility.horizon import Change, next_changes
from citizen.eligibility.interest import EVERYTHING, Interest
from citizen.eligibility.models import EligibilityCheck
from citizen.eligibility.path import Path, find_path
from citizen.eligibility.programme import Audience, FactValue
from citizen.eligibility.questions import Asked, Questions

_OUT_OF_QUESTION = (Group.NOT_CHOSEN, Group.FOR_OTHERS)


@dataclass(frozen=True)
class CheckInHand:
    """Everything is worked out from the answers when a page asks for it, and once a request."""

    key: str
    on: dt.date
    answers: Answers
    implied: Answers
    """What needs no question page because it was said before."""
    interest: Interest
    """What the person wants to know about."""
    catalogue: Catalogue
    questions: Questions

    @staticmethod
    def of(check: EligibilityCheck) -> CheckInHand:
        return CheckInHand(
            key=check.key,
            on=check.on,
            answers=service.answers_of(check),
            implied=service.implied_answers(check),
            interest=service.interest_of(check) or EVERYTHING,
            catalogue=load(),
            questions=service.all_questions(),
        )

    @property
    def facts(self) -> Mapping[str, FactValue]:
        return {**self.implied.facts, **self.answers.facts}

    @property
    def district(self) -> str | None:
        """The district that decides, when it is one of ours."""
        stated = self.answers.facts.get(self.interest.audience.district_fact)
        return str(stated) if stated in self.catalogue.districts else None

    @cached_property
    def path(self) -> Path:
        return find_path(self.catalogue, self.answers, on=self.on, implied=self.implied, interest=self.interest)

    @cached_property
    def findings(self) -> Findings:
        decision = rules.decide(self.catalogue, self.facts, on=self.on)
        return sort_findings(decision, self.catalogue.programmes, self.interest)

    @cached_property
    def changes(self) -> Mapping[str, Change]:
        """The next birthday that changes something, by programme."""
        return next_changes(self.catalogue, self.facts, on=self.on)

    def may_ask(self, fact: str) -> bool:
        """Is there a page for this fact now: on the path, answered before, or still open in the result?"""
        if fact not in self.catalogue.facts or self.questions.asked_as(fact) != fact:
            return False
        if fact not in self.questions or not self._can_answer(fact):
            return False
        return fact in self.path or fact in self.answers or fact in self._open

    def _can_answer(self, fact: str) -> bool:
        """An organisation can be asked anything its programmes need; a person nothing about an organisation."""
        for_persons = self.questions.get_question(fact).audience is Asked.PERSON
        return for_persons or self.interest.audience is not Audience.CITIZEN

    @property
    def _open(self) -> frozenset[str]:
        return missing_facts(
            finding for group in Group if group not in _OUT_OF_QUESTION for finding in self.findings[group]
        )
