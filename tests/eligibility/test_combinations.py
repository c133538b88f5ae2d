"""Notes about having two programmes at once: stated by a document, shown beside a result, never a refusal."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from citizen.eligibility.catalogue import Catalogue
from citizen.eligibility.combinations import combination_notes, combinations_of, contradictions, stated_combinations
from citizen.eligibility.findings import Finding, Findings, Group
from citizen.eligibility.programme import Combination, CombinationEffect, Programme, Verdict
from citizen.eligibility.rules import decide
from tests.support.visitor import Visitor

BONUS, REWARD = "employer-scale-hiring-bonus", "employer-over-quota-reward"


def findings_with(catalogue: Catalogue, **groups: Group) -> Findings:
    decision = decide(catalogue, {}, on=dt.date(2026, 3, 2), district="xicheng")
    found = dict.fromkeys(Group, ())
    for name, group in groups.items():
        identity = name.replace("_", "-")
        found[group] = (*found[group], Finding(catalogue.programmes[identity], decision.of(identity)))
    return found


def test_it_holds_for_both_though_one_file_states_it(catalogue: Catalogue) -> None:
    for programme in (BONUS, REWARD):
        (note,) = combinations_of(catalogue.programmes[programme], catalogue.programmes)
        assert note.pair == {BONUS, REWARD}
        assert note.effect is CombinationEffect.STACK
        assert "基础上" in note.source.quote


@pytest.mark.parametrize(
    ("bonus", "reward", "shown"),
    [
        (Group.LIKELY, Group.LIKELY, True),
        (Group.LIKELY, Group.NOT_STATED, True),
        (Group.TO_CONFIRM, Group.LIKELY, True),
        (Group.NOT_STATED, Group.NOT_STATED, False),
        (Group.UNLIKELY, Group.LIKELY, False),
        (Group.LIKELY, Group.FOR_OTHERS, False),
    ],
)
def test_a_result_shows_it_while_both_are_possible(
    catalogue: Catalogue, bonus: Group, reward: Group, shown: bool
) -> None:
    found = findings_with(catalogue, employer_scale_hiring_bonus=bonus, employer_over_quota_reward=reward)
    assert bool(combination_notes(found, catalogue.programmes, "xicheng")) is shown
    assert not combination_notes(found, catalogue.programmes, "chaoyang"), "another district says nothing"


def test_every_note_is_in_the_words_of_a_document(catalogue: Catalogue) -> None:
    notes = list(stated_combinations(catalogue.programmes))
    assert notes
    for note in notes:
        assert note.source.quote
        assert catalogue.documents[note.source.document].district == note.district


def test_two_files_that_contradict_each_other_are_found(catalogue: Catalogue) -> None:
    assert not list(contradictions(catalogue.programmes))
    opposite = Combination((BONUS,), CombinationEffect.EXCLUDE, "xicheng", catalogue.programmes[BONUS].sources[0])
    programmes: dict[str, Programme] = dict(catalogue.programmes)
    programmes[REWARD] = replace(programmes[REWARD], combinations=(opposite,))
    assert len(list(contradictions(programmes))) == 1


def test_it_changes_no_verdict(catalogue: Catalogue) -> None:
    decision = decide(catalogue, {}, on=dt.date(2026, 3, 2), district="xicheng")
    assert decision.of(BONUS).verdict is Verdict.UNKNOWN


@pytest.mark.parametrize("path", [f"/programmes/{BONUS}", f"/programmes/{REWARD}/rules"])
def test_the_pages_say_it_with_its_source(visitor: Visitor, path: str) -> None:
    visitor.open(path)
    assert visitor.page.has_text("可以一起享受")
    assert visitor.page.has_text("在北京市超比例安置残疾人奖励政策的基础上")
