"""From a ``[[criterion]]`` of a programme's file to a :class:`Criterion`: comparisons, alone or joined."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from citizen.eligibility.conditions import ALIASES, ONE, OPERATORS, RANGE, SEVERAL
from citizen.eligibility.criterion import (
    ComparedWith,
    Comparison,
    Criterion,
    FactValue,
    Join,
    Joint,
    Rule,
    Spoken,
)
from citizen.eligibility.facts import Fact, FactKind, Vocabulary
from citizen.eligibility.parameters import Parameters
from citizen.eligibility.policy_file import Table, keys
from citizen.eligibility.programme import Document
from citizen.eligibility.texts import localised

_COMPARISON_KEYS = keys("fact op value parameter not on_fail unknown_values")
_JOINT_KEYS = keys("all any not")
_CLAUSE_KEYS = keys("district any_group note zh en from until document quote yes no open")
_SPOKEN = {"yes": True, "no": False, "open": None}
_NAME = "%(name)s"
_NEVER = Comparison("", "eq", False)
"""Stands for what could not be read; the problem is noted."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a programme's file may refer to."""

    facts: Vocabulary
    documents: Mapping[str, Document]
    districts: tuple[str, ...]
    labels: Mapping[str, Mapping[str, Mapping[str, str]]]


def read_criterion(table: Table, around: Surroundings) -> Criterion:
    source = table.source(around.documents)
    document = around.documents.get(source.document)
    period = table.period()
    return Criterion(
        rule=_rule(table, around.facts, _CLAUSE_KEYS),
        district=table.known_text("district", around.districts),
        source=source,
        sentence=table.in_both_languages(),
        any_group=table.maybe("any_group"),
        note=table.maybe("note"),
        period=period.within(document.in_force) if document else period,
        spoken=dict(_spoken(table)),
    )


def _rule(table: Table, facts: Vocabulary, more_keys: frozenset[str] = frozenset()) -> Rule:
    """A comparison, or "all" or "any" of several rules."""
    joins = [join for join in Join if join in table.values]
    if not joins:
        table.allow_only(_COMPARISON_KEYS | more_keys)
        return _comparison(table, facts)
    table.allow_only(_JOINT_KEYS | more_keys)
    if len(joins) > 1:
        table.note("any", "stands beside all: put one of them inside the other")
    if not isinstance(table.values[joins[0]], list):
        table.note(joins[0], "must be a list of conditions")
        return _NEVER
    members = tuple(_rule(one, facts) for one in table.tables(joins[0]))
    if len(members) < 2:
        table.note(joins[0], f"{'holds only one condition' if members else 'is empty'}: name at least two")
        return _NEVER
    return Joint(joins[0], members, table.flag("not", default=False))


def _comparison(table: Table, facts: Vocabulary) -> Comparison:
    name = table.known_text("fact", facts)
    op = table.text("op")
    if op and ALIASES.get(op, op) not in OPERATORS:
        table.note("op", f"{op!r} is not known; known are {', '.join((*OPERATORS, *ALIASES))}")
    op = ALIASES.get(op, op)
    fact = facts.get(name)
    open_values = frozenset(table.texts("unknown_values"))
    if fact and open_values - set(map(str, fact.values)):
        table.note("unknown_values", f"must be among the values of {name}")
    if table.values.get("on_fail", "unknown") != "unknown":
        table.note("on_fail", 'can only be "unknown"')
    parameter = table.maybe("parameter")
    can_compare = fact is not None and op in OPERATORS
    if parameter is not None and fact is not None and can_compare:
        _check_parameter(table, fact, op, parameter)
    return Comparison(
        fact=name,
        op=op,
        value=_value(table, fact, op) if fact and can_compare and parameter is None else False,
        parameter=parameter,
        negated=table.flag("not", default=False),
        fails_open="on_fail" in table.values,
        open_values=open_values,
    )


def _check_parameter(table: Table, fact: Fact, op: str, parameter: str) -> None:
    if "value" in table.values:
        table.note("parameter", "stands beside value: compare with one of them")
    if not Parameters.is_comparable(parameter):
        table.note("parameter", f"{parameter!r} is not a parameter that a condition can compare with")
    if fact.kind not in (FactKind.NUMBER, FactKind.MONEY) or OPERATORS[op].compares_with is not ONE:
        table.note("op", f"{op} does not compare a fact of kind {fact.kind} ({fact.id}) with a parameter")


def _value(table: Table, fact: Fact, op: str) -> ComparedWith:
    operator, written = OPERATORS[op], table.values.get("value")
    if fact.kind not in operator.kinds:
        table.note("op", f"{op} does not compare a fact of kind {fact.kind} ({fact.id})")
        return False
    single = replace(fact, kind=FactKind.CHOICE) if fact.kind is FactKind.CHOICES else fact
    try:
        if operator.compares_with is ONE:
            return single.read(written)
        if not isinstance(written, list) or not written:
            raise ValueError(f"must be {operator.compares_with.name}, not {written!r}")
        values = [single.read(one) for one in written]
        if operator.compares_with is SEVERAL:
            return frozenset(values)
        return _ends(values)
    except ValueError as problem:
        table.note("value", str(problem))
        return False


def _ends(values: list[FactValue]) -> tuple[FactValue, FactValue]:
    if len(values) != 2 or values[0] > values[1]:  # type: ignore[operator]  # both of the fact's ordered kind
        raise ValueError(f"must be {RANGE.name}, the first not above the last")
    return values[0], values[1]


def _spoken(table: Table) -> Iterator[tuple[Spoken, Mapping[str, str]]]:
    """Sentences of its own: ``yes = { zh = "…", en = "…", zh_other = "…", en_other = "…" }``; so ``no``, ``open``."""
    for key, holds in _SPOKEN.items():
        if key not in table.values:
            continue
        below = table.table(key)
        below.allow_only(("zh", "en", "zh_other", "en_other"))
        yield Spoken(holds, on_behalf=False), below.in_both_languages()
        other = localised(below.text("zh_other"), below.text("en_other"))
        for language in ("zh", "en"):
            if other[language] and _NAME not in other[language]:
                below.note(f"{language}_other", f"does not name the person ({_NAME})")
        yield Spoken(holds, on_behalf=True), other
