"""Reading the files of policy (programmes, facts, documents …): every mistake is named at once, by file and key."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

from citizen.eligibility.facts import read_date, read_money
from citizen.eligibility.programme import ALWAYS, Period, ProgrammeText, Source
from citizen.eligibility.texts import Localised, localised, traditional
from citizen.eligibility.wording import Problem, Section, WordingError, read_file

T = TypeVar("T")
_ADDRESS = re.compile(r"\s*(?:https?://|www\.)\S+\s*")
PolicyProblem = Problem


class PolicyError(WordingError):
    """The policy files cannot be used; `problems` is everything that is wrong with them."""


class Table(Section):
    """A table of a policy file."""

    def tables(self, name: str) -> Iterator[Table]:
        """The repeated tables ``[[name]]``, numbered from 1 in the problems they cause."""
        value = self.values.get(name, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self.note(name, f"must be written as tables [[{name}]]")
            return
        for number, item in enumerate(value, 1):
            yield Table(self.file, f"{self.key + '.' if self.key else ''}{name} {number}", item, self.problems)

    def table(self, name: str) -> Table:
        section = self.section(name)
        return Table(section.file, section.key, section.values, section.problems)

    def named_tables(self, name: str) -> Iterator[tuple[str, Table]]:
        """The tables below ``[name]``, with their names."""
        below = self.table(name)
        for key in below.values:
            yield key, below.table(key)

    def known_texts(self, name: str, known: Collection[str]) -> tuple[str, ...]:
        texts = self.texts(name)
        for text in texts:
            if text not in known:
                self.note(name, f"{text!r} is not known; known are {', '.join(known)}")
        return texts

    def known_text(self, name: str, known: Collection[str]) -> str:
        text = self.text(name)
        if text and text not in known:
            self.note(name, f"{text!r} is not known; known are {', '.join(known)}")
        return text

    def maybe(self, name: str) -> str | None:
        return self.text(name, required=False) or None

    def read(self, name: str, reader: Callable[[object], T], fallback: T) -> T:
        """The value as the reader makes it; what the reader refuses becomes a problem."""
        value = self.values.get(name)
        if value is None:
            return fallback
        try:
            return reader(value)
        except ValueError as problem:
            self.note(name, str(problem))
            return fallback

    def money(self, name: str) -> Decimal | None:
        return self.read(name, read_money, None)

    def number(self, name: str) -> int | None:
        return self.read(name, _whole_number, None)

    def day(self, name: str, fallback: dt.date) -> dt.date:
        if name not in self.values:
            self.note(name, "is missing")
        return self.read(name, read_day, fallback)

    def period(self) -> Period:
        """``from`` and ``until``, both included, either left out."""
        first = self.read("from", read_day, None)
        last = self.read("until", read_day, None)
        if first and last and first > last:
            self.note("until", "lies before from")
        return Period(first, last) if first or last else ALWAYS

    def source(self, documents: Collection[str]) -> Source:
        """``document`` and ``quote``: what stands in a policy file without them is not policy."""
        quote = self.text("quote")
        if _ADDRESS.fullmatch(quote):
            self.note("quote", "is an address, not the words of the document")
        return Source(self.known_text("document", documents), quote)

    def in_both_languages(self) -> Localised[str]:
        return localised(self.text("zh"), self.text("en"))

    def programme_text(self) -> Localised[ProgrammeText]:
        return Localised(_text_in(self.table("zh")), _text_in(self.table("en")), _traditional_text)


def keys(names: str) -> frozenset[str]:
    """The keys a table may have, from their names with spaces between."""
    return frozenset(names.split())


def open_policy_file(path: Path) -> Table:
    """:raises PolicyError: when the file is not TOML; the message gives line and column."""
    try:
        section = read_file(path)
    except WordingError as broken:
        raise PolicyError(broken.problems) from broken
    except UnicodeDecodeError as broken:
        line = path.read_bytes().count(b"\n", 0, broken.start) + 1
        raise PolicyError([Problem(path.name, "", f"is not UTF-8 text: {broken.reason}", line)]) from broken
    return Table(section.file, section.key, section.values, section.problems)


def read_day(written: object) -> dt.date:
    if isinstance(written, dt.date) and not isinstance(written, dt.datetime):
        return written
    return read_date(str(written) if isinstance(written, dt.datetime) else written)


def _whole_number(written: object) -> int:
    if isinstance(written, int) and not isinstance(written, bool):
        return written
    raise ValueError(f"must be a whole number, not {written!r}")


_TEXT_KEYS = ("name", "summary", "what", "who", "how", "how_long", "note")
_TEXT_MUST_HAVE = ("name", "summary", "what", "who", "how", "how_long")


def _text_in(table: Table) -> ProgrammeText:
    table.allow_only(_TEXT_KEYS)
    return ProgrammeText(**{key: table.text(key, required=key in _TEXT_MUST_HAVE) for key in _TEXT_KEYS})


def _traditional_text(text: ProgrammeText) -> ProgrammeText:
    return ProgrammeText(**{key: traditional(getattr(text, key)) for key in _TEXT_KEYS})


def labels(table: Table) -> Mapping[str, Mapping[str, str]]:
    """Codes with their names in both languages."""
    return {key: table.table(key).in_both_languages() for key in table.values}
