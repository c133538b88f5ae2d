"""The rules of a programme as everybody may read them: sentences, clauses, and what no document says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from citizen.eligibility.catalogue import Catalogue
from citizen.eligibility.combinations import CombinationNote, combinations_of
from citizen.eligibility.criterion import Criterion, Period, Source
from citizen.eligibility.programme import Basis, Programme
from citizen.eligibility.reachability import stated


@dataclass(frozen=True, slots=True)
class Clause:
    """Where a condition stands. The words of the document are Chinese in every language."""

    document: str
    is_report: bool
    reports_on: str
    quote: str


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One condition; of several sentences, one is enough."""

    sentences: tuple[str, ...]
    leaves_open: bool
    """A "no" is no refusal here: the text leaves it open."""
    clauses: tuple[Clause, ...]
    first: dt.date | None
    last: dt.date | None


@dataclass(frozen=True, slots=True)
class DistrictRules:
    id: str
    name: str
    decidability: str
    rests_on_reports: bool
    rules: tuple[RuleLine, ...]
    offices: tuple[str, ...]
    documents: tuple[Clause, ...]
    """The documents that name the programme where it has no condition, with their words."""
    first: dt.date | None
    last: dt.date | None


@dataclass(frozen=True, slots=True)
class CombinationLine:
    """Two programmes together, and the clause that speaks of both."""

    effect: str
    names: tuple[str, str]
    district: str
    clause: Clause


@dataclass(frozen=True, slots=True)
class RulesPage:
    id: str
    name: str
    districts: tuple[DistrictRules, ...]
    combinations: tuple[CombinationLine, ...]
    has_unstated: bool


def rules_of(programme: Programme, catalogue: Catalogue, locale: str) -> RulesPage:
    """Everything the page of the rules shows, in one language."""
    reader = _Reader(programme, catalogue, locale)
    districts = tuple(reader.district(district) for district in programme.runs)
    combinations = combination_lines(combinations_of(programme, catalogue.programmes), catalogue, locale)
    return RulesPage(programme.id, programme.text[locale].name, districts, combinations, bool(programme.unspecified))


def combination_lines(
    notes: Iterable[CombinationNote], catalogue: Catalogue, locale: str
) -> tuple[CombinationLine, ...]:
    """The notes in one language, for templates/eligibility/_combinations.html."""
    return tuple(
        CombinationLine(
            note.effect.value,
            (note.programmes[0].text[locale].name, note.programmes[1].text[locale].name),
            catalogue.districts[note.district].name[locale],
            _clause(catalogue, note.source, locale),
        )
        for note in notes
    )


def _clause(catalogue: Catalogue, source: Source, locale: str) -> Clause:
    found = catalogue.documents[source.document]
    return Clause(found.title[locale], found.basis is Basis.REPORT, found.reports_on, source.quote)


@dataclass(frozen=True, slots=True)
class _Reader:
    programme: Programme
    catalogue: Catalogue
    locale: str

    def district(self, district: str) -> DistrictRules:
        run = self.programme.runs[district]
        rules = tuple(self._rule(one.criteria) for one in stated(self.programme.criteria_in(district)))
        return DistrictRules(
            id=district,
            name=self.catalogue.districts[district].name[self.locale],
            decidability=run.decidability.value,
            rests_on_reports=any(clause.is_report for rule in rules for clause in rule.clauses),
            rules=rules,
            offices=self._offices(district),
            documents=() if rules else self._naming(district),
            first=run.period.first,
            last=run.period.last,
        )

    def _rule(self, criteria: tuple[Criterion, ...]) -> RuleLine:
        period = _together(criterion.period for criterion in criteria)
        return RuleLine(
            sentences=tuple(dict.fromkeys(criterion.sentence[self.locale] for criterion in criteria)),
            leaves_open=all(leaf.fails_open for criterion in criteria for leaf in criterion.comparisons),
            clauses=tuple(dict.fromkeys(_clause(self.catalogue, c.source, self.locale) for c in criteria)),
            first=period.first,
            last=period.last,
        )

    def _offices(self, district: str) -> tuple[str, ...]:
        here = [one for one in self.programme.responsible if one.district == district]
        return tuple(dict.fromkeys(office for one in here for office in (one.lead, *one.partners)))

    def _naming(self, district: str) -> tuple[Clause, ...]:
        sources = (
            *self.programme.sources,
            *(one.source for one in self.programme.evidence),
            *(one.source for one in self.programme.responsible),
        )
        here = [source for source in sources if self.catalogue.documents[source.document].district == district]
        return tuple(dict.fromkeys(_clause(self.catalogue, source, self.locale) for source in here))


def _together(periods: Iterable[Period]) -> Period:
    """The days on which a condition of several criteria can hold: those of any of them."""
    known = list(periods)
    firsts, lasts = [p.first for p in known], [p.last for p in known]
    return Period(
        None if None in firsts else min(day for day in firsts if day),
        None if None in lasts else max(day for day in lasts if day),
    )
