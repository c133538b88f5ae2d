"""The catalogue of easy-read is held to its rules: outdated, left over and different texts are named."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from citizen.accessibility import easy_catalogue, easy_coverage, easy_words
from citizen.accessibility.easy_catalogue import EasyText, filled, read_texts, sign_of, write_texts
from citizen.accessibility.easy_coverage import Way
from citizen.cli import easy_checks

#: "第%(number)s题" on the Chinese pages.
MSGID = "Question %(number)s"
Planter = Callable[..., list[str]]


def entry(msgid: str = MSGID, text: str = "第%(number)s题", made_from: str | None = None) -> EasyText:
    ordinary = easy_catalogue.ordinary_text(msgid)
    return EasyText(msgid, text, sign_of(ordinary) if made_from is None else made_from)


@pytest.fixture
def plant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Planter:
    """What the check says of a catalogue with these entries."""

    def planted(*texts: EasyText) -> list[str]:
        path = tmp_path / "easy.po"
        write_texts(path, "zh_Hans", texts)
        monkeypatch.setattr(easy_catalogue, "path_of", lambda _code="zh_Hans": path)
        return list(easy_checks._problems_of_catalogue())

    return planted


def test_an_entry_that_keeps_the_rules_is_no_problem(plant: Planter) -> None:
    assert plant(entry()) == []


@pytest.mark.parametrize(
    ("planted", "said"),
    [
        (entry(made_from="0123456789abcdef"), "outdated, the ordinary text has changed"),
        (entry("No page says this", "没有这一页"), "no page has this text any more"),
        (entry(text="第几题"), "placeholders: number"),
        (entry(text="第%(number)s题，一共10题"), "numbers: none"),
        (entry(text="第%(number)s题。这一行字很长很长很长很长，长得在一行里写不下了"), "line: "),
        (entry(text="第%(number)s题不能不答"), "double negative: 不能不"),
        (entry(text="第%(number)s题：参保"), "hard word: 参保"),
        (entry(text="逾期：第%(number)s题"), "word of offices: 逾期 (say 晚了)"),
    ],
)
def test_each_planted_fault_is_named_with_its_msgid(plant: Planter, planted: EasyText, said: str) -> None:
    (problem,) = plant(planted)
    assert problem.startswith(repr(planted.msgid))
    assert said in problem


def test_a_new_text_notes_what_it_was_made_from_and_nobody_has_reviewed_it() -> None:
    reviewed = EasyText(MSGID, "第%(number)s题", "old", reviewed_by="读者小组", reviewed_on=date(2026, 11, 1))
    (again,) = filled({MSGID: reviewed}, {MSGID: "第%(number)s个"}, {}).values()
    assert again.made_from == sign_of("第%(number)s题")
    assert again.reviewed_by is None
    assert not again.is_outdated


def test_a_text_given_again_unchanged_keeps_its_review() -> None:
    reviewed = EasyText(MSGID, "一", sign_of("第%(number)s题"), reviewed_by="读者小组", reviewed_on=date(2026, 11, 1))
    assert filled({MSGID: reviewed}, {MSGID: "一"}, {}) == {MSGID: reviewed}


def test_the_file_keeps_lines_plurals_and_reviews(tmp_path: Path) -> None:
    path = tmp_path / "easy.po"
    texts = {
        "one": EasyText("one", "一行\n两行", "aa", plural="many"),
        "two": EasyText("two", "“好”", "bb", reviewed_by="读者小组", reviewed_on=date(2026, 11, 1)),
    }
    write_texts(path, "zh_Hans", texts.values())
    assert read_texts(path) == texts


def test_pictures_and_drawings_belong_together(monkeypatch: pytest.MonkeyPatch) -> None:
    assert list(easy_checks._problems_of_pictures()) == []
    monkeypatch.setattr(easy_words, "pictures", lambda _locale: easy_words.Pictures({"unicorn": ["独角"]}))
    assert "pictures.toml: unicorn has no drawing" in list(easy_checks._problems_of_pictures())


def test_a_page_is_easy_read_as_a_whole_or_not_counted() -> None:
    found = easy_coverage.coverage("zh-Hans")
    for page in ("home/start.html", "eligibility/start.html", "eligibility/result.html", "booking/check.html"):
        assert found[page].made_by == "machine"
        assert found[page].reviewed_by is None
        assert not found[page].is_stale
    assert easy_coverage.coverage("en") == {}
    assert all(share.page not in found for share in easy_coverage.shares() if share.count(Way.MISSING))
