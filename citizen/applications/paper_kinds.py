"""The kinds of papers: what each is for, what must be readable on it, and which are marked against misuse."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from citizen.eligibility import catalogue
from citizen.eligibility.programme import Programme
from citizen.eligibility.texts import Localised, localised, traditional

KINDS_FILE = Path(__file__).with_name("paper_kinds.toml")
OTHER = "other"
_KEYS = frozenset({"identity", "zh", "en", "shows_zh", "shows_en"})


@dataclass(frozen=True, slots=True)
class PaperKind:
    """One kind of paper. Whether it is needed is as published by the district federation, and not said here."""

    code: str
    purpose: Localised[str]
    #: What must be readable on the photo, line by line.
    shows: Localised[tuple[str, ...]]
    #: A copy could be misused: it is kept with a mark across it.
    is_identity: bool


class KindsError(Exception):
    """The file of kinds does not fit the catalogue."""


@cache
def all_kinds() -> Mapping[str, PaperKind]:
    """Every kind by its code; raises KindsError when a code of the catalogue has none, or the other way round."""
    read = tomllib.loads(KINDS_FILE.read_text(encoding="utf-8"))
    expected = {*catalogue.load().labels["bring"], OTHER}
    if set(read) != expected:
        raise KindsError(f"kinds of papers without their partner: {sorted(set(read) ^ expected)}")
    return {code: _kind(code, table) for code, table in read.items()}


def get_kind(code: str) -> PaperKind:
    """The kind; one that is not known any more is "another paper"."""
    kinds = all_kinds()
    return kinds.get(code, kinds[OTHER])


def codes_for(programmes: Iterable[Programme]) -> tuple[str, ...]:
    """The papers these programmes name, each once, in their order, and at the end "another paper"."""
    named = dict.fromkeys(code for programme in programmes for code in programme.bring)
    return (*named, OTHER)


def _kind(code: str, table: Mapping[str, Any]) -> PaperKind:
    if unknown := set(table) - _KEYS:
        raise KindsError(f"{code}: unknown {sorted(unknown)}")
    shows = tuple(table["shows_zh"]), tuple(table["shows_en"])
    if not all(shows) or len(shows[0]) != len(shows[1]):
        raise KindsError(f"{code}: what it shows differs between the languages")
    return PaperKind(
        code=code,
        purpose=localised(table["zh"], table["en"]),
        shows=Localised(*shows, lambda lines: tuple(traditional(line) for line in lines)),
        is_identity=bool(table.get("identity", False)),
    )
