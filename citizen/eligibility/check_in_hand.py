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
from citizen.eligibility.implications import what_follows
from citizen.eligibility.interest import EVERYTHING, Interest
from citizen.eligibility.path import Path, find_path
from citizen.eligibility.programme import Audience, FactValue
from citizen.eligibility.question_pages import Paging, load_paging
from citizen.eligibility.questions import Asked, Questions
from citizen.eligibility.would_change import Changeable, load_changeable, what_would_help

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
    saved_as: str | None = None
    """The reference of the saved check it belongs to."""

    @staticmethod
    def of(check: service.AnyCheck) -> CheckInHand:
        return CheckInHand(
            key=check.key,
            on=check.on,
            answers=service.answers_of(check),
            implied=service.implied_answers(check),
            interest=service.interest_of(check) or EVERYTHING,
            catalogue=load(),
            questions=service.all_questions(),
            saved_as=check.saved_as,
        )

    @property
    def paging(self) -> Paging:
        return load_paging(self.questions)

    @property
    def stated(self) -> Mapping[str, FactValue]:
        """What was said, here and before."""
        return {**self.implied.facts, **self.answers.facts}

    @cached_property
    def facts(self) -> Mapping[str, FactValue]:
        """What was said and what follows from it: the facts that decide."""
        return {**self.stated, **what_follows(self.stated, self.paging.implications, self.on)}

    @property
    def district(self) -> str | None:
        """The district that decides, when it is one of ours."""
        stated = self.answers.facts.get(self.interest.audience.district_fact)
        return str(stated) if stated in self.catalogue.districts else None

    @cached_property
    def path(self) -> Path:
        return find_path(
            self.catalogue,
            self.answers,
            on=self.on,
            paging=self.paging,
            implied=self.implied,
            interest=self.interest,
        )

    @cached_property
    def findings(self) -> Findings:
        decision = rules.decide(self.catalogue, self.facts, on=self.on)
        return sort_findings(decision, self.catalogue.programmes, self.interest)

    @cached_property
    def changes(self) -> Mapping[str, Change]:
        """The next birthday that changes something, by programme."""
        return next_changes(self.catalogue, self.stated, on=self.on, implications=self.paging.implications)

    @cached_property
    def helps(self) -> Mapping[str, tuple[Changeable, ...]]:
        """What a person could do about a "no", by programme."""
        return what_would_help(
            self.catalogue,
            self.stated,
            on=self.on,
            changeable=load_changeable(),
            implications=self.paging.implications,
        )

    def asked_together(self, fact: str) -> tuple[str, ...]:
        """The questions of this one's page, in the order of the questions file; empty when it stands alone."""
        page = self.path.page_of(fact)
        if page is None or len(page.facts) == 1:
            return ()
        return tuple(question.fact for question in self.questions if question.fact in page.facts)

    def may_ask(self, fact: str) -> bool:
        """Is there a page for this fact now: on the path, answered before, or still open in the result?"""
        if fact not in self.catalogue.facts or not self.questions.has_own(fact) or not self._can_answer(fact):
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
