"""Finding by Simplified and Traditional, pinyin, first letters, sound, short names and one slip."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citizen.eligibility.programme_list import Filters, find_programmes
from citizen.eligibility.search import Entry, Index, differ_by_one, fold

INDEX = Index(
    [
        Entry("fitting", ("残疾人辅助器具适配服务", "Assistive-device fitting"), ("辅具适配",), ("像轮椅这样的用具",)),
        Entry("nursing", ("重度残疾人护理补贴", "Nursing subsidy for severe disabilities")),
        Entry("living", ("困难残疾人生活补贴", "Living allowance for people in hardship"), ("两项补贴",)),
        Entry("law", ("AI法律咨询", "AI legal consultation"), ("打12348",)),
        Entry("aid", ("学前教育资助", "Preschool aid and training")),
        Entry("subsidy", ("补贴", "Subsidy")),
    ]
)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("辅助器具", ["fitting"]),
        ("輔助器具", ["fitting"]),
        ("辅具", ["fitting"]),
        ("轮椅", ["fitting"]),
        ("fuju", ["fitting"]),
        ("fujush", ["fitting"]),
        ("fjsp", ["fitting"]),
        ("hulibutie", ["nursing"]),
        ("hlbt", ["nursing"]),
        ("残疾人 补贴", ["nursing", "living"]),
        ("残疾人，补贴！", ["nursing", "living"]),
        ("补贴", ["subsidy", "nursing", "living"]),
        ("NURSING", ["nursing"]),
        ("severe nursing", ["nursing"]),
        ("ＡＩ", ["law"]),
        ("12348", ["law"]),
    ],
)
def test_finds_what_is_called_so_best_first(typed: str, expected: list[str]) -> None:
    found = INDEX.search(typed)
    assert list(found.ids) == expected
    assert found.is_guess is (not expected)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("护里补贴", ["nursing"]),  # same sound
        ("护理补帖", ["nursing"]),
        ("护理补", ["nursing"]),
        ("生活补助贴", ["living"]),  # one character too many
        ("生活贴", ["living"]),  # one too few
        ("nursng", ["nursing"]),
        ("律法咨询", ["law"]),  # two turned round
        ("律发咨旬", []),
        ("卜天", []),
    ],
)
def test_guesses_when_nothing_is_called_so(typed: str, expected: list[str]) -> None:
    assert list(INDEX.search(typed).ids) == expected


def test_without_words_leaves_nothing_out() -> None:
    assert len(INDEX.search("  ，").ids) == 6


def test_does_not_find_a_latin_word_inside_another() -> None:
    assert "aid" not in INDEX.search("rain").ids


@given(st.text(max_size=30))
def test_any_text_can_be_searched_for(typed: str) -> None:
    found = INDEX.search(typed)
    assert len(set(found.ids)) == len(found.ids)


@given(st.text(max_size=20))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text("abc护理", max_size=6), st.integers(0, 5), st.sampled_from("abc理"))
def test_one_change_differs_by_one(word: str, place: int, letter: str) -> None:
    place = min(place, len(word))
    changed = word[:place] + letter + word[place + 1 :]
    assert differ_by_one(word, changed)
    assert differ_by_one(changed, word)
    assert differ_by_one(word, word[:place] + letter + word[place:])


@pytest.mark.parametrize(("one", "other"), [("abc", "cba"), ("ab", "abcd"), ("护理补贴", "护士补助")])
def test_two_changes_differ_by_more(one: str, other: str) -> None:
    assert not differ_by_one(one, other)


def test_the_catalogue_is_found_by_a_short_name_and_in_pages() -> None:
    assert "assistive-device-fitting" in {p.id for p in find_programmes(Filters(query="辅具")).groups[0].programmes}
    pages = [find_programmes(Filters(page=number)) for number in range(1, 9)]
    seen = [one.id for page in pages for group in page.groups for one in group.programmes]
    assert len(seen) == len(set(seen)) == pages[0].total == 150
    assert find_programmes(Filters(page=99)).number == pages[0].pages == 8


def test_filters_narrow_to_district_and_need() -> None:
    found = find_programmes(Filters(district="fenghua", need="devices"))
    assert found.total > 0
    assert all("fenghua" in one.runs and "devices" in one.needs for one in found.groups[0].programmes)
