"""The verdicts that are kept, when two lists are the same, and the edition of the rules."""

from __future__ import annotations

import dataclasses
import datetime as dt
import subprocess
import sys

from hypothesis import given
from hypothesis import strategies as st

from citizen.eligibility import rules
from citizen.eligibility.catalogue import Catalogue
from citizen.eligibility.edition import edition_of
from citizen.eligibility.interest import EVERYTHING, Interest, about
from citizen.eligibility.parameters import Parameters, ParameterValue
from citizen.eligibility.programme import Basis, Verdict
from citizen.eligibility.saved_verdicts import changes_between, fingerprint_of, read_verdict, verdicts_of
from tests.eligibility.people import CATALOGUE, people

ON = dt.date(2026, 3, 7)
MAPS = st.dictionaries(st.sampled_from("abcdef"), st.sampled_from(["eligible/policy", "unknown/report"]))


@given(people())
def test_only_programmes_that_say_something_here_and_were_asked_about(facts: dict[str, object]) -> None:
    decision = rules.decide(CATALOGUE, facts, on=ON)  # type: ignore[arg-type]
    everything = verdicts_of(decision, CATALOGUE.programmes, EVERYTHING)
    for programme, written in everything.items():
        outcome = decision.of(programme)
        assert read_verdict(written) == (outcome.verdict, outcome.basis)
    money = Interest(needs=frozenset({"money"}))
    fewer = verdicts_of(decision, CATALOGUE.programmes, money)
    assert fewer.items() <= everything.items()
    assert all("money" in CATALOGUE.programmes[one].needs for one in fewer)
    for named in list(everything)[:2]:
        assert set(verdicts_of(decision, CATALOGUE.programmes, about(CATALOGUE.programmes[named]))) == {named}


@given(MAPS, MAPS)
def test_two_lists_have_one_fingerprint_exactly_when_nothing_changed(then: dict[str, str], now: dict[str, str]) -> None:
    assert (fingerprint_of(then) == fingerprint_of(now)) is (changes_between(then, now) == [])
    assert fingerprint_of(dict(reversed(list(now.items())))) == fingerprint_of(now)


@given(MAPS, MAPS)
def test_every_change_is_named_once(then: dict[str, str], now: dict[str, str]) -> None:
    changes = changes_between(then, now)
    assert {one.programme_id for one in changes} == {one for one in "abcdef" if then.get(one) != now.get(one)}
    assert len({one.programme_id for one in changes}) == len(changes)
    assert all((one.before, one.after) == (then.get(one.programme_id), now.get(one.programme_id)) for one in changes)


def test_a_written_verdict_is_read_again() -> None:
    assert read_verdict("not_eligible/report") == (Verdict.NOT_ELIGIBLE, Basis.REPORT)


def changed(**parts: object) -> Catalogue:
    fields = ("programmes", "facts", "documents", "districts", "parameters", "labels")
    return Catalogue(**{name: parts.get(name, getattr(CATALOGUE, name)) for name in fields})  # type: ignore[arg-type]


def test_the_edition_is_the_same_in_every_process() -> None:
    command = "from citizen.eligibility import catalogue, edition; print(edition.edition_of(catalogue.load()))"
    printed = subprocess.run([sys.executable, "-c", command], capture_output=True, text=True, check=True, timeout=60)
    assert printed.stdout.strip() == edition_of(CATALOGUE)


def test_the_edition_changes_with_a_rule_and_with_a_parameter_but_not_with_a_name() -> None:
    programme = next(one for one in CATALOGUE.programmes.values() if one.criteria)
    others = {**CATALOGUE.programmes}
    stricter = dataclasses.replace(programme, criteria=programme.criteria[1:])
    renamed = dataclasses.replace(programme, aliases=("new name",))
    assert edition_of(changed(programmes={**others, programme.id: stricter})) != edition_of(CATALOGUE)
    assert edition_of(changed(parameters=Parameters([ParameterValue("adult_age", 18)]))) != edition_of(CATALOGUE)
    assert edition_of(changed(programmes={**others, programme.id: renamed})) == edition_of(CATALOGUE)
