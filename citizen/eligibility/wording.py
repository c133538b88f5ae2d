"""Reading files of wording (questions, glossary) so that all mistakes are named at once, by file and key."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple, TypeVar

from citizen.eligibility.toml_habits import full_width_signs
from citizen.eligibility.toml_lines import line_of, lines_by_key

E = TypeVar("E", bound=StrEnum)


class Problem(NamedTuple):
    file: str
    key: str
    message: str
    line: int | None = None
    """Counted from 1; None until somebody has looked it up (:func:`located`)."""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.key}: {self.message}" if self.key else f"{place}: {self.message}"


def located(problems: Iterable[Problem], *folders: Path) -> list[Problem]:
    """The problems with the lines they are on, by file and line; the files lie in the folders or just below them."""
    paths = {path.name: path for folder in folders for path in (*folder.glob("*/*.toml"), *folder.glob("*.toml"))}
    lines: dict[str, Mapping[str, int]] = {}
    found = []
    for problem in problems:
        if problem.line is None and problem.file in paths:
            if problem.file not in lines:
                lines[problem.file] = lines_by_key(
                    paths[problem.file].read_text(encoding="utf-8-sig", errors="replace")
                )
            problem = problem._replace(line=line_of(problem.key, lines[problem.file]))
        found.append(problem)
    return sorted(found, key=lambda problem: (problem.file, problem.line or 0))


class WordingError(Exception):
    """A file of wording cannot be used; `problems` is everything that is wrong with it."""

    def __init__(self, problems: Collection[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(problems)


class Section:
    """One table of a file. Reading a wrong or missing value notes a problem and goes on with an empty one."""

    def __init__(self, file: str, key: str, values: Mapping[str, object], problems: list[Problem]) -> None:
        self.file = file
        self.key = key
        self.values = values
        self.problems = problems

    def note(self, name: str, message: str) -> None:
        key = ".".join(part for part in (self.key, name) if part)
        self.problems.append(Problem(self.file, key, message))

    def section(self, name: str, *, required: bool = True) -> Section:
        value, problems = self.values.get(name), self.problems
        if not isinstance(value, dict):
            if value is not None or required:
                self.note(name, "is missing" if value is None else "must be a table")
                problems = []  # what a missing table lacks goes without saying
            value = {}
        return Section(self.file, f"{self.key}.{name}" if self.key else name, value, problems)

    def text(self, name: str, *, required: bool = True, may_be_empty: bool = False) -> str:
        value = self.values.get(name)
        if isinstance(value, str) and (value or may_be_empty):
            return value
        if value is not None or required:
            self.note(name, "is missing" if value is None else "must be a text")
        return ""

    def texts(self, name: str) -> tuple[str, ...]:
        value = self.values.get(name, [])
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(value)
        self.note(name, "must be a list of texts")
        return ()

    def flag(self, name: str, *, default: bool | None = None) -> bool:
        value = self.values.get(name, default)
        if isinstance(value, bool):
            return value
        self.note(name, "must be true or false")
        return False

    def one_of(self, name: str, choices: type[E]) -> E | None:
        value = self.values.get(name)
        chosen = next((choice for choice in choices if choice == value), None)
        if chosen is None:
            self.note(name, f"must be one of {', '.join(choices)}")
        return chosen

    def allow_only(self, names: Collection[str]) -> None:
        """A misspelt key would silently lose its text, so an unknown one is a problem."""
        for name in self.values:
            if name not in names:
                self.note(name, "is not known here")


def _line_of_error(text: str, message: str) -> int:
    """The line the library names; at the end of the document it names none."""
    named = re.search(r"\(at line (\d+)", message)
    return int(named[1]) if named else max(text.rstrip().count("\n") + 1, 1)


def read_file(path: Path) -> Section:
    """The file as its outermost section.

    :raises WordingError: when it is not TOML; the message gives line and column.
    """
    text = path.read_text(encoding="utf-8-sig")
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise WordingError(list(_why_not_toml(path.name, text, str(error)))) from error
    return Section(path.name, "", values, [])


def _why_not_toml(file: str, text: str, message: str) -> Iterator[Problem]:
    """Every line with full-width signs, and the one at which the library gave up."""
    lines = dict(full_width_signs(text))
    for number, signs in lines.items():
        yield Problem(file, "", f"has full-width signs: {signs}", number)
    if not lines:
        yield Problem(file, "", f"is not TOML: {message}", _line_of_error(text, message))
