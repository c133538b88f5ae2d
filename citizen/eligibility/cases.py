"""Cases as other programs write them, and decisions as they read them: the contract of ``eligibility check``.

A case is ``{"facts": {…}, "on"?: "YYYY-MM-DD", "district"?: ID, "config"?: {…}}``. It may carry ``id``, ``title`` and
``note`` for its reader; anything else is a mistake.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from citizen.eligibility.catalogue import Catalogue
from citizen.eligibility.facts import read_date, read_facts
from citizen.eligibility.parameters import Parameters
from citizen.eligibility.programme import Amount, FactValue, Outcome, Reason
from citizen.eligibility.rules import decide, next_question

_KEYS = frozenset({"facts", "on", "district", "config"})
_FOR_THE_READER = frozenset({"id", "title", "note"})


@dataclass(frozen=True, slots=True)
class Case:
    facts: Mapping[str, FactValue]
    on: dt.date
    district: str | None
    parameters: Parameters


@dataclass(slots=True)
class CaseReader:
    """Reads cases against a catalogue and collects what is wrong with them, one line each."""

    catalogue: Catalogue
    default_on: dt.date
    default_district: str | None = None
    problems: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    """Impossible but well-formed answers: no mistake, they count as unknown."""

    def read_all(self, document: str) -> tuple[list[Case], bool]:
        """The cases of a JSON text, and whether it held an array (rather than one case)."""
        try:
            written = json.loads(document, object_pairs_hook=_no_doubles, parse_constant=_no_constant)
        except (ValueError, RecursionError) as problem:
            self.problems.append(f"not valid JSON: {problem}")
            return [], False
        if isinstance(written, list):
            return [self._read(one, f"case {number}") for number, one in enumerate(written, 1)], True
        return [self._read(written, "case")], False

    def _read(self, written: object, called: str) -> Case:
        case = Case({}, self.default_on, self.default_district, self.catalogue.parameters)
        if not isinstance(written, dict):
            self.problems.append(f"{called}: must be an object with facts")
            return case
        for key in written.keys() - _KEYS - _FOR_THE_READER:
            self.problems.append(f"{called}: {key} is not part of a case")
        on = self._day(written, called)
        return Case(
            self._facts(written, called, on), on, self._district(written, called), self._parameters(written, called)
        )

    def _day(self, written: Mapping[str, object], called: str) -> dt.date:
        stated = written.get("on")
        if stated is None:
            return self.default_on
        try:
            return read_date(stated)
        except ValueError as problem:
            self.problems.append(f"{called}: on: {problem}")
            return self.default_on

    def _district(self, written: Mapping[str, object], called: str) -> str | None:
        stated = written.get("district")
        if stated is None:
            return self.default_district
        if not isinstance(stated, str) or stated not in self.catalogue.districts:
            self.problems.append(f"{called}: district: {no_such_district(self.catalogue, stated)}")
            return None
        return stated

    def _facts(self, written: Mapping[str, object], called: str, on: dt.date) -> Mapping[str, FactValue]:
        stated = written.get("facts")
        if not isinstance(stated, dict):
            self.problems.append(f"{called}: facts: {'is missing' if stated is None else 'must be an object'}")
            return {}
        read = read_facts(self.catalogue.facts, stated, on=on)
        self.problems.extend(f"{called}: facts: {problem}" for problem in read.problems)
        self.doubts.extend(f"{called}: facts: {doubt}" for doubt in read.doubts)
        return read.facts

    def _parameters(self, written: Mapping[str, object], called: str) -> Parameters:
        stated = written.get("config")
        if stated is None:
            return self.catalogue.parameters
        if not isinstance(stated, dict):
            self.problems.append(f"{called}: config: must be an object")
            return self.catalogue.parameters
        try:
            return self.catalogue.parameters.with_config(stated)
        except ValueError as problem:
            self.problems.append(f"{called}: config: {problem}")
            return self.catalogue.parameters


def answer(catalogue: Catalogue, case: Case) -> dict[str, object]:
    """The decision on a case in its JSON form."""
    setting = {"on": case.on, "district": case.district, "parameters": case.parameters}
    decision = decide(catalogue, case.facts, **setting)  # type: ignore[arg-type]
    return {
        "on": decision.on.isoformat(),
        "district": decision.district,
        "results": [_result(outcome) for outcome in decision.results],
        "next_question": next_question(catalogue, case.facts, **setting),  # type: ignore[arg-type]
    }


def no_such_district(catalogue: Catalogue, stated: object) -> str:
    return f"must be one of {', '.join(catalogue.districts)}, not {stated!r}"


def _result(outcome: Outcome) -> dict[str, object]:
    return {
        "programme": outcome.programme_id,
        "verdict": outcome.verdict.value,
        "basis": outcome.basis.value if outcome.basis else None,
        "reasons": [_reason(reason) for reason in outcome.reasons],
        "missing": list(outcome.missing),
        "amount": _amount(outcome.amount) if outcome.amount else None,
    }


def _reason(reason: Reason) -> dict[str, object]:
    """``parameters`` is there only where the reason is open because nobody has set them."""
    source = reason.source
    written: dict[str, object] = {
        "facts": list(reason.facts),
        "holds": reason.holds,
        "source": {"document": source.document, "quote": source.quote} if source else None,
    }
    return {**written, "parameters": list(reason.unset)} if reason.unset else written


def _amount(amount: Amount) -> dict[str, object]:
    return {"cny": _number(amount.cny), "per": amount.per}


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _no_doubles(pairs: list[tuple[str, object]]) -> dict[str, object]:
    written = dict(pairs)
    if len(written) != len(pairs):
        names = [name for name, _ in pairs]
        double = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"{double!r} stands twice in one object")
    return written


def _no_constant(name: str) -> object:
    raise ValueError(f"{name} is not a number")
