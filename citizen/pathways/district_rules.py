"""What a district has published about devices and plans: years of use, follow-up, sessions, amounts. A file of the
deployment, read and checked once.

No document that comes along states any of it, so there is none by default; pages then say "as published by the
district federation". A number without its source is a mistake.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from citizen.eligibility import catalogue
from citizen.pathways import device_classes


class RulesWrong(Exception):
    """One line for everything that is wrong in the file."""


@dataclass(frozen=True, slots=True)
class DeviceRule:
    """For one class of devices in one district (None: in all)."""

    device: str
    district: str | None
    source: str
    years_of_use: int | None = None
    #: So many months after it was handed over the person is asked how it goes.
    follow_up_months: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanRule:
    """For the plan of one programme in one district (None: in all). The amount is in fen, for the whole plan."""

    programme: str
    district: str | None
    source: str
    sessions: int | None = None
    amount: int | None = None


@dataclass(frozen=True, slots=True)
class Rules:
    """All rules of a deployment."""

    devices: tuple[DeviceRule, ...] = ()
    plans: tuple[PlanRule, ...] = ()

    def of_device(self, device: str | None, district: str) -> DeviceRule | None:
        """The rule for a class; the one of the district before the one for all."""
        fitting = [one for one in self.devices if one.device == device and one.district in (None, district)]
        return max(fitting, key=lambda one: one.district is not None, default=None)

    def of_plan(self, programme: str, district: str) -> PlanRule | None:
        fitting = [one for one in self.plans if one.programme == programme and one.district in (None, district)]
        return max(fitting, key=lambda one: one.district is not None, default=None)


_file: Path | None = None


def use_file(file: Path | None) -> None:
    """The file of this deployment. Called once while wiring; raises RulesWrong."""
    global _file
    _file = file
    load.cache_clear()
    load()


@cache
def load() -> Rules:
    """All of it, read once; raises RulesWrong."""
    if _file is None:
        return Rules()
    try:
        data = tomllib.loads(_file.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as fault:
        raise RulesWrong(f"{_file}: {fault}") from None
    return read_rules(data, name=_file.name)


def read_rules(data: dict[str, Any], *, name: str) -> Rules:
    """The rules of a file that was read; raises RulesWrong with every problem at once."""
    problems = [*_problems(data)]
    if problems:
        raise RulesWrong("\n".join(f"{name}: {problem}" for problem in problems))
    return Rules(
        tuple(
            DeviceRule(
                one["class"],
                one.get("district"),
                one["source"],
                one.get("years_of_use"),
                tuple(one.get("follow_up_months", ())),
            )
            for one in data.get("device", [])
        ),
        tuple(
            PlanRule(one["programme"], one.get("district"), one["source"], one.get("sessions"), one.get("amount_fen"))
            for one in data.get("plan", [])
        ),
    )


_KEYS = {
    "device": {"class", "district", "source", "years_of_use", "follow_up_months"},
    "plan": {"programme", "district", "source", "sessions", "amount_fen"},
}


def _problems(data: dict[str, Any]) -> Iterator[str]:
    for unknown in sorted(set(data) - set(_KEYS)):
        yield f"[{unknown}] is not known"
    for table, keys in _KEYS.items():
        for number, one in enumerate(data.get(table, []), 1):
            for problem in _problems_of(table, one, keys):
                yield f"{table} {number}: {problem}"


def _problems_of(table: str, one: dict[str, Any], keys: set[str]) -> Iterator[str]:
    for unknown in sorted(set(one) - keys):
        yield f"{unknown!r} is not known"
    if not str(one.get("source", "")).strip():
        yield "'source' is missing: where does the district say so?"
    if "district" in one and one["district"] not in catalogue.load().districts:
        yield f"district {one['district']!r} is not known"
    classes = device_classes.load()
    if table == "device" and one.get("class") not in classes.classes:
        yield f"class {one.get('class')!r} is not known"
    if table == "plan" and classes.kind_of_programme(str(one.get("programme"))) is None:
        yield f"programme {one.get('programme')!r} opens no plan"
    numbers = [one[key] for key in ("years_of_use", "sessions", "amount_fen") if key in one]
    if not all(_is_count(number) for number in (*numbers, *one.get("follow_up_months", ()))):
        yield "numbers have to be whole and more than 0"


def _is_count(number: object) -> bool:
    return isinstance(number, int) and not isinstance(number, bool) and number > 0
