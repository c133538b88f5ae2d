"""How long things are kept after their end, as the district says it: a file of the deployment, read and checked here.

No district has published such a time, so there is none by default, and nothing that was sent is erased without a rule.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from citizen.eligibility import catalogue

_KEYS = {"of", "programme", "district", "days", "source"}


class Of(StrEnum):
    """What a rule is about."""

    APPLICATION = "application"
    NEEDS = "needs"
    REPORT = "report"
    BOOKING = "booking"
    PATHWAY = "pathway"


class RetentionFileError(Exception):
    """One line for everything that is wrong in the file."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Kept for so long after its end. The most special rule counts."""

    of: Of
    days: int
    #: Where the district says so: people read it.
    source: str
    programme: str | None = None
    district: str | None = None

    @property
    def kept_for(self) -> timedelta:
        return timedelta(days=self.days)

    @property
    def how_special(self) -> tuple[bool, bool]:
        return self.programme is not None, self.district is not None

    def fits(self, of: Of, programme: str | None, district: str | None) -> bool:
        return self.of is of and self.programme in (None, programme) and self.district in (None, district)


@dataclass(frozen=True, slots=True)
class Rules:
    """All rules of a deployment."""

    rules: tuple[Rule, ...] = ()

    def find(self, of: Of, *, programme: str | None = None, district: str | None = None) -> Rule | None:
        """The rule for one thing; None: nobody said how long, and it stays."""
        fitting = [rule for rule in self.rules if rule.fits(of, programme, district)]
        return max(fitting, key=lambda rule: rule.how_special, default=None)

    def for_cases(self, cases: Iterable[tuple[str, str | None]]) -> Rule | None:
        """The longest of the rules for these (programme, district): what belongs together goes together. None as long
        as one of them has no rule.
        """
        found = [self.find(Of.APPLICATION, programme=programme, district=district) for programme, district in cases]
        known = [rule for rule in found if rule is not None]
        return max(known, key=lambda rule: rule.days) if known and len(known) == len(found) else None


_file: Path | None = None


def use_file(file: Path | None) -> None:
    """The file of this deployment; raises RetentionFileError at once, not in the night."""
    global _file
    _file = file
    load()


def load() -> Rules:
    return Rules() if _file is None else read_rules(_file)


@cache
def read_rules(file: Path) -> Rules:
    """:raises RetentionFileError: with every problem."""
    try:
        written = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise RetentionFileError(f"{file}: {problem}") from problem
    entries = written.get("rule", [])
    problems = [f"{file}: only [[rule]] is known"] if set(written) - {"rule"} or not isinstance(entries, list) else []
    for number, entry in enumerate(entries, start=1):
        problems += [f"{file}: rule {number}: {problem}" for problem in _problems(entry)]
    if problems:
        raise RetentionFileError("\n".join(problems))
    rules = tuple(Rule(**{**entry, "of": Of(entry["of"])}) for entry in entries)
    if len({(rule.of, rule.programme, rule.district) for rule in rules}) != len(rules):
        raise RetentionFileError(f"{file}: two rules say something about the same")
    return Rules(rules)


def _problems(entry: Mapping[str, Any]) -> list[str]:
    known, days = catalogue.load(), entry.get("days")
    checks = (
        (bool(set(entry) - _KEYS), f"only {', '.join(sorted(_KEYS))} are known"),
        (entry.get("of") not in set(Of), f"of is one of {', '.join(Of)}"),
        (not isinstance(days, int) or isinstance(days, bool) or days < 1, "days is a whole number above 0"),
        (not str(entry.get("source", "")).strip(), "source says where the district published it"),
        (entry.get("programme") not in (None, *known.programmes), "programme is not known"),
        (entry.get("district") not in (None, *known.districts), "district is not known"),
    )
    return [problem for is_wrong, problem in checks if is_wrong]
