"""Chains, holidays and legal remedies, read from the files of `chains/` and of the deployment, once and whole.

A mistake names file and key. A number of days without the document and the quote it comes from is a mistake.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from citizen.applications.chain import WORKED, Chain, Desk, Period, Promise, Source, Stage, StageSetting
from citizen.applications.working_days import Calendar, read_years

FOLDER = Path(__file__).parent / "chains"
_LANGUAGES = ("zh", "en")


class ChainError(ValueError):
    """A file of chains is wrong; the message names file and key."""


@dataclass(frozen=True, slots=True)
class Remedy:
    """What the law offers against a decision: until when, in words, and the article that says so."""

    code: str
    name: Mapping[str, str]
    period: Mapping[str, str]
    law: str
    article: str
    quote: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A chain, and whose cases go along it; nothing named means everybody's."""

    programmes: frozenset[str]
    districts: frozenset[str]
    chain: Chain

    def fits(self, programme: str, district: str | None) -> bool:
        return (not self.programmes or programme in self.programmes) and (
            not self.districts or district in self.districts
        )

    @property
    def precision(self) -> tuple[bool, bool]:
        return bool(self.programmes), bool(self.districts)


@dataclass(frozen=True, slots=True)
class Chains:
    """Every chain of this deployment."""

    rules: tuple[Rule, ...]
    calendar: Calendar
    remedies: tuple[Remedy, ...]

    def chain_for(self, programme: str, district: str | None) -> Chain:
        """The most precise rule that fits; of two equally precise ones the one read last (the deployment's)."""
        fitting = [rule for rule in self.rules if rule.fits(programme, district)]
        return max(reversed(fitting), key=lambda rule: rule.precision).chain


_own: tuple[Path | None, Path | None] = (None, None)


def use_files(*, chains: Path | None, holidays: Path | None) -> None:
    """The files of this deployment, beside the ones that come along. Called once while wiring; raises ChainError."""
    global _own
    _own = (chains, holidays)
    load.cache_clear()
    load()


@lru_cache(maxsize=1)
def load() -> Chains:
    """All of it, read once; raises ChainError."""
    own_chains, own_holidays = _own
    shipped = _open(FOLDER / "chains.toml")
    rules = _read_rules(shipped, "chains.toml", {})
    if not any(rule.precision == (False, False) for rule in rules):
        raise ChainError("chains.toml: a chain for everybody is missing")
    if own_chains:
        desks = _desks(shipped, "chains.toml")
        rules += _read_rules(_open(own_chains), own_chains.name, desks)
    calendar = _read_calendar(FOLDER / "holidays.toml", Calendar({}))
    if own_holidays:
        calendar = _read_calendar(own_holidays, calendar)
    return Chains(tuple(rules), calendar, tuple(_read_remedies()))


def _read_calendar(path: Path, known: Calendar) -> Calendar:
    try:
        return known.with_years(read_years(_open(path)))
    except ValueError as problem:
        raise ChainError(f"{path.name}: {problem}") from problem


def _read_rules(table: Mapping[str, Any], where: str, known: Mapping[str, Desk]) -> list[Rule]:
    desks = {**known, **_desks(table, where)}
    return [_rule(one, desks, f"{where}: chain {number}") for number, one in enumerate(table.get("chain", ()), 1)]


def _desks(table: Mapping[str, Any], where: str) -> dict[str, Desk]:
    found = {}
    for code, names in table.get("desks", {}).items():
        found[code] = Desk(
            code, {language: _text(names, language, f"{where}: desks.{code}") for language in _LANGUAGES}
        )
    return found


def _rule(table: Mapping[str, Any], desks: Mapping[str, Desk], where: str) -> Rule:
    stages = {}
    for stage in WORKED:
        if stage.value in table:
            stages[stage] = _stage(table[stage.value], desks, f"{where}, {stage.value}")
    unknown = set(table) - {stage.value for stage in WORKED} - {"programmes", "districts", "objection"}
    if unknown:
        raise ChainError(f"{where}: unknown key {min(unknown)}")
    if Stage.ACCEPTANCE not in stages:
        raise ChainError(f"{where}: somebody must accept an application (acceptance)")
    objection = table.get("objection")
    period = _days(objection, "days", f"{where}, objection") if objection else None
    chain = Chain(stages, Period(*period) if period else None)
    return Rule(frozenset(table.get("programmes", ())), frozenset(table.get("districts", ())), chain)


def _stage(table: Mapping[str, Any], desks: Mapping[str, Desk], where: str) -> StageSetting:
    code = _text(table, "desk", where)
    if code not in desks:
        raise ChainError(f"{where}: no desk is called {code}")
    if "working_days" not in table:
        return StageSetting(desks[code])
    return StageSetting(desks[code], Promise(*_days(table, "working_days", where)))


def _days(table: Mapping[str, Any], key: str, where: str) -> tuple[int, Source]:
    days = table.get(key)
    if type(days) is not int or days < 1:
        raise ChainError(f"{where}: {key} is a whole number above 0")
    return days, Source(_text(table, "document", where), _text(table, "quote", where))


def _read_remedies() -> Iterator[Remedy]:
    for code, table in _open(FOLDER / "remedies.toml").items():
        where = f"remedies.toml: {code}"
        name, period = (
            {language: _text(table, f"{key}_{language}", where) for language in _LANGUAGES}
            for key in ("name", "period")
        )
        yield Remedy(code, name, period, *(_text(table, key, where) for key in ("law", "article", "quote")))


def _text(table: Any, key: str, where: str) -> str:
    found = table.get(key) if isinstance(table, Mapping) else None
    if not isinstance(found, str) or not found.strip():
        raise ChainError(f"{where}: {key} is missing")
    return found


def _open(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as problem:
        raise ChainError(f"{path.name}: {problem}") from problem
