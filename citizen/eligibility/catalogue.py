"""The catalogue: every programme, fact and document, read from the files of this folder once and validated whole."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import combinations, takewhile
from pathlib import Path
from typing import TypeVar

from citizen.eligibility import derivation
from citizen.eligibility.facts import Fact, FactKind, Vocabulary
from citizen.eligibility.parameters import Parameters, ParameterValue, read_parameter
from citizen.eligibility.planning import Plan, nobody_knows_where, plan_for
from citizen.eligibility.policy import Surroundings, read_programme
from citizen.eligibility.policy_file import PolicyError, PolicyProblem, Table, keys, labels, open_policy_file
from citizen.eligibility.programme import (
    ALWAYS,
    Audience,
    Basis,
    District,
    Document,
    Outcome,
    Period,
    Programme,
    Source,
)
from citizen.eligibility.wording import located

T = TypeVar("T")
FOLDER = Path(__file__).parent


@dataclass(frozen=True, eq=False)
class Catalogue:
    """All policy, frozen. What deciding needs is prepared when first asked for and kept."""

    programmes: Mapping[str, Programme]
    facts: Vocabulary
    documents: Mapping[str, Document]
    districts: Mapping[str, District]
    parameters: Parameters
    labels: Mapping[str, Mapping[str, Mapping[str, str]]]
    """Names of the codes in programme files: ``kind``, ``action``, ``who``, ``need``, ``bring``."""
    _plans: dict[tuple[str, tuple[int, int]], Plan] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def nowhere(self) -> tuple[Outcome, ...]:
        return tuple(nobody_knows_where(programme) for programme in self.programmes.values())

    @cached_property
    def _days(self) -> list[dt.date]:
        """Every day on which some rule starts or ends."""
        return sorted({day for period in self._periods() for day in _ends(period)})

    @cached_property
    def positions_of_employers(self) -> tuple[int, ...]:
        programmes = enumerate(self.programmes.values())
        return tuple(at for at, programme in programmes if programme.audience is not Audience.CITIZEN)

    def plan(self, district: str, on: dt.date) -> Plan:
        """What has to be computed in a district on a day; the same for all days between two changes of rules."""
        key = (district, (bisect_left(self._days, on), bisect_right(self._days, on)))
        if key not in self._plans:
            self._plans[key] = plan_for(tuple(self.programmes.values()), self.documents, district, on)
        return self._plans[key]

    @property
    def days_of_change(self) -> tuple[dt.date, ...]:
        """The first day of every rule that starts and the first day without every rule that ends."""
        firsts = {period.first for period in self._periods() if period.first}
        after = {period.last + dt.timedelta(days=1) for period in self._periods() if period.last}
        return tuple(sorted(firsts | after))

    def _periods(self) -> Iterator[Period]:
        for programme in self.programmes.values():
            yield from (run.period for run in programme.runs.values())
            yield from (criterion.period for criterion in programme.criteria)


@dataclass
class _Deployment:
    """What this process was told about its deployment when it started."""

    parameters: Path | None = None


_deployment = _Deployment()


def use_parameters(path: Path | None) -> None:
    """From now on the values of this file stand in the place of those shipped, key by key."""
    if path != _deployment.parameters:
        _deployment.parameters = path
        load.cache_clear()


@lru_cache(maxsize=4)
def load(folder: Path = FOLDER, programmes: Path | None = None) -> Catalogue:
    """The catalogue of a folder, read once per process; with the programmes of another folder, where one is given.

    :raises PolicyError: with every problem of every file.
    """
    problems: list[PolicyProblem] = []
    facts = _entries(folder / "facts.toml", _fact, problems)
    districts = _entries(folder / "districts.toml", _district, problems)
    documents = _entries(folder / "documents.toml", _document, problems)
    codes = _entries(folder / "labels.toml", lambda _, table: labels(table), problems)
    problems.extend(_broken_references(facts, documents, districts, codes))
    _refuse_with(problems, folder)
    around = Surroundings(facts, documents, tuple(districts), codes)
    programmes = programmes or folder / "programmes"
    read = _programmes(programmes, around, problems)
    parameters = _parameters(folder / "parameters.toml", problems)
    _refuse_with(problems, folder, programmes)
    if _deployment.parameters is not None:
        parameters = parameters.replaced_by(load_parameters(_deployment.parameters))
    return Catalogue(read, facts, documents, districts, parameters, codes)


def _refuse_with(problems: list[PolicyProblem], *folders: Path) -> None:
    if problems:
        raise PolicyError(located(problems, *folders))


def load_parameters(path: Path) -> Parameters:
    """A deployment's own parameters.

    :raises PolicyError: with every problem of the file.
    """
    problems: list[PolicyProblem] = []
    parameters = _parameters(path, problems)
    _refuse_with(problems, path.parent)
    return parameters


def _open(path: Path, problems: list[PolicyProblem]) -> Table:
    try:
        return open_policy_file(path)
    except PolicyError as refused:
        problems.extend(refused.problems)
    except FileNotFoundError:
        problems.append(PolicyProblem(path.name, "", "is missing"))
    return Table(path.name, "", {}, [])


def _entries(path: Path, read: Callable[[str, Table], T], problems: list[PolicyProblem]) -> dict[str, T]:
    """A file of tables, one entry per table, in the order of the file."""
    file = _open(path, problems)
    entries = {key: read(key, file.table(key)) for key in file.values}
    problems.extend(file.problems)
    return entries


def _fact(name: str, table: Table) -> Fact:
    table.allow_only(_FACT_KEYS)
    kind = table.one_of("kind", FactKind) or FactKind.YES_NO
    values = table.values.get("values", [])
    if not isinstance(values, list) or (kind in (FactKind.CHOICE, FactKind.CHOICES)) != bool(values):
        table.note("values", "a choice needs a list of values, other kinds have none")
        values = []
    return Fact(
        id=name,
        kind=kind,
        name=table.in_both_languages(),
        audience=table.known_text("audience", [*Audience]),
        values=tuple(values),
        other_values=table.texts("other_values"),
        derived_from=table.texts("derived_from"),
        same_as=table.maybe("same_as"),
        ask_after=table.texts("ask_after"),
    )


def _district(name: str, table: Table) -> District:
    table.allow_only(("zh", "en", "document", "quote"))
    return District(name, table.in_both_languages(), Source(table.text("document"), table.text("quote")))


def _document(name: str, table: Table) -> Document:
    table.allow_only(("zh", "en", "kind", "district", "reports_on", "from", "until", "in_force_quote"))
    period = table.period()
    if period is not ALWAYS and "in_force_quote" not in table.values:
        table.note("in_force_quote", "a start or end needs the words that state it")
    return Document(
        id=name,
        title=table.in_both_languages(),
        basis=table.one_of("kind", Basis) or Basis.REPORT,
        district=table.text("district"),
        reports_on=table.text("reports_on"),
        in_force=period,
        in_force_quote=table.maybe("in_force_quote"),
    )


def _broken_references(
    facts: Vocabulary,
    documents: Mapping[str, Document],
    districts: Mapping[str, District],
    codes: Mapping[str, object],
) -> Iterator[PolicyProblem]:
    yield from _broken_facts(facts)
    for document in documents.values():
        if document.district not in districts:
            yield PolicyProblem("documents.toml", f"{document.id}.district", f"{document.district!r} is not known")
    for district in districts.values():
        named = district.source.document
        if named not in documents:
            yield PolicyProblem("districts.toml", f"{district.id}.document", f"{named!r} is not known")
    for missing in _LABELS - codes.keys():
        yield PolicyProblem("labels.toml", missing, "is missing")


def _broken_facts(facts: Vocabulary) -> Iterator[PolicyProblem]:
    derived = {**derivation.SOURCES, **dict.fromkeys(derivation.SAME_AS, ())}
    for name in (*derived, "person_district", "employer_district"):
        if name not in facts:
            yield PolicyProblem("facts.toml", name, "is missing")
    for fact in facts.values():
        if fact.same_as != derivation.SAME_AS.get(fact.id) or fact.derived_from != derived.get(fact.id, ()):
            yield PolicyProblem("facts.toml", fact.id, "does not agree with derivation.py on what it derives from")
        earlier = set(takewhile(lambda name, own=fact.id: name != own, facts))  # type: ignore[misc]
        for other in set(fact.ask_after) - earlier:
            yield PolicyProblem("facts.toml", f"{fact.id}.ask_after", f"{other} must stand earlier in the file")


def _programmes(folder: Path, around: Surroundings, problems: list[PolicyProblem]) -> dict[str, Programme]:
    programmes: dict[str, Programme] = {}
    for path in sorted(folder.glob("*.toml")):
        try:
            programme, found = read_programme(path, around)
        except PolicyError as refused:
            problems.extend(refused.problems)
            continue
        problems.extend(found)
        programmes[programme.id] = programme
    if not programmes:
        problems.append(PolicyProblem(folder.name, "", "holds no programme"))
    problems.extend(
        PolicyProblem(f"{programme.id}.toml", "related", f"there is no programme {related!r}")
        for programme in programmes.values()
        for related in programme.related
        if related not in programmes
    )
    return programmes


def _parameters(path: Path, problems: list[PolicyProblem]) -> Parameters:
    file = _open(path, problems)
    file.allow_only(("parameter",))
    tables = enumerate(file.tables("parameter"), 1)
    values = [(number, value) for number, table in tables for value in _parameter(table)]
    for (_, one), (number, other) in combinations(values, 2):
        if one.key == other.key and one.period.overlaps(other.period):
            file.note(f"parameter {number}", f"two values of {one.key} hold on the same days")
    problems.extend(file.problems)
    return Parameters(value for _, value in values)


def _parameter(table: Table) -> list[ParameterValue]:
    table.allow_only(("key", "value", "from", "until", "source"))
    period, source = table.period(), table.text("source")
    key = table.text("key")
    try:
        read = read_parameter(key, table.values.get("value"))
    except ValueError as problem:
        table.note("value", str(problem))
        return []
    return [ParameterValue(v.key, v.value, v.period.within(period), source) for v in read]


def _ends(period: Period) -> list[dt.date]:
    return [day for day in (period.first, period.last) if day is not None]


_LABELS = frozenset({"kind", "action", "who", "need", "bring"})
_FACT_KEYS = keys("kind zh en audience values other_values derived_from same_as ask_after")
