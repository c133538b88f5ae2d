"""What a programme is, once read: frozen values that know nothing of files, pages or databases.

A policy officer edits ``programmes/<id>.toml``; :mod:`citizen.eligibility.policy` turns it into these values and
refuses what it does not understand; :mod:`citizen.eligibility.rules` decides with them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from citizen.eligibility.criterion import ALWAYS as ALWAYS
from citizen.eligibility.criterion import ComparedWith as ComparedWith
from citizen.eligibility.criterion import Criterion as Criterion
from citizen.eligibility.criterion import Facts as Facts
from citizen.eligibility.criterion import FactValue as FactValue
from citizen.eligibility.criterion import Period as Period
from citizen.eligibility.criterion import Source as Source


class Verdict(StrEnum):
    ELIGIBLE = "eligible"
    NOT_ELIGIBLE = "not_eligible"
    UNKNOWN = "unknown"


class Basis(StrEnum):
    """What a verdict rests on: rule text, or a news report that says who was served."""

    POLICY = "policy"
    REPORT = "report"


class Decidability(StrEnum):
    """How far the published conditions of one district carry."""

    DECIDES = "decides"
    LABEL = "label"
    """Decides once an office has given the label it asks for (hardship, low income …)."""
    EXCLUDES_ONLY = "excludes_only"
    NAME_ONLY = "name_only"

    @property
    def can_admit(self) -> bool:
        return self in (Decidability.DECIDES, Decidability.LABEL)


class Audience(StrEnum):
    CITIZEN = "citizen"
    EMPLOYER = "employer"
    INSTITUTION = "institution"

    @property
    def district_fact(self) -> str:
        """The fact that says which district decides, when nobody chose one."""
        return "person_district" if self is Audience.CITIZEN else "employer_district"


class ReasonCode(StrEnum):
    """Reasons that are not a condition. They stand among the reasons in place of a fact."""

    CONDITIONS_NOT_STATED = "conditions_not_stated"
    DISTRICT_NOT_COVERED = "district_not_covered"
    DISTRICT_NOT_GIVEN = "district_not_given"
    NOT_IN_FORCE = "not_in_force"


@dataclass(frozen=True, slots=True)
class Document:
    id: str
    title: Mapping[str, str]
    """Texts by locale tag: ``zh-Hans`` (or ``zh``), ``zh-Hant``, ``en``."""
    basis: Basis
    district: str
    reports_on: str
    """What time the text speaks of, in words: never a limit to a rule."""
    in_force: Period = ALWAYS
    in_force_quote: str | None = None


@dataclass(frozen=True, slots=True)
class District:
    id: str
    name: Mapping[str, str]
    source: Source


class AmountKind(StrEnum):
    FORMULA = "formula"
    BY_REFERENCE = "by_reference"
    DERIVED = "derived"
    """Published total divided by published number of people: what was paid on average, never a rate."""
    UNSPECIFIED = "unspecified"


@dataclass(frozen=True, slots=True)
class AmountRule:
    """What a source says about how much. Only a formula or a deployer's figure ever becomes an amount."""

    kind: AmountKind
    district: str | None = None
    text: Mapping[str, str] = field(default_factory=dict)
    source: Source | None = None
    per: str | None = None
    share: Decimal | None = None
    parameter: str | None = None
    fact: str | None = None
    average: Decimal | None = None
    average_is_exact: bool = False
    numerator: int | None = None
    denominator: int | None = None
    unit: str | None = None
    caution: str | None = None


class Amount(NamedTuple):
    cny: Decimal
    per: str


class CombinationEffect(StrEnum):
    """What a document says about having two programmes at once."""

    STACK = "stack"
    EXCLUDE = "exclude"
    TAKE_HIGHER = "take_higher"


@dataclass(frozen=True, slots=True)
class Combination:
    """This programme together with others, as a document of one district states it."""

    programmes: tuple[str, ...]
    effect: CombinationEffect
    district: str
    source: Source


@dataclass(frozen=True, slots=True)
class Responsible:
    lead: str
    partners: tuple[str, ...]
    district: str
    source: Source


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a document reports about the programme at work. Figures keep the source's own counting words."""

    district: str
    period: str
    what: str
    figures: Mapping[str, int | float | str]
    source: Source


@dataclass(frozen=True, slots=True)
class DistrictRun:
    """One district running the programme: how far its conditions carry, on what basis, from when to when."""

    district: str
    decidability: Decidability
    documents: tuple[str, ...]
    """The documents of this district that speak of the programme."""
    period: Period = ALWAYS


@dataclass(frozen=True, slots=True)
class ProgrammeText:
    """The programme in one language, as a citizen reads it. Empty where nothing has been written yet."""

    name: str
    summary: str = ""
    what: str = ""
    who: str = ""
    how: str = ""
    how_long: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Example:
    """A case the programme's file promises: ``policy check`` runs it."""

    title: str
    on: dt.date
    facts: Mapping[str, FactValue]
    verdict: Verdict
    district: str | None = None
    config: Mapping[str, object] = field(default_factory=dict)
    reason: str | None = None
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Programme:
    id: str
    text: Mapping[str, ProgrammeText]
    """By locale tag: ``zh-Hans``, ``zh-Hant``, ``en``; ``zh`` is another name of ``zh-Hans``."""
    kinds: tuple[str, ...]
    audience: Audience
    journeys: frozenset[str]
    action: str
    who_can_apply: tuple[str, ...]
    who_is_stated: bool
    aliases: tuple[str, ...]
    needs: tuple[str, ...]
    bring: tuple[str, ...]
    runs: Mapping[str, DistrictRun]
    criteria: tuple[Criterion, ...]
    amounts: tuple[AmountRule, ...]
    frequency: str | None
    responsible: tuple[Responsible, ...]
    evidence: tuple[Evidence, ...]
    sources: tuple[Source, ...]
    unspecified: tuple[str, ...]
    notes: str | None
    related: tuple[str, ...]
    examples: tuple[Example, ...]
    combinations: tuple[Combination, ...] = ()

    @property
    def districts(self) -> tuple[str, ...]:
        return tuple(self.runs)

    def criteria_in(self, district: str) -> tuple[Criterion, ...]:
        return tuple(c for c in self.criteria if c.district == district)


class Reason(NamedTuple):
    """One condition of the district (an any-of group is one), whether it holds, and the clause that says so."""

    facts: tuple[str, ...]
    holds: bool | None
    source: Source | None
    criteria: tuple[Criterion, ...] = ()
    unset: tuple[str, ...] = ()
    """Parameters it compares with and nobody has set: ask the district, nothing is guessed."""
    answered_otherwise: bool = False
    """Open with nothing left to ask, where an answer that does not fit rules nobody out."""


class Outcome(NamedTuple):
    """The decision on one programme for one person."""

    programme_id: str
    verdict: Verdict
    basis: Basis | None
    reasons: tuple[Reason, ...]
    missing: tuple[str, ...]
    """Unanswered facts a person can be asked that could still change the verdict."""
    amount: Amount | None
    reason_code: ReasonCode | None


class Decision(NamedTuple):
    on: dt.date
    district: str | None
    results: tuple[Outcome, ...]

    def of(self, programme_id: str) -> Outcome:
        """:raises KeyError: the catalogue has no such programme."""
        for outcome in self.results:
            if outcome.programme_id == programme_id:
                return outcome
        raise KeyError(programme_id)
