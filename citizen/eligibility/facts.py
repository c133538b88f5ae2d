"""The vocabulary of facts: what can be known about a person, an employer or an institution, and how it is written.

Pure. ``facts.toml`` holds the vocabulary, :mod:`citizen.eligibility.derivation` how derived facts follow from others.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from citizen.eligibility.programme import FactValue

_WRITTEN_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
OLDEST_AGE = 130


class FactKind(StrEnum):
    YES_NO = "yes_no"
    CHOICE = "choice"
    CHOICES = "choices"
    DATE = "date"
    NUMBER = "number"
    MONEY = "money"


@dataclass(frozen=True, slots=True)
class Fact:
    id: str
    kind: FactKind
    name: Mapping[str, str]
    audience: str
    values: tuple[str | int, ...] = ()
    other_values: tuple[str, ...] = ()
    """Answers that mean "none of the values": no condition that compares the fact is then met."""
    derived_from: tuple[str, ...] = ()
    same_as: str | None = None
    ask_after: tuple[str, ...] = ()
    """Facts to ask first where they matter too (which disability, before whether a psychiatric one is stable)."""

    @property
    def asked(self) -> bool:
        """Can a person be asked? Derived facts are worked out, doubles are answered under their other name."""
        return not self.derived_from and self.same_as is None

    def read(self, written: object) -> FactValue:
        """The typed answer from its JSON or TOML form.

        :raises ValueError: in words for the person who wrote it.
        """
        return _READERS[self.kind](self, written)

    def doubt(self, value: FactValue, on: dt.date) -> str | None:
        """Why a well-formed answer cannot be true, or None. Such an answer counts as unknown."""
        if isinstance(value, dt.date):
            return _doubt_about_date(self.id, value, on)
        if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
            return None
        if value < 0:
            return "is negative"
        return f"is above {OLDEST_AGE}" if self.id == "age_years" and value > OLDEST_AGE else None


Vocabulary = Mapping[str, Fact]


@dataclass(frozen=True, slots=True)
class ReadFacts:
    facts: dict[str, FactValue]
    problems: list[str]
    """What is wrong with the input: it must not be decided on."""
    doubts: list[str]
    """Well-formed but impossible answers, left out of the facts: they count as unknown."""


def read_facts(vocabulary: Vocabulary, written: Mapping[str, object], *, on: dt.date) -> ReadFacts:
    """Facts from their JSON form. ``None`` means unanswered."""
    read = ReadFacts({}, [], [])
    for name, raw in written.items():
        fact = vocabulary.get(name)
        if fact is None:
            read.problems.append(f"{name}: there is no such fact")
        elif raw is not None:
            _read_one(fact, raw, on, read)
    return read


def _read_one(fact: Fact, raw: object, on: dt.date, read: ReadFacts) -> None:
    try:
        value = fact.read(raw)
    except ValueError as problem:
        read.problems.append(f"{fact.id}: {problem}")
        return
    if doubt := fact.doubt(value, on):
        read.doubts.append(f"{fact.id}: {value} {doubt}; counts as unknown")
        if fact.kind is not FactKind.DATE:
            return  # dates stay: derivation knows that an impossible birth date outweighs a stated age
    read.facts[fact.id] = value


def _doubt_about_date(name: str, value: dt.date, on: dt.date) -> str | None:
    if name != "birth_date":
        return None
    if value > on:
        return f"is in the future on {on}"
    return f"is more than {OLDEST_AGE} years ago" if on.year - value.year > OLDEST_AGE else None


def _read_yes_no(fact: Fact, written: object) -> bool:
    if isinstance(written, bool):
        return written
    raise ValueError(f"must be true or false, not {written!r}")


def _read_choice(fact: Fact, written: object) -> str | int:
    allowed = (*fact.values, *fact.other_values)
    if isinstance(written, (str, int)) and not isinstance(written, bool) and written in allowed:
        return allowed[allowed.index(written)]  # our own text: remembered answers share it
    raise ValueError(f"must be one of {', '.join(map(str, allowed))}, not {written!r}")


def _read_choices(fact: Fact, written: object) -> frozenset[str]:
    if not isinstance(written, (list, tuple, set, frozenset)):
        raise ValueError(f"must be a list, not {written!r}")
    for one in written:
        if not isinstance(one, str) or one not in fact.values:
            raise ValueError(f"must hold only {', '.join(map(str, fact.values))}, not {one!r}")
    return frozenset(written)


def _read_date(fact: Fact, written: object) -> dt.date:
    if isinstance(written, dt.date) and not isinstance(written, dt.datetime):
        return written
    return read_date(written)


def read_date(written: object) -> dt.date:
    """:raises ValueError: not a calendar date written YYYY-MM-DD."""
    if isinstance(written, str) and _WRITTEN_DATE.fullmatch(written):
        try:
            return dt.date.fromisoformat(written)
        except ValueError:
            raise ValueError(f"{written!r} is not a day in the calendar") from None
    raise ValueError(f"must be a date written YYYY-MM-DD, not {written!r}")


def _read_number(fact: Fact, written: object) -> int:
    if isinstance(written, int) and not isinstance(written, bool):
        return written
    raise ValueError(f"must be a whole number, not {written!r}")


def _read_money(fact: Fact, written: object) -> Decimal:
    return read_money(written)


def read_money(written: object) -> Decimal:
    """:raises ValueError: not a finite number."""
    if isinstance(written, (int, float, Decimal)) and not isinstance(written, bool):
        amount = Decimal(str(written))
        if amount.is_finite():
            return amount
    raise ValueError(f"must be an amount in yuan, not {written!r}")


_READERS = {
    FactKind.YES_NO: _read_yes_no,
    FactKind.CHOICE: _read_choice,
    FactKind.CHOICES: _read_choices,
    FactKind.DATE: _read_date,
    FactKind.NUMBER: _read_number,
    FactKind.MONEY: _read_money,
}
