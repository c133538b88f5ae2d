"""The files of a policy folder, read and checked as a whole before anything in them is used."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import combinations, takewhile
from pathlib import Path
from typing import NamedTuple, TypeVar

from citizen.eligibility import derivation
from citizen.eligibility.combinations import contradictions
from citizen.eligibility.facts import Fact, FactKind, Vocabulary
from citizen.eligibility.parameters import Parameters, ParameterValue, read_parameter
from citizen.eligibility.policy import Surroundings, read_programme
from citizen.eligibility.policy_file import PolicyError, PolicyProblem, Table, keys, labels, open_policy_file
from citizen.eligibility.programme import ALWAYS, Audience, Basis, District, Document, Programme, Source
from citizen.eligibility.wording import located

T = TypeVar("T")
Labels = Mapping[str, Mapping[str, Mapping[str, str]]]
"""Names of the codes in programme files: ``kind``, ``action``, ``who``, ``need``, ``bring``."""


class Policy(NamedTuple):
    """Everything the files of a folder say."""

    programmes: Mapping[str, Programme]
    facts: Vocabulary
    documents: Mapping[str, Document]
    districts: Mapping[str, District]
    parameters: Parameters
    labels: Labels


def read_folder(folder: Path, programmes: Path) -> Policy:
    """The policy of a folder, with the programmes of another.

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
    read = _programmes(programmes, around, problems)
    parameters = _parameters(folder / "parameters.toml", problems)
    _refuse_with(problems, folder, programmes)
    return Policy(read, facts, documents, districts, parameters, codes)


def load_parameters(path: Path) -> Parameters:
    """A deployment's own parameters.

    :raises PolicyError: with every problem of the file.
    """
    problems: list[PolicyProblem] = []
    parameters = _parameters(path, problems)
    _refuse_with(problems, path.parent)
    return parameters


def _refuse_with(problems: list[PolicyProblem], *folders: Path) -> None:
    if problems:
        raise PolicyError(located(problems, *folders))


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
    if not programmes and not problems:
        problems.append(PolicyProblem(folder.name, "", "holds no programme"))
    problems.extend(
        PolicyProblem(f"{programme.id}.toml", "related", f"there is no programme {related!r}")
        for programme in programmes.values()
        for related in programme.related
        if related not in programmes
    )
    problems.extend(_broken_combinations(programmes))
    return programmes


def _broken_combinations(programmes: Mapping[str, Programme]) -> Iterator[PolicyProblem]:
    for programme in programmes.values():
        for number, one in enumerate(programme.combinations, 1):
            for other in one.programmes:
                key = f"combination {number}.with"
                if other not in programmes:
                    yield PolicyProblem(f"{programme.id}.toml", key, f"there is no programme {other!r}")
                elif one.district not in programmes[other].runs:
                    yield PolicyProblem(f"{programme.id}.toml", key, f"{other} does not run in {one.district}")
    for one_note, other_note in contradictions(programmes):
        this, that = one_note.programmes[0].id, other_note.programmes[0].id
        yield PolicyProblem(
            f"{that}.toml", "combination", f"is {other_note.effect}, but {this}.toml says {one_note.effect}"
        )


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


_LABELS = frozenset({"kind", "action", "who", "need", "bring"})
_FACT_KEYS = keys("kind zh en audience values other_values derived_from same_as ask_after")
