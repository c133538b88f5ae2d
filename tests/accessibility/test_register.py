"""The register of accessibility: complete, and every claim has evidence that exists and is known to catch a fault."""

from __future__ import annotations

import ast
import re
from collections import Counter
from functools import cache

import pytest

from a11y_tests.known_exceptions import EXCEPTIONS
from citizen.accessibility.check_results import load_results
from citizen.accessibility.wcag_register import EVIDENCE_FILE, Criterion, load_register
from tests.accessibility.evidence import all_faults, evidence, without_case, written
from tests.code_base.sources import ROOT

REGISTER = load_register()
EVERYTHING = (*REGISTER.criteria, *REGISTER.clauses)
MANUAL = ROOT / "docs/accessibility-manual-tests.md"
_HAN = re.compile(r"[\u4e00-\u9fff]")
#: Chinese characters of one sentence, as in every text of the site.
LONGEST_SENTENCE = 35


def _name(one: Criterion) -> str:
    return one.anchor


def test_all_86_criteria_are_there_and_the_obsolete_one_is_not() -> None:
    numbers = [one.number for one in REGISTER.criteria]
    assert len(numbers) == len(set(numbers)) == 86
    assert Counter(one.level for one in REGISTER.criteria) == {"A": 31, "AA": 24, "AAA": 31}
    assert "4.1.1" not in numbers
    assert numbers == sorted(numbers, key=lambda number: [int(part) for part in number.split(".")])


def test_the_clauses_for_terminals_are_there() -> None:
    numbers = [one.number for one in REGISTER.clauses]
    assert len(numbers) == len(set(numbers))
    assert {f"5.1.3.{number}" for number in range(1, 17)} <= set(numbers)


@pytest.mark.parametrize("one", EVERYTHING, ids=_name)
def test_it_says_in_both_languages_how_it_is_met(one: Criterion) -> None:
    texts = [one.name, one.how, *(gap.words for gap in one.gaps)]
    assert all(_HAN.search(text.zh) and not _HAN.search(text.en) and text.en for text in texts)
    sentences = [sentence for text in texts for sentence in re.split(r"[。！？；\n]", text.zh)]
    assert [sentence for sentence in sentences if len(_HAN.findall(sentence)) > LONGEST_SENTENCE] == []


@pytest.mark.parametrize("one", EVERYTHING, ids=_name)
def test_it_has_evidence(one: Criterion) -> None:
    """A test, or a script that people carry out; for a script alone the page says that nobody has done so yet."""
    assert one.evidence or one.manual


def test_nearly_everything_is_proved_by_a_program() -> None:
    by_hand_only = {one.number for one in REGISTER.criteria if not one.evidence}
    assert by_hand_only == set(), "Write the check that is missing, or say here why no program can know it."


def test_levels_a_and_aa_have_no_exceptions() -> None:
    assert [one.number for one in REGISTER.criteria if one.level in ("A", "AA") and one.gaps] == []


def test_the_tests_named_exist() -> None:
    named = {item.test for one in EVERYTHING for item in one.evidence}
    assert {test for test in named if test.partition("::")[2] not in _tests_in(test.partition("::")[0])} == set()


@pytest.mark.parametrize("one", [one for one in EVERYTHING if one.evidence], ids=_name)
def test_each_test_named_catches_the_fault_named(one: Criterion) -> None:
    """A test that no seeded fault is aimed at is evidence for nothing."""
    faults = all_faults()
    for item in one.evidence:
        assert item.faults, item.test
        assert [name for name in item.faults if name not in faults] == []
        aimed = [name for name in item.faults if item.test in map(without_case, faults[name].caught_by)]
        assert aimed == list(item.faults), item.test


def test_the_evidence_is_all_that_is_known() -> None:
    """`python -m tests.accessibility.evidence` after a fault was added, moved or taken away."""
    assert EVIDENCE_FILE.read_text(encoding="utf-8") == written(evidence(all_faults().values()))


def test_every_fault_breaks_something_that_is_in_the_register() -> None:
    known = {one.number if one.level != "EN" else f"EN {one.number}" for one in EVERYTHING}
    assert {number for fault in all_faults().values() for number in fault.criteria} - known == set()


def test_the_scripts_for_people_are_written_out() -> None:
    described = set(re.findall(r"^## (M\d+)\b", MANUAL.read_text(encoding="utf-8"), re.MULTILINE))
    assert {script for one in EVERYTHING for script in one.manual} <= described
    assert described == {f"M{number}" for number in range(1, 15)}


def test_what_engines_say_and_we_do_not_follow_is_public() -> None:
    told = {(one.engine, rule) for one in REGISTER.not_followed for rule in one.rules}
    assert told == {(one.engine, one.rule) for one in EXCEPTIONS}


def test_without_a_run_no_result_is_claimed(tmp_path) -> None:
    missing, broken = tmp_path / "none.json", tmp_path / "broken.json"
    broken.write_text('{"a": {"on": "yesterday"}}', encoding="utf-8")
    assert load_results(missing) == load_results(broken) == {}


@cache
def _tests_in(path: str) -> frozenset[str]:
    file = ROOT / path
    if not file.is_file():
        return frozenset()
    names = set()
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef):
            names.add(node.name)
        if isinstance(node, ast.ClassDef):
            names |= {f"{node.name}::{one.name}" for one in node.body if isinstance(one, ast.FunctionDef)}
    return frozenset(names)
