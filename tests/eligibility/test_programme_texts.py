"""The texts of the programmes: for a person with nine years of school. What it is, for whom, what one gets, what to
bring, where and how, how long, whom to ask; where no document says it, the text says so.
"""

from __future__ import annotations

import re

import pytest

from citizen.eligibility import catalogue
from citizen.eligibility.glossary import load_glossary
from citizen.eligibility.programme import Programme
from tests.support.visitor import Visitor

LONGEST, LONGEST_ON_AVERAGE = 40, 24
#: Words of offices that a plain word says better. Names of programmes, documents and offices stand as they are.
OFFICE_WORDS = (
    *("予以", "给予", "特此", "兹", "上述", "该项", "进行办理", "开展工作", "相关部门", "有关规定", "之规定", "依据本"),
    *("凭此", "敬请", "知悉", "届时", "须", "此项", "本人须", "应当", "不得", "查处", "落实", "推进", "切实", "进一步"),
)
#: A text that leaves something open says so in one of these ways.
SAYS_WHAT_IS_UNKNOWN = ("以区残联公布为准", "没有写", "没有公开", "请先问", "问区残联", "以各场馆公布为准", "请问")
PROGRAMMES = list(catalogue.load().programmes.values())
PARTS = ("summary", "what", "who", "how", "how_long", "note")


def sentences(programme: Programme) -> list[str]:
    text = programme.text["zh-Hans"]
    parts = "\n".join(getattr(text, part) for part in PARTS)
    return [one.strip() for one in re.split(r"[。！？\n]", parts) if one.strip()]


def every_word(programme: Programme) -> str:
    return "。".join(sentences(programme))


@pytest.mark.parametrize("programme", PROGRAMMES, ids=lambda one: one.id)
def test_every_part_is_there(programme: Programme) -> None:
    text = programme.text["zh-Hans"]
    assert all(getattr(text, part) for part in ("name", "summary", "what", "who", "how", "how_long"))
    assert "\n" not in text.summary.strip()
    assert len(text.summary) <= LONGEST


@pytest.mark.parametrize("programme", PROGRAMMES, ids=lambda one: one.id)
def test_sentences_are_short(programme: Programme) -> None:
    found = sentences(programme)
    assert [one for one in found if len(one) > LONGEST] == []
    assert sum(map(len, found)) / len(found) <= LONGEST_ON_AVERAGE


@pytest.mark.parametrize("programme", PROGRAMMES, ids=lambda one: one.id)
def test_no_words_of_offices(programme: Programme) -> None:
    assert [word for word in OFFICE_WORDS if word in every_word(programme)] == []


@pytest.mark.parametrize("programme", PROGRAMMES, ids=lambda one: one.id)
def test_each_district_is_spoken_of_or_all_are(programme: Programme) -> None:
    names = {district: catalogue.load().districts[district].name["zh"][-3:] for district in programme.runs}
    who = programme.text["zh-Hans"].who
    speaks_of_all = re.search(r"[234]个区", who) is not None or "所有居民" in who
    assert speaks_of_all or [name for name in names.values() if name not in who] == []


@pytest.mark.parametrize("programme", PROGRAMMES, ids=lambda one: one.id)
def test_what_no_document_says_is_said_to_be_unknown(programme: Programme) -> None:
    if programme.unspecified:
        assert any(words in every_word(programme) for words in SAYS_WHAT_IS_UNKNOWN)
    how_long = programme.text["zh-Hans"].how_long
    assert (
        re.search(r"\d+[天日月年]", how_long.replace("2020年", "").replace("2021年", "")) is None
        or "以区残联公布为准" in how_long
    )


@pytest.mark.parametrize("programme", PROGRAMMES, ids=lambda one: one.id)
def test_what_can_be_done_here_is_said_and_nothing_else(programme: Programme) -> None:
    how = programme.text["zh-Hans"].how
    assert ("预约" in how) <= ("book" in programme.journeys)
    assert ("提交申请" in how) <= ("apply" in programme.journeys)


@pytest.mark.parametrize("programme", PROGRAMMES, ids=lambda one: one.id)
def test_an_amount_in_a_text_is_never_a_promise(programme: Programme) -> None:
    text = every_word(programme)
    if re.search(r"\d+元", text):
        assert "平均" in text or "不是发给您的钱" in text
        assert "以区残联公布为准" in text or "不是标准" in text


def test_every_page_says_whom_to_ask_and_links_its_hard_words(visitor: Visitor) -> None:
    glossary = load_glossary()
    for programme in PROGRAMMES:
        page = visitor.open(f"/programmes/{programme.id}")
        assert page.has_text("12345")
        text = programme.text["zh-Hans"]
        wanted = {
            piece.term.id
            for part in ("what", "who", "how", "how_long", "note")
            for piece in glossary.pieces(getattr(text, part), "zh-Hans")
            if piece.term
        }
        linked = {link.href.partition("#")[2] for link in page.links if "/help/words#" in link.href}
        assert wanted <= linked, programme.id
