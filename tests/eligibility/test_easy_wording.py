"""The questions in easy-read: every one has its text, and says what the ordinary one says."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from citizen.accessibility.easy_lint import lines_of, width
from citizen.eligibility import easy_wording
from citizen.eligibility.questions import Question
from citizen.eligibility.service import all_questions
from citizen.eligibility.texts import localised
from citizen.web.catalogues import BREAK, reading_easy

QUESTIONS = list(all_questions())


@pytest.fixture
def in_easy_read() -> Iterator[None]:
    token = reading_easy.set(True)
    yield
    reading_easy.reset(token)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda one: one.fact)
def test_every_question_has_an_easy_text_of_short_lines(question: Question, in_easy_read: None) -> None:
    assert question.fact in easy_wording.easy_tables()[easy_wording.QUESTIONS]
    wording = question.wording["zh-Hans"]
    for text in (wording.to_self, wording.hint, wording.why, wording.find):
        assert text
        assert all(width(line) <= 20 for line in lines_of(text.replace(BREAK, "\n")))
    assert set(wording.options) == set(question.options)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda one: one.fact)
def test_numbers_in_an_easy_question_stand_in_the_ordinary_one(question: Question) -> None:
    ordinary = question.wording["zh-Hans"]
    parts = list(easy_wording.easy_parts(easy_wording.QUESTIONS, question.fact, ordinary))
    known = set(re.findall(r"\d+", "".join(easy_wording.words_of(ordinary))))
    assert set(re.findall(r"\d+", "".join(part.easy for part in parts))) <= known
    for part in parts:
        assert ("%(name)s" in part.easy) == ("%(name)s" in part.ordinary), part.key
    assert not easy_wording.is_outdated(easy_wording.QUESTIONS, question.fact, ordinary)


def test_a_table_is_outdated_when_a_word_of_the_ordinary_text_changes() -> None:
    from dataclasses import replace

    ordinary = QUESTIONS[0].wording["zh-Hans"]
    changed = replace(ordinary, why=ordinary.why + "！")
    assert easy_wording.is_outdated(easy_wording.QUESTIONS, QUESTIONS[0].fact, changed)


def test_easy_texts_are_read_only_where_easy_read_is_wanted(in_easy_read: None) -> None:
    texts = localised("享受补贴", "Get money").with_easy("得到钱")
    assert (texts["zh-Hans"], texts["zh-Hant"], texts["en"]) == ("得到钱", "得到錢", "Get money")
    reading_easy.set(False)
    assert texts["zh-Hans"] == "享受补贴"


def test_a_text_that_is_not_there_is_refused() -> None:
    with pytest.raises(KeyError):
        easy_wording._part_of(QUESTIONS[0].wording["zh-Hans"], "nothing")
