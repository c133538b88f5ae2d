"""The register of accessibility: every criterion, how it is met, what proves it, and what is missing.

Texts stand in wcag_register.toml (WCAG 2.2) and closed_functionality.toml (terminals, EN 301 549), evidence in
wcag_evidence.toml: per criterion the tests, and per test the seeded faults that it has been seen to catch.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal

from citizen.accessibility.traditional import to_traditional

Level = Literal["A", "AA", "AAA", "EN"]
Standing = Literal["met", "with_exceptions", "not_needed"]

_HERE = Path(__file__).parent
CRITERIA_FILE = _HERE / "wcag_register.toml"
CLAUSES_FILE = _HERE / "closed_functionality.toml"
EVIDENCE_FILE = _HERE / "wcag_evidence.toml"


@dataclass(frozen=True, slots=True)
class Words:
    """A text in Chinese and English; Traditional Chinese is derived."""

    zh: str
    en: str

    def in_locale(self, locale: str) -> str:
        if locale == "en":
            return self.en
        return to_traditional(self.zh) if locale == "zh-Hant" else self.zh


@dataclass(frozen=True, slots=True)
class Evidence:
    """An automatic test, as `path::function`, and the seeded faults it has been seen to catch."""

    test: str
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """What is not met, and since when that is known."""

    since: date
    words: Words


@dataclass(frozen=True, slots=True)
class Criterion:
    """One success criterion, or one clause for terminals (level "EN")."""

    number: str
    level: Level
    name: Words
    how: Words
    is_needed: bool
    evidence: tuple[Evidence, ...]
    #: Scripts of docs/accessibility-manual-tests.md.
    manual: tuple[str, ...]
    gaps: tuple[Gap, ...]

    @property
    def standing(self) -> Standing:
        if self.gaps:
            return "with_exceptions"
        return "met" if self.is_needed else "not_needed"

    @property
    def anchor(self) -> str:
        """Where it stands on the page of all criteria."""
        return f"{'en' if self.level == 'EN' else 'sc'}-{self.number.replace('.', '-')}"


@dataclass(frozen=True, slots=True)
class NotFollowed:
    """Rules of a checking engine that the site does not follow, with the reason."""

    engine: str
    rules: tuple[str, ...]
    why: Words


@dataclass(frozen=True, slots=True)
class Register:
    criteria: tuple[Criterion, ...]
    #: Clauses for terminals to which nobody can connect an aid of their own.
    clauses: tuple[Criterion, ...]
    not_followed: tuple[NotFollowed, ...]
    #: When the register was last compared with the site.
    checked_on: date

    def of_level(self, level: str | None) -> tuple[Criterion, ...]:
        """The criteria of a level, "EN" for terminals; all of WCAG for anything else."""
        if level == "EN":
            return self.clauses
        found = tuple(one for one in self.criteria if one.level == level)
        return found or self.criteria


@cache
def load_register() -> Register:
    """Reads the three files; raises KeyError or TypeError where one is broken, so that nobody reads half a register."""
    criteria, clauses, proved = (_read(path) for path in (CRITERIA_FILE, CLAUSES_FILE, EVIDENCE_FILE))
    return Register(
        criteria=tuple(_criterion(entry, entry["level"], proved) for entry in criteria["criterion"]),
        clauses=tuple(_criterion(entry, "EN", proved) for entry in clauses["clause"]),
        not_followed=tuple(
            NotFollowed(one["engine"], tuple(one["rules"]), Words(one["zh"], one["en"]))
            for one in criteria["not_followed"]
        ),
        checked_on=criteria["checked_on"],
    )


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _criterion(entry: Mapping[str, Any], level: Level, proved: Mapping[str, Mapping[str, list[str]]]) -> Criterion:
    key = f"EN {entry['number']}" if level == "EN" else entry["number"]
    return Criterion(
        number=entry["number"],
        level=level,
        name=Words(entry["zh"], entry["en"]),
        how=Words(entry["how_zh"], entry["how_en"]),
        is_needed=not entry.get("not_needed", False),
        evidence=tuple(Evidence(test, tuple(faults)) for test, faults in proved.get(key, {}).items()),
        manual=tuple(entry["manual"]),
        gaps=tuple(Gap(one["since"], Words(one["zh"], one["en"])) for one in entry.get("exceptions", ())),
    )
