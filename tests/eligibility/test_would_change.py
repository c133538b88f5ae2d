"""What would change a "no": said only when it is so."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citizen.eligibility import rules
from citizen.eligibility.implications import load_implications, what_follows
from citizen.eligibility.programme import FactValue, Verdict
from citizen.eligibility.wording import WordingError
from citizen.eligibility.would_change import load_changeable, what_would_help
from tests.eligibility.people import CATALOGUE, DISTRICTS, people

ON = dt.date(2026, 3, 7)
CHANGEABLE, IMPLICATIONS = load_changeable(), load_implications()
NEVER_CHANGEABLE = {"birth_date", "disability_categories", "severe", "disability_grade", "person_district", "autism"}


def verdicts(facts: dict[str, FactValue]) -> dict[str, Verdict]:
    known = {**facts, **what_follows(facts, IMPLICATIONS, ON)}
    return {one.programme_id: one.verdict for one in rules.decide(CATALOGUE, known, on=ON).results}


@settings(max_examples=60, deadline=None)
@given(facts=people(), district=st.sampled_from(DISTRICTS))
def test_it_is_said_exactly_where_deciding_again_gives_no_no(facts: dict[str, Any], district: str) -> None:
    facts |= {"person_district": district, "employer_district": district}
    said = what_would_help(CATALOGUE, facts, on=ON, changeable=CHANGEABLE, implications=IMPLICATIONS)
    now = verdicts(facts)
    known = {**facts, **what_follows(facts, IMPLICATIONS, ON)}
    expected: dict[str, list[str]] = {}
    for change in CHANGEABLE:
        if known.get(change.fact) in change.answers_now:
            then = verdicts({**facts, change.fact: change.answer_then})
            for programme, verdict in now.items():
                helps = verdict is Verdict.NOT_ELIGIBLE and then[programme] is not Verdict.NOT_ELIGIBLE
                if helps and programme != change.programme:
                    expected.setdefault(programme, []).append(change.fact)
    assert {programme: [one.fact for one in changes] for programme, changes in said.items()} == expected


def test_registering_employment_helps_who_is_otherwise_fit() -> None:
    facts: dict[str, FactValue] = {
        "person_district": "xicheng",
        "employment_difficulty_confirmed": True,
        "employment_status": "flexible",
        "employment_registered": False,
        "receiving_social_or_post_subsidy": True,
    }
    said = what_would_help(CATALOGUE, facts, on=ON, changeable=CHANGEABLE)
    (change,) = said["free-personnel-file-storage"]
    assert change.wording["zh-Hans"].sentence(None) == "如果您办了就业登记，这个项目可能适合您。"
    assert change.wording["zh-Hant"].sentence("李明") == "如果李明辦了就業登記，這個項目可能適合李明。"
    two_missing = {**facts, "employment_difficulty_confirmed": False}
    said = what_would_help(CATALOGUE, two_missing, on=ON, changeable=CHANGEABLE)
    assert "free-personnel-file-storage" not in said


def test_what_nobody_can_change_is_not_offered() -> None:
    assert NEVER_CHANGEABLE.isdisjoint(change.fact for change in CHANGEABLE)


@pytest.mark.parametrize("change", CHANGEABLE, ids=lambda one: one.fact)
def test_every_sentence_is_there_for_oneself_and_for_somebody(change: Any) -> None:
    for locale in ("zh-Hans", "zh-Hant", "en"):
        wording = change.wording[locale]
        assert "%" not in wording.to_self
        assert "%" not in wording.sentence("李明")
        assert change.answer_then not in change.answers_now


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('[[castle]]\nto = true', "castle: is not a fact anybody can be asked for"),
        ('[[autism]]\nfrom = [1]\nto = true\nzh = { self = "如", other = "如" }\nen = { self = "I", other = "I" }',
         "autism: must be true or false"),
        ('[[autism]]\nfrom = [false]\nto = true\nzh = { self = "如" }\nen = { self = "I", other = "I" }',
         "autism.zh.other: is missing"),
        ('[[autism]]\nfrom = [false]\nto = true\nprogramme = "x"', "autism.programme: there is no programme x"),
    ],
)  # fmt: skip
def test_a_broken_file_is_refused(tmp_path: Path, text: str, problem: str) -> None:
    file = tmp_path / "changes.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(WordingError) as refusal:
        load_changeable(file)
    assert f"changes.toml: {problem}" in str(refusal.value)
