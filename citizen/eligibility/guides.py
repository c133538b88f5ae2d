"""Guides that go across programmes: a child's way through rehabilitation, and questions about rights. From data files,
each statement with its source.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from citizen.eligibility import catalogue
from citizen.eligibility.directory import FOLDER
from citizen.eligibility.policy_file import PolicyError, Table, open_policy_file
from citizen.eligibility.programme import Source
from citizen.eligibility.texts import Localised, localised, traditional


@dataclass(frozen=True, slots=True)
class StepInDistrict:
    """What the documents of one district say about a step."""

    district: str
    text: Mapping[str, str]
    source: Source


@dataclass(frozen=True, slots=True)
class Step:
    id: str
    title: Mapping[str, str]
    text: Mapping[str, str]
    who: Mapping[str, str]
    programmes: tuple[str, ...]
    bring: tuple[str, ...]
    districts: tuple[StepInDistrict, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A question with the answer the documents give. `right` counts the options from 1."""

    number: int
    text: Mapping[str, str]
    options: Localised[tuple[str, ...]]
    right: int
    why: Mapping[str, str]
    programme: str
    source: Source


@cache
def child_rehabilitation() -> tuple[Step, ...]:
    """The steps, first to last.

    :raises PolicyError: with every problem of the file.
    """
    file = open_policy_file(FOLDER / "child_rehabilitation.toml")
    steps = tuple(_step(table) for table in file.tables("step"))
    _refuse(file)
    return steps


@cache
def quiz() -> tuple[Question, ...]:
    """The questions, in order.

    :raises PolicyError: with every problem of the file.
    """
    file = open_policy_file(FOLDER / "quiz.toml")
    questions = tuple(_question(number, table) for number, table in enumerate(file.tables("question"), 1))
    _refuse(file)
    return questions


def _step(table: Table) -> Step:
    table.allow_only(
        ("id", "zh_title", "en_title", "zh", "en", "zh_who", "en_who", "programmes", "bring", "in")
    )  # fmt: skip
    policy = catalogue.load()
    return Step(
        id=table.text("id"),
        title=localised(table.text("zh_title"), table.text("en_title")),
        text=table.in_both_languages(),
        who=localised(table.text("zh_who"), table.text("en_who")),
        programmes=table.known_texts("programmes", policy.programmes),
        bring=table.known_texts("bring", policy.labels["bring"]),
        districts=tuple(_in_district(one) for one in table.tables("in")),
    )


def _in_district(table: Table) -> StepInDistrict:
    policy = catalogue.load()
    return StepInDistrict(
        district=table.known_text("district", policy.districts),
        text=table.in_both_languages(),
        source=table.source(policy.documents),
    )


def _question(number: int, table: Table) -> Question:
    policy = catalogue.load()
    chinese, english = table.texts("options_zh"), table.texts("options_en")
    right = table.number("right") or 0
    if len(chinese) != len(english) or not 1 <= right <= len(chinese):
        table.note("right", "must name one of the options, and both languages must have the same")
    return Question(
        number=number,
        text=table.in_both_languages(),
        options=Localised(chinese, english, lambda texts: tuple(traditional(text) for text in texts)),
        right=right,
        why=localised(table.text("zh_why"), table.text("en_why")),
        programme=table.known_text("programme", policy.programmes),
        source=table.source(policy.documents),
    )


def _refuse(file: Table) -> None:
    if file.problems:
        raise PolicyError(file.problems)
