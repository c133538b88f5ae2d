"""A small fixed set of typical people: what a change of rules means for them, and how much they are asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from citizen.eligibility.facts import Vocabulary, read_facts
from citizen.eligibility.policy_file import PolicyError, PolicyProblem, Table, open_policy_file
from citizen.eligibility.programme import FactValue
from citizen.eligibility.wording import located

FILE = Path(__file__).parent / "typical_people.toml"


@dataclass(frozen=True, slots=True)
class TypicalPerson:
    """Somebody who could come today, with an answer to every question but the district."""

    id: str
    title: Mapping[str, str]
    facts: Mapping[str, FactValue]
    on: dt.date


def typical_people(vocabulary: Vocabulary, path: Path = FILE) -> tuple[TypicalPerson, ...]:
    """:raises PolicyError: with every problem of the file."""
    try:
        file = open_policy_file(path)
    except FileNotFoundError:
        raise PolicyError([PolicyProblem(path.name, "", "is missing")]) from None
    on = file.day("on", dt.date.min)
    everybody = _facts(file, "everybody", vocabulary, on)
    people = tuple(
        _person(name, file.table(name), everybody, vocabulary, on)
        for name in file.values
        if name not in ("on", "everybody")
    )
    if file.problems:
        raise PolicyError(located(file.problems, path.parent))
    return people


def _person(
    name: str, table: Table, everybody: Mapping[str, FactValue], vocabulary: Vocabulary, on: dt.date
) -> TypicalPerson:
    table.allow_only(("zh", "en", "facts"))
    facts = {**everybody, **_facts(table, "facts", vocabulary, on)}
    return TypicalPerson(name, table.in_both_languages(), facts, on)


def _facts(table: Table, name: str, vocabulary: Vocabulary, on: dt.date) -> dict[str, FactValue]:
    below = table.section(name)
    read = read_facts(vocabulary, below.values, on=on)
    for problem in (*read.problems, *read.doubts):
        fact, _, message = problem.partition(": ")
        below.note(fact, message)
    return read.facts
