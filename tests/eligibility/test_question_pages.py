"""Several questions on one page: fewer pages, the same answers, and never a question whose answer is known."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from pathlib import Path as File

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citizen.eligibility import path as paths
from citizen.eligibility import rules
from citizen.eligibility.answers import NOTHING_SAID, Answers
from citizen.eligibility.implications import Implication, load_implications, what_follows
from citizen.eligibility.interest import EVERYTHING, Interest, about
from citizen.eligibility.path import MOST_QUESTIONS, Path, find_path
from citizen.eligibility.programme import Audience, FactValue
from citizen.eligibility.question_count import TARGET_FOR_EVERYTHING, TARGET_FOR_ONE, count_questions
from citizen.eligibility.question_pages import (
    MOST_ON_A_PAGE,
    ONE_BY_ONE,
    Paging,
    load_page_wordings,
    load_paging,
)
from citizen.eligibility.service import all_questions
from citizen.eligibility.typical_people import typical_people
from citizen.eligibility.wording import WordingError
from tests.eligibility.people import CATALOGUE, DISTRICTS, answers_to

ON = dt.date(2026, 3, 7)
PAGING = load_paging(all_questions())
IMPLICATIONS = PAGING.implications
ABOUT_PERSONS = [fact for fact in CATALOGUE.facts.values() if fact.asked and fact.audience == Audience.CITIZEN]
districts = st.sampled_from(DISTRICTS)
Said = dict[str, FactValue | None]


def truthful(said: Said) -> Said:
    """The same person, without contradicting themselves: what follows from their answers is so."""
    known = {fact: value for fact, value in said.items() if value is not None}
    for one in sorted(IMPLICATIONS * 3, key=lambda one: one.answer is not True):
        if one.follows(known, ON):
            known[one.fact] = one.answer
    return {**said, **known}


def contradicts_nothing(said: Said) -> bool:
    known = {fact: value for fact, value in said.items() if value is not None}
    return all(known[one.fact] == one.answer for one in IMPLICATIONS if one.follows(known, ON))


anybody = st.fixed_dictionaries({fact.id: st.none() | answers_to(fact) for fact in ABOUT_PERSONS}).map(truthful)
consistent = anybody.filter(contradicts_nothing)


def steps(said: Said, paging: Paging, interest: Interest = EVERYTHING) -> Iterator[tuple[Path, Answers]]:
    """The path at every page, and the answers given so far; the last time nothing more is asked."""
    answers = NOTHING_SAID
    while True:
        path = find_path(CATALOGUE, answers, on=ON, paging=paging, interest=interest)
        yield path, answers
        if path.next_page is None:
            return
        for fact in path.next_page.facts:
            answers = answers.saying(fact, said.get(fact))


def last_of(said: Said, paging: Paging) -> tuple[Path, Answers]:
    *_, last = steps(said, paging)
    return last


def verdicts(answers: Answers) -> dict[str, str]:
    facts = {**answers.facts, **what_follows(answers.facts, IMPLICATIONS, ON)}
    decided = rules.decide(CATALOGUE, facts, on=ON).results
    persons = EVERYTHING.choose(CATALOGUE.programmes.values())
    return {one.programme_id: one.verdict for one in decided if one.programme_id in persons}


@settings(max_examples=60, deadline=None)
@given(said=consistent, district=districts)
def test_answers_together_decide_as_answers_one_by_one(said: Said, district: str) -> None:
    said["person_district"] = district
    _, together = last_of(said, PAGING)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(paths, "MOST_QUESTIONS", len(ABOUT_PERSONS))
        _, one_by_one = last_of(said, ONE_BY_ONE)
    assert verdicts(together) == verdicts(one_by_one)


@settings(max_examples=60, deadline=None)
@given(said=anybody, district=districts)
def test_nothing_is_asked_whose_answer_follows_or_that_settles_nothing(said: Said, district: str) -> None:
    said["person_district"] = district
    for path, answers in steps(said, PAGING):
        if path.next_page is None or path.next == "person_district":
            continue
        follows = what_follows(answers.facts, IMPLICATIONS, ON)
        decided = rules.decide(CATALOGUE, {**answers.facts, **follows}, on=ON).results
        open_facts = {fact for outcome in decided for fact in outcome.missing}
        assert not follows.keys() & set(path.next_page.facts)
        assert set(path.next_page.facts) <= open_facts


@settings(max_examples=60, deadline=None)
@given(said=anybody, district=districts)
def test_the_number_of_pages_left_is_kept_and_only_falls(said: Said, district: str) -> None:
    said["person_district"] = district
    *_, (path, _) = steps(said, PAGING)
    promised = [page.at_most for page in path.pages]
    assert promised[0] is None, "Before the district nothing can be promised."
    left = len(path.pages) - 1
    for at_most in promised[1:]:
        assert at_most is not None
        assert left <= at_most
        left -= 1
    after_the_district = [at_most for at_most in promised[1:] if at_most is not None]
    assert after_the_district == sorted(set(after_the_district), reverse=True)


@settings(max_examples=60, deadline=None)
@given(said=anybody, district=districts)
def test_pages_are_small_and_hold_only_what_belongs_together(said: Said, district: str) -> None:
    said["person_district"] = district
    path, _ = last_of(said, PAGING)
    assert len(path.pages) < MOST_QUESTIONS, "The limit is never what ends the questions."
    for page in path.pages:
        assert len(page.facts) <= MOST_ON_A_PAGE
        assert len(page.facts) == 1 or len({PAGING.group_of.get(fact) for fact in page.facts}) == 1


def test_typical_people_keep_the_targets_in_every_district() -> None:
    for count in count_questions(CATALOGUE, PAGING, typical_people(CATALOGUE.facts)):
        where = (count.person.id, count.district)
        assert count.everything <= TARGET_FOR_EVERYTHING, where
        assert count.still_open == 0, where
        assert count.most_for_one <= TARGET_FOR_ONE, (where, count.one_programme)


@pytest.mark.parametrize("district", DISTRICTS)
def test_one_programme_takes_at_most_five_pages_whoever_asks(district: str) -> None:
    chance = random.Random(district)
    for _ in range(5):
        said: Said = {
            fact.id: chance.choice([True, False]) if fact.kind == "yes_no" else chance.choice([*fact.values])
            for fact in ABOUT_PERSONS
            if fact.kind == "yes_no" or (fact.kind == "choice" and fact.values)
        }
        said |= {
            "person_district": district,
            "birth_date": dt.date(chance.randint(1940, 2024), 5, 1),
            "disability_categories": frozenset(chance.sample(["visual", "physical", "psychiatric"], 2)),
            "household_status": frozenset(chance.sample(["dibao", "destitute", "dibao_edge"], 1)),
        }
        for programme in CATALOGUE.programmes.values():
            if programme.audience is Audience.CITIZEN and district in programme.runs:
                *_, (path, _) = steps(truthful(said), PAGING, about(programme))
                assert len(path.pages) <= TARGET_FOR_ONE, (programme.id, path.answered)


def test_who_is_not_insured_is_not_asked_for_the_premium() -> None:
    said = {fact.id: False for fact in ABOUT_PERSONS if fact.kind == "yes_no"}
    path, _ = last_of({**said, "person_district": "tongzhou", "birth_date": dt.date(1980, 1, 1)}, PAGING)
    assert "pension_enrolled" in path
    assert "premium_paid" not in path


def test_a_stated_answer_counts_before_one_that_follows() -> None:
    facts: dict[str, FactValue] = {"pension_enrolled": False, "premium_paid": True}
    assert "premium_paid" not in what_follows(facts, IMPLICATIONS, ON)


def test_what_follows_may_lead_further() -> None:
    facts: dict[str, FactValue] = {"household_status": frozenset({"severe_unemployed"})}
    followed = what_follows(facts, IMPLICATIONS, ON)
    assert followed == {"severe_in_household": True, "has_disability_in_household": True}


@pytest.mark.parametrize(("years", "follows"), [(5, True), (6, False), (17, False), (18, True)])
def test_ages_are_counted_on_the_birthday(years: int, follows: bool) -> None:
    born = ON.replace(year=ON.year - years)
    assert ("compulsory_school_age" in what_follows({"birth_date": born}, IMPLICATIONS, ON)) is follows


@pytest.mark.parametrize("implication", IMPLICATIONS, ids=lambda one: f"{one.fact}={one.answer}")
def test_every_implication_can_spare_somebody_a_question(implication: Implication) -> None:
    """It is about a fact that some programme looks at, and hangs on facts people are asked."""
    compared = {c.fact for p in CATALOGUE.programmes.values() for one in p.criteria for c in one.comparisons}
    doubles = {fact.same_as for fact in CATALOGUE.facts.values() if fact.id in compared}
    derived = {source for fact in compared for source in CATALOGUE.facts[fact].derived_from}
    assert implication.fact in compared | doubles | derived
    assert all(fact in all_questions() for fact in implication.when)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[[castle]]\nanswer = true", "castle: is not a fact anybody can be asked for"),
        ('[[severe]]\nanswer = "yes"\nwhen = { autism = true }\nbecause = "x"', "severe: must be true or false"),
        ('[[severe]]\nanswer = true\nbecause = "x"', "severe.when: is missing"),
        ("[[severe]]\nanswer = true\nwhen = { autism = true }", "severe.because: is missing"),
        ('[[severe]]\nanswer = true\nwhen = { autism = 3 }\nbecause = "x"', "severe: must be true or false, not 3"),
        ('[severe]\nanswer = true\nbecause = "x"', "severe: must be written [[…]]"),
        ('[[severe]]\nansewr = true\nwhen = { autism = true }\nbecause = "x"', "severe.ansewr: is not known here"),
    ],
)
def test_a_broken_file_of_implications_is_refused(tmp_path: File, text: str, problem: str) -> None:
    file = tmp_path / "implications.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(WordingError) as refusal:
        load_implications(file)
    assert f"implications.toml: {problem}" in str(refusal.value)


def test_a_shared_page_without_words_is_refused(tmp_path: File) -> None:
    file = tmp_path / "question_pages.toml"
    file.write_text('[castle.zh]\nself = "？"\n', encoding="utf-8")
    with pytest.raises(WordingError) as refusal:
        load_page_wordings(all_questions(), file)
    for problem in ("castle: no question stands on this page", "situations: has no words", "castle.en: is missing"):
        assert problem in str(refusal.value)
