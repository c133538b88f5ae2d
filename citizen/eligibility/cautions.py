"""What to know when reading the documents: where they contradict each other, and the task table of 2017."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from citizen.eligibility import catalogue
from citizen.eligibility.directory import FOLDER
from citizen.eligibility.policy_file import PolicyError, Table, open_policy_file
from citizen.eligibility.programme import Source
from citizen.eligibility.texts import localised


@dataclass(frozen=True, slots=True)
class Caution:
    """Documents that disagree, or a figure that must be read with care."""

    id: str
    title: Mapping[str, str]
    text: Mapping[str, str]
    programmes: tuple[str, ...]
    """Empty when it is about all of them."""
    sources: tuple[Source, ...]

    @property
    def is_general(self) -> bool:
        return not self.programmes


@dataclass(frozen=True, slots=True)
class Task:
    """A row of the task table: the office that leads, those that take part, and the time it names."""

    number: int
    lead: str
    partners: tuple[str, ...]
    time: str
    programmes: tuple[str, ...]
    source: Source

    @property
    def planned_for(self) -> str | None:
        """The year by which it was to be done; None where it goes on without an end."""
        return self.time.removesuffix("年") if self.time.endswith("年") else None


def cautions_about(programme_id: str) -> tuple[Caution, ...]:
    """Those about this programme, without the general ones."""
    return tuple(one for one in load_cautions() if programme_id in one.programmes)


def general_cautions() -> tuple[Caution, ...]:
    """Those about every programme."""
    return tuple(one for one in load_cautions() if one.is_general)


def tasks_about(programme_id: str) -> tuple[Task, ...]:
    """The rows of the task table that name this programme."""
    return tuple(task for task in load_tasks() if programme_id in task.programmes)


@cache
def load_cautions() -> tuple[Caution, ...]:
    """:raises PolicyError: with every problem of the file."""
    file = open_policy_file(FOLDER / "cautions.toml")
    cautions = tuple(_caution(key, file.table(key)) for key in file.values)
    if file.problems:
        raise PolicyError(file.problems)
    return cautions


@cache
def load_tasks() -> tuple[Task, ...]:
    """:raises PolicyError: with every problem of the file."""
    file = open_policy_file(FOLDER / "task_table_2017.toml")
    file.allow_only(("document", "row"))
    document = file.known_text("document", catalogue.load().documents)
    tasks = tuple(_task(document, row) for row in file.tables("row"))
    if file.problems:
        raise PolicyError(file.problems)
    return tasks


def _caution(key: str, table: Table) -> Caution:
    table.allow_only(("zh_title", "en_title", "zh", "en", "general", "programmes", "source"))
    policy = catalogue.load()
    programmes = table.known_texts("programmes", policy.programmes)
    if bool(programmes) is table.flag("general", default=False):
        table.note("programmes", "name the programmes, or write general = true")
    return Caution(
        id=key,
        title=localised(table.text("zh_title"), table.text("en_title")),
        text=table.in_both_languages(),
        programmes=programmes,
        sources=tuple(source.source(policy.documents) for source in table.tables("source")),
    )


def _task(document: str, row: Table) -> Task:
    row.allow_only(("number", "lead", "with", "time", "programmes", "quote"))
    return Task(
        number=row.number("number") or 0,
        lead=row.text("lead"),
        partners=row.texts("with"),
        time=row.text("time"),
        programmes=row.known_texts("programmes", catalogue.load().programmes),
        source=Source(document, row.text("quote")),
    )
