"""What a person could do about a "no": one answer that can be changed, and the programme decided again with it. Pure.

``changes.toml`` says which answers these are and what is said. Nothing is said unless deciding again gives no "no".
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from citizen.eligibility import catalogue, rules
from citizen.eligibility.catalogue import Catalogue
from citizen.eligibility.implications import Implication, what_follows
from citizen.eligibility.programme import Facts, FactValue, Outcome, Verdict
from citizen.eligibility.rules import Rules
from citizen.eligibility.texts import Localised, traditional
from citizen.eligibility.wording import Section, WordingError, read_file

FILE = Path(__file__).with_name("changes.toml")
_NAME = "%(name)s"


class ChangeWording(NamedTuple):
    to_self: str
    to_other: str

    def sentence(self, name: str | None) -> str:
        return self.to_self if name is None else self.to_other.replace(_NAME, name)


class Changeable(NamedTuple):
    """An answer that somebody can change by an act of their own."""

    fact: str
    answers_now: frozenset[FactValue]
    answer_then: FactValue
    programme: str | None
    """The programme by which one gets there."""
    wording: Localised[ChangeWording]


def what_would_help(
    catalogue: Rules,
    stated: Facts,
    *,
    on: dt.date,
    changeable: Iterable[Changeable],
    implications: Iterable[Implication] = (),
) -> Mapping[str, tuple[Changeable, ...]]:
    """By programme that says "no": the single changes after which it no longer does."""
    known = {**stated, **what_follows(stated, implications, on)}
    refused = {one.programme_id: one for one in rules.decide(catalogue, known, on=on).results if _is_no(one)}
    found: dict[str, tuple[Changeable, ...]] = {}
    for change in changeable:
        if known.get(change.fact) not in change.answers_now:
            continue
        then = {**stated, change.fact: change.answer_then}
        then |= what_follows(then, implications, on)
        if not _matters(known, then, refused.values(), catalogue):
            continue
        for outcome in rules.decide(catalogue, then, on=on).results:
            if outcome.programme_id in refused and not _is_no(outcome) and outcome.programme_id != change.programme:
                found[outcome.programme_id] = (*found.get(outcome.programme_id, ()), change)
    return found


def _is_no(outcome: Outcome) -> bool:
    return outcome.verdict is Verdict.NOT_ELIGIBLE


def _matters(known: Facts, then: Facts, refused: Iterable[Outcome], catalogue: Rules) -> bool:
    """Does an unmet condition look at a fact that becomes another, or at one derived from it? Spares deciding again in
    vain. What followed from the old answer goes with it.
    """
    changed = {fact for fact in known.keys() | then.keys() if known.get(fact) != then.get(fact)}
    unmet = {fact for one in refused for reason in one.reasons if reason.holds is False for fact in reason.facts}
    return any(fact in changed or not changed.isdisjoint(catalogue.facts[fact].derived_from) for fact in unmet)


@cache
def load_changeable(path: Path = FILE) -> tuple[Changeable, ...]:
    """:raises WordingError: names every problem by file and key."""
    file, known = read_file(path), catalogue.load()
    found = []
    for fact, written in file.values.items():
        if fact not in known.facts or not known.facts[fact].asked or not isinstance(written, list):
            file.note(fact, "is not a fact anybody can be asked for, written [[…]]")
            continue
        found += [_read(fact, Section(file.file, fact, one, file.problems), known) for one in written]
    if file.problems:
        raise WordingError(file.problems)
    return tuple(one for one in found if one is not None)


def _read(fact: str, section: Section, known: Catalogue) -> Changeable | None:
    section.allow_only(("from", "to", "programme", "zh", "en"))
    programme = section.text("programme", required=False) or None
    if programme is not None and programme not in known.programmes:
        section.note("programme", f"there is no programme {programme}")
    chinese, english = (_read_wording(section.section(language)) for language in ("zh", "en"))
    now = section.values.get("from")
    try:
        answers = frozenset(known.facts[fact].read(one) for one in (now if isinstance(now, list) else [now]))
        answer = known.facts[fact].read(section.values.get("to"))
    except ValueError as problem:
        section.note("", str(problem))
        return None
    return Changeable(fact, answers, answer, programme, Localised(chinese, english, _in_traditional))


def _read_wording(section: Section) -> ChangeWording:
    section.allow_only(("self", "other"))
    return ChangeWording(section.text("self"), section.text("other"))


def _in_traditional(wording: ChangeWording) -> ChangeWording:
    return ChangeWording(*map(traditional, wording))
