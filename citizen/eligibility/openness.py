"""What is open about an open condition: which answers could settle it, and which parameters nobody has set. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from citizen.eligibility.conditions import condition_for, parameter_key
from citizen.eligibility.criterion import Comparison, Facts, Join, Rule
from citizen.eligibility.derivation import unanswered_sources
from citizen.eligibility.parameters import Effective


class Open(NamedTuple):
    """An open condition."""

    facts: tuple[str, ...]
    """The facts to ask that could settle it, perhaps none."""
    can_hold: bool
    """Can answers to those facts make it hold?"""
    can_fail: bool
    unset: tuple[str, ...] = ()
    """The parameters without which no answer settles all of it."""

    @property
    def negated(self) -> Open:
        return Open(self.facts, self.can_fail, self.can_hold, self.unset)


class Unanswered(dict[str | Rule, tuple[str, ...] | Open]):
    """The unanswered facts behind each open fact and each open rule, worked out once per case."""

    def __init__(self, known: Facts, effective: Effective, unanswerable: frozenset[str] = frozenset()) -> None:
        self._known, self._effective, self._unanswerable = known, effective, unanswerable

    def __missing__(self, about: str | Rule) -> tuple[str, ...] | Open:
        found = self._behind(about) if isinstance(about, str) else self._open(about)
        self[about] = found
        return found

    def _behind(self, fact: str) -> tuple[str, ...]:
        found = unanswered_sources(fact, self._known, self._effective)
        if self._unanswerable:
            return tuple(name for name in found if name not in self._unanswerable)
        return found

    def _open(self, rule: Rule) -> Open:
        """What is open about a rule that these facts leave open."""
        if isinstance(rule, Comparison):
            return self._open_comparison(rule)
        # The members that are settled have no say: had one decided the join, it would not be open.
        members = [self._open(one) for one in rule.members if condition_for(one)(self._known) is None]
        found = _joined(rule.join, members)
        return found.negated if rule.negated else found

    def _open_comparison(self, rule: Comparison) -> Open:
        if rule.parameter is not None and parameter_key(rule.parameter) not in self._known:
            return Open((), can_hold=False, can_fail=False, unset=(rule.parameter,))
        facts = self._behind(rule.fact)
        return Open(facts, bool(facts), bool(facts) and not rule.fails_open)


def _joined(join: Join, members: list[Open]) -> Open:
    quantifiers = (all, any) if join is Join.ALL else (any, all)
    holds, fails = quantifiers
    return Open(
        _once(fact for member in members for fact in member.facts),
        holds(member.can_hold for member in members),
        fails(member.can_fail for member in members),
        _once(parameter for member in members for parameter in member.unset),
    )


def _once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
