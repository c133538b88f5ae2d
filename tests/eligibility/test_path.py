"""The path of a check: whatever is answered, and however often it is changed, it leads to the result."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citizen.eligibility.answers import NOTHING_SAID, Answers, read_answers
from citizen.eligibility.catalogue import Catalogue, load
from citizen.eligibility.facts import Fact, FactKind
from citizen.eligibility.interest import EVERYTHING, Interest, about
from citizen.eligibility.path import MOST_QUESTIONS, OPENING, Path, find_path
from citizen.eligibility.programme import Audience, FactValue

ON = dt.date(2026, 3, 7)
CATALOGUE = load()
FOR_PERSONS = [fact for fact in CATALOGUE.facts.values() if fact.asked and fact.audience == Audience.CITIZEN]
ISSUE_USER: dict[str, FactValue] = {
    "person_district": "tongzhou",
    "birth_date": dt.date(1990, 5, 1),
    "certificate_status": "valid",
    "disability_categories": frozenset({"physical"}),
    "severe": True,
    "employment_status": "unemployed",
    "household_hardship": False,
    "school_stage": "none",
}


def values_of(fact: Fact) -> st.SearchStrategy[FactValue | None]:
    """Every answer a question page can give; None is "not sure"."""
    by_kind: dict[FactKind, st.SearchStrategy[FactValue]] = {
        FactKind.YES_NO: st.booleans(),
        FactKind.CHOICE: st.sampled_from([*fact.values, *fact.other_values] or [""]),
        FactKind.CHOICES: st.frozensets(st.sampled_from([*map(str, fact.values)] or [""])),
        FactKind.DATE: st.dates(dt.date(1930, 1, 1), ON),
        FactKind.NUMBER: st.integers(0, 40),
    }
    return st.none() | by_kind[fact.kind]


all_answers = st.fixed_dictionaries({fact.id: values_of(fact) for fact in FOR_PERSONS})


def walk(
    said: dict[str, FactValue | None], *, implied: Answers = NOTHING_SAID, interest: Interest = EVERYTHING
) -> tuple[Path, Answers]:
    """Answer page after page until nothing more is asked."""
    answers = NOTHING_SAID
    for _ in range(MOST_QUESTIONS + 1):
        path = find_path(CATALOGUE, answers, on=ON, implied=implied, interest=interest)
        if path.next is None:
            return path, answers
        answers = answers.saying(path.next, said.get(path.next))
    raise AssertionError(f"asked more than {MOST_QUESTIONS} questions: {list(answers)}")


@settings(max_examples=60, deadline=None)
@given(said=all_answers)
def test_every_path_ends_within_the_promised_number_and_asks_nothing_twice(
    said: dict[str, FactValue | None],
) -> None:
    path, _ = walk(said)
    assert 1 <= len(path.answered) <= MOST_QUESTIONS
    assert len(set(path.answered)) == len(path.answered)


@settings(max_examples=60, deadline=None)
@given(said=all_answers, changed=st.sampled_from([fact.id for fact in FOR_PERSONS]), data=st.data())
def test_changing_any_answer_never_leads_to_a_dead_end(
    said: dict[str, FactValue | None], changed: str, data: st.DataObject
) -> None:
    _, answers = walk(said)
    value = data.draw(values_of(CATALOGUE.facts[changed]))
    answers = answers.saying(changed, value)
    for _ in range(MOST_QUESTIONS + 1):
        path = find_path(CATALOGUE, answers, on=ON)
        pages = (*path.answered, path.next) if path.next else path.answered
        assert len(pages) <= MOST_QUESTIONS
        # Whatever page one stands on, there is a way on and a way back.
        assert [path.after(fact) for fact in pages] == [*pages[1:], None]
        assert [path.before(fact) for fact in pages] == [None, *pages[:-1]]
        if path.next is None:
            return
        answers = answers.saying(path.next, None)
    raise AssertionError("the path never ends")


@settings(max_examples=40, deadline=None)
@given(said=all_answers, position=st.integers(0, MOST_QUESTIONS - 1), data=st.data())
def test_a_changed_answer_changes_nothing_before_it(
    said: dict[str, FactValue | None], position: int, data: st.DataObject
) -> None:
    path, answers = walk(said)
    fact = path.answered[min(position, len(path.answered) - 1)]
    changed = answers.saying(fact, data.draw(values_of(CATALOGUE.facts[fact])))
    after = find_path(CATALOGUE, changed, on=ON)
    before = path.answered[: path.answered.index(fact) + 1]
    assert (*after.answered, after.next)[: len(before)] == before


def test_an_answer_that_matters_no_longer_is_off_the_path_but_kept() -> None:
    path, answers = walk(dict(ISSUE_USER))
    assert "severe" in path
    moved = answers.saying("person_district", "other")
    elsewhere = find_path(CATALOGUE, moved, on=ON)
    assert elsewhere.answered == ("person_district",)
    assert "severe" not in elsewhere
    assert moved.facts["severe"] is True
    back = find_path(CATALOGUE, moved.saying("person_district", "tongzhou"), on=ON)
    assert back == path


def test_the_user_of_the_issue_needs_at_most_13_questions() -> None:
    path, answers = walk({**{fact.id: False for fact in FOR_PERSONS if fact.kind is FactKind.YES_NO}, **ISSUE_USER})
    assert len(path.answered) <= 13
    assert {"person_district", "birth_date", "employment_status", "severe"} <= set(answers)


@pytest.mark.parametrize("district", ["tongzhou", "chaoyang", "xicheng", "fenghua"])
def test_the_opening_is_the_same_everywhere(district: str) -> None:
    path, _ = walk({**ISSUE_USER, "person_district": district})
    assert path.answered[: len(OPENING)] == OPENING


def test_without_a_district_nothing_can_be_asked() -> None:
    path = find_path(CATALOGUE, NOTHING_SAID.saying("person_district", None), on=ON)
    assert (path.answered, path.next) == (("person_district",), None)


def test_no_question_for_employers_or_institutions_is_put_to_a_person() -> None:
    persons = {fact.id for fact in FOR_PERSONS}
    for district in CATALOGUE.districts:
        path, _ = walk({"person_district": district})
        assert set(path.answered) <= persons


def test_what_was_said_before_is_not_asked() -> None:
    chaoyang: dict[str, FactValue | None] = {
        "person_district": "chaoyang",
        "birth_date": dt.date(1990, 5, 1),
        "certificate_status": "valid",
        "disability_categories": frozenset({"intellectual"}),
    }
    asked, _ = walk(chaoyang)
    assert "applicant_role" in asked
    not_asked, _ = walk(chaoyang, implied=Answers({"applicant_role": "self"}))
    assert "applicant_role" not in not_asked


def test_a_question_off_the_path_leads_on_to_the_first_unanswered_one() -> None:
    path = find_path(CATALOGUE, Answers({"person_district": "tongzhou"}), on=ON)
    assert (path.answered, path.next) == (("person_district",), "birth_date")
    assert path.step("on_internship") is None
    assert path.before("on_internship") == "person_district"
    assert path.after("on_internship") == "birth_date"


def test_answers_survive_being_stored() -> None:
    answers = Answers(dict(ISSUE_USER), frozenset({"disability_grade"})).saying("disability_grade", 2)
    answers = answers.saying("psychiatric_stable", None)
    assert read_answers(answers.as_json(), CATALOGUE.facts, on=ON) == answers
    assert "disability_grade" in answers
    assert "psychiatric_stable" in answers
    assert "employment_registered" not in answers


def test_a_stored_answer_the_catalogue_no_longer_knows_is_left_out() -> None:
    stored = {"facts": {"severe": True, "shoe_size": 43}, "unsure": ["hat_size"]}
    assert read_answers(stored, CATALOGUE.facts, on=ON) == Answers({"severe": True})


def test_another_catalogue_has_another_path() -> None:
    empty = Catalogue(
        {}, CATALOGUE.facts, CATALOGUE.documents, CATALOGUE.districts, CATALOGUE.parameters, CATALOGUE.labels
    )
    assert find_path(empty, Answers({"person_district": "tongzhou"}), on=ON).next is None


def test_a_need_asks_less_than_everything() -> None:
    everything, _ = walk(dict(ISSUE_USER))
    for need in CATALOGUE.labels["need"]:
        narrow, _ = walk(dict(ISSUE_USER), interest=Interest(needs=frozenset({need})))
        assert len(narrow.answered) <= len(everything.answered)


@pytest.mark.parametrize("district", ["tongzhou", "chaoyang", "xicheng", "fenghua"])
def test_a_named_programme_needs_few_questions(district: str) -> None:
    counts = []
    for programme in CATALOGUE.programmes.values():
        if programme.audience is Audience.CITIZEN and district in programme.districts:
            path, _ = walk({**ISSUE_USER, "person_district": district}, interest=about(programme))
            counts.append(len(path.answered))
    assert sum(counts) / len(counts) <= 5
    assert max(counts) <= 7


@pytest.mark.parametrize("audience", [Audience.EMPLOYER, Audience.INSTITUTION])
def test_an_organisation_is_asked_for_its_own_district_first(audience: Audience) -> None:
    asked, answers = walk({"employer_district": "xicheng"}, interest=Interest(audience))
    assert asked.answered[0] == "employer_district"
    assert "person_district" not in answers


def test_an_organisation_without_a_district_is_asked_nothing_more() -> None:
    asked, _ = walk({}, interest=Interest(Audience.EMPLOYER))
    assert asked.answered == ("employer_district",)
