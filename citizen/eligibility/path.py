"""The question pages of a check, computed from the answers and never stored. Pure.

The path is walked from the first page each time: what is asked next depends only on the answers before it. So a
changed answer changes everything behind it and nothing before it, an answer that no longer matters simply is not on
the path, and there is always either a next page or the result.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple, Protocol

from citizen.eligibility import rules
from citizen.eligibility.answers import NOTHING_SAID, Answers
from citizen.eligibility.facts import Vocabulary
from citizen.eligibility.implications import what_follows
from citizen.eligibility.interest import EVERYTHING, Interest
from citizen.eligibility.programme import Audience, FactValue
from citizen.eligibility.question_pages import MOST_ON_A_PAGE, ONE_BY_ONE, Paging
from citizen.eligibility.rules import Rules, Worth

MOST_QUESTIONS = 15
OPENING = ("person_district", "birth_date", "certificate_status", "disability_categories")
"""Asked first in a check about many programmes, wherever they can still settle something: nearly every rule looks at
them, and everybody can answer them. They spare people a start with questions that fit only few."""

Worths = Mapping[str, Worth]


class RememberedRules(Rules, Hashable, Protocol):
    """A catalogue that a cache can tell from others."""


class Page(NamedTuple):
    """One page: a question, or several that are answered together."""

    facts: tuple[str, ...]
    """In the order shown."""
    at_most: int | None
    """So many pages there are from this one on, itself among them, whatever is answered; None while nothing can be
    said, before the district."""

    @property
    def address(self) -> str:
        """The fact that names the page in its address."""
        return self.facts[0]


class Step(NamedTuple):
    """How far one has come."""

    number: int
    """1 for the first page."""
    left: int | None
    """At most so many pages come after this one."""


@dataclass(frozen=True)
class Path:
    """The pages answered, in order, and the one to answer now. Remembered by `find_path`, with what is asked of it."""

    pages_answered: tuple[Page, ...]
    next_page: Page | None

    @property
    def answered(self) -> tuple[str, ...]:
        """The facts answered."""
        return tuple(fact for page in self.pages_answered for fact in page.facts)

    @property
    def next(self) -> str | None:
        """The address of the next page; None when nothing more is asked: the result is ready."""
        return self.next_page.address if self.next_page else None

    @cached_property
    def pages(self) -> tuple[Page, ...]:
        return self.pages_answered if self.next_page is None else (*self.pages_answered, self.next_page)

    @cached_property
    def _positions(self) -> dict[str, int]:
        return {fact: at for at, page in enumerate(self.pages) for fact in page.facts}

    def __contains__(self, fact: str) -> bool:
        return fact in self._positions

    def page_of(self, fact: str) -> Page | None:
        """The page that asks for this fact; None for a fact off the path."""
        position = self._position(fact)
        return None if position is None else self.pages[position]

    def step(self, fact: str) -> Step | None:
        """How far one has come on the page of this fact; None for a fact off the path."""
        position = self._position(fact)
        if position is None:
            return None
        at_most = self.pages[position].at_most
        return Step(position + 1, None if at_most is None else at_most - 1)

    def before(self, fact: str) -> str | None:
        """The page before that of this fact; the last one answered for a fact off the path."""
        position = self._position(fact)
        behind = self.pages_answered if position is None else self.pages[:position]
        return behind[-1].address if behind else None

    def after(self, fact: str) -> str | None:
        """The page after that of this fact; None when the result comes next."""
        position = self._position(fact)
        ahead = self.pages[len(self.pages_answered) if position is None else position + 1 :]
        return ahead[0].address if ahead else None

    def is_waiting(self, fact: str) -> bool:
        """Does this fact stand on the page to answer now?"""
        return self.next_page is not None and fact in self.next_page.facts

    def _position(self, fact: str) -> int | None:
        return self._positions.get(fact)


def find_path(
    catalogue: RememberedRules,
    answers: Answers,
    *,
    on: dt.date,
    paging: Paging = ONE_BY_ONE,
    implied: Answers = NOTHING_SAID,
    interest: Interest = EVERYTHING,
) -> Path:
    """The path these answers lead along.

    `implied` are answers nobody has to give on a question page. Only the programmes of the interest are asked about:
    what an employer or an institution would have to know is never asked of a person.
    """
    return _walk(catalogue, paging, _Known.of(answers), on, _Known.of(implied), interest)


# What sends a person on and the page they come to ask for the same path: enough for all who answer at one time.
@lru_cache(maxsize=256)
def _walk(
    catalogue: RememberedRules, paging: Paging, said: _Known, on: dt.date, implied: _Known, interest: Interest
) -> Path:
    answers, known = said.as_answers(), implied.as_answers()
    walked: list[Page] = []
    while len(walked) < MOST_QUESTIONS:
        page = _next_page(catalogue, paging, _Known.of(known), on, interest)
        if page is None:
            break
        if page.at_most is not None:
            page = page._replace(at_most=min(page.at_most, MOST_QUESTIONS - len(walked)))
        if not all(fact in answers for fact in page.facts):
            return Path(tuple(walked), page)
        walked.append(page)
        for fact in page.facts:
            known = known.saying(fact, answers.facts.get(fact))
    return Path(tuple(walked), None)


def most_questions(
    catalogue: RememberedRules,
    districts: Iterable[str],
    *,
    on: dt.date,
    paging: Paging,
    interest: Interest = EVERYTHING,
) -> int:
    """At most so many pages a check asks, whatever the district and the answers: true before the first answer."""
    asked = interest.audience.district_fact
    paths = (
        find_path(catalogue, NOTHING_SAID.saying(asked, one), on=on, paging=paging, interest=interest)
        for one in districts
    )
    return max(1 + (path.next_page.at_most or 0 if path.next_page else 0) for path in paths)


class _Known(NamedTuple):
    """Answers as something a cache can remember: codes only, nothing that says whose they are. Thousands are kept, so
    they are kept small: facts in the order of their names, and their values.
    """

    facts: tuple[str, ...]
    values: tuple[FactValue, ...]
    unsure: frozenset[str]

    @staticmethod
    def of(answers: Answers) -> _Known:
        facts = tuple(sorted(answers.facts))
        return _Known(facts, tuple([answers.facts[fact] for fact in facts]), answers.unsure)

    def stated(self) -> dict[str, FactValue]:
        return dict(zip(self.facts, self.values, strict=True))

    def as_answers(self) -> Answers:
        return Answers(self.stated(), self.unsure)


# The beginning of a path is walked again on each of its pages, and many people begin alike.
@lru_cache(maxsize=4096)
def _next_page(
    catalogue: RememberedRules, paging: Paging, known: _Known, on: dt.date, interest: Interest
) -> Page | None:
    said = known.stated()
    facts = {**said, **what_follows(said, paging.implications, on)}
    district = interest.audience.district_fact
    if district not in facts:
        return None if district in known.unsure else Page((district,), None)
    worths = rules.worth_asking(
        catalogue,
        facts,
        on=on,
        district=str(facts[district]),
        among=interest.choose(catalogue.programmes.values()),
        # An impossible answer (a birth date to come) decides nothing, but it was given.
        answered=(known.unsure - facts.keys()) | said.keys(),
    )
    open_pages = _OpenPages(worths, paging, catalogue.facts)
    chosen = _opening(interest, worths) or open_pages.best()
    return Page(chosen, open_pages.at_most()) if chosen else None


def _opening(interest: Interest, worths: Worths) -> tuple[str, ...]:
    if interest.audience is not Audience.CITIZEN or interest.programme is not None:
        return ()
    return next(((fact,) for fact in OPENING if fact in worths), ())


class _OpenPages:
    """The pages that could still be asked."""

    def __init__(self, worths: Worths, paging: Paging, vocabulary: Vocabulary) -> None:
        self._worths = worths
        self._groups = paging.groups(worths)
        self._after = {fact: {first for first in vocabulary[fact].ask_after if first in worths} for fact in worths}
        self._better_after = {fact: self._after[fact] | (paging.sources(fact) & worths.keys()) for fact in worths}

    def best(self) -> tuple[str, ...]:
        """The page whose questions are expected to settle most; what its questions settle adds up."""
        timely = [members for name, members in self._groups.items() if not self._is_early(name)]
        pages = [page for page in map(self._page_of, timely) if page]
        # Two shared pages may wait for each other; then neither has to.
        pages = pages or [page for page in map(self._page_of, self._groups.values()) if page]
        return max(pages, key=self._worth_of, default=())

    def at_most(self) -> int:
        """How many pages it takes when no answer settles anything on the way."""
        return sum(
            -(-len(wave) // MOST_ON_A_PAGE) for members in self._groups.values() for wave in self._waves(set(members))
        )

    def _is_early(self, group: str) -> bool:
        """A shared page comes after the questions outside it on which its own depend, lest it come twice."""
        members = self._groups[group]
        return len(members) > 1 and any(self._better_after[fact].difference(members) for fact in members)

    def _page_of(self, members: list[str]) -> tuple[str, ...]:
        """The most useful of the members, as many as fit, in the order of the vocabulary."""
        ripe = [fact for fact in members if self._worths[fact].is_ripe]
        best = sorted(ripe, key=self._worths.__getitem__, reverse=True)[:MOST_ON_A_PAGE]
        return tuple(fact for fact in ripe if fact in best)

    def _worth_of(self, page: tuple[str, ...]) -> tuple[float, int]:
        worths = [self._worths[fact] for fact in page]
        return sum(worth.settles for worth in worths), sum(worth.concerns for worth in worths)

    def _waves(self, members: set[str]) -> Iterator[set[str]]:
        """The members that can be asked together, then those that come after one of them, and so on."""
        while members:
            wave = {fact for fact in members if members.isdisjoint(self._after[fact])} or members
            yield wave
            members = members - wave
