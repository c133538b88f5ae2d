"""Reading files of wording (questions, glossary) so that all mistakes are named at once, by file and key."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple, TypeVar

E = TypeVar("E", bound=StrEnum)


class Problem(NamedTuple):
    file: str
    key: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}: {self.key}: {self.message}" if self.key else f"{self.file}: {self.message}"


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
        value = self.values.get(name)
        if not isinstance(value, dict):
            if value is not None or required:
                self.note(name, "is missing" if value is None else "must be a table")
            value = {}
        return Section(self.file, f"{self.key}.{name}" if self.key else name, value, self.problems)

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


def read_file(path: Path) -> Section:
    """The file as its outermost section.

    :raises WordingError: when it is not TOML; the message gives line and column.
    """
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise WordingError([Problem(path.name, "", str(error))]) from error
    return Section(path.name, "", values, [])
