"""Readings above Chinese words: right by the word, nothing lost, nothing broken, nothing said twice."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citizen.accessibility.pinyin import readings
from citizen.accessibility.ruby import with_pinyin
from tests.support.document import Document, squeeze
from tests.support.visitor import Visitor


def said(text: str, *, is_name: bool = False) -> str:
    return " ".join(reading for _sign, reading in readings(text, is_name=is_name) if reading)


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("银行卡", "yín háng kǎ"),
        ("步行重新填写", "bù xíng chóng xīn tián xiě"),
        ("重度残疾", "zhòng dù cán jí"),
        ("您在为谁办理？", "nín zài wèi shéi bàn lǐ"),
        ("长者版，长期照护", "zhǎng zhě bǎn cháng qī zhào hù"),
        ("调整、调查", "tiáo zhěng diào chá"),
        ("朝阳区", "cháo yáng qū"),
        ("看得见", "kàn de jiàn"),
        ("以区残联公布为准", "yǐ qū cán lián gōng bù wéi zhǔn"),
        ("要多长时间", "yào duō cháng shí jiān"),
        ("不容易看串行", "bù róng yì kàn chuàn háng"),
        ("还没有归还", "hái méi yǒu guī huán"),
        ("一定不是一个人", "yī dìng bù shì yī gè rén"),
        ("2026年3月7日", "nián yuè rì"),
        ("銀行重新", "yín háng chóng xīn"),
    ],
)
def test_characters_are_read_by_their_word(text: str, reading: str) -> None:
    assert said(text) == reading


@pytest.mark.parametrize(("name", "reading"), [("单秀英", "shàn xiù yīng"), ("曾先生", "zēng xiān shēng")])
def test_family_names_are_read_as_names(name: str, reading: str) -> None:
    assert said(name, is_name=True) == reading


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="银行重新A1 ,。\n，𠮷·é龘", max_size=30))
def test_no_sign_of_a_text_is_lost(text: str) -> None:
    assert "".join(sign for sign, _reading in readings(text)) == text


PAGE = """<!DOCTYPE html><html><head><title>银行</title></head><body><header>银行</header>
<main id="main"><h1>银行&amp;重新 &lt;b&gt;</h1><p>在<a href="/check?q=银行">银行</a><!-- 银行 --></p>
<form><label for="a">银行</label><input id="a" value="银行"><textarea>银行</textarea>
<select><option>银行</option></select><button value="银行">重新</button></form>
<svg><title>银行</title><path d="M0 0"/></svg><script>"银行"</script>
<span class="visually-hidden">银行<span>银行</span>行</span><p><bdi>单雄</bdi></p></main>
<footer>银行</footer></body></html>"""


def test_only_the_text_of_the_main_part_changes() -> None:
    page = with_pinyin(PAGE)

    assert page.count("<ruby>银") == 3  # heading, link, label
    for untouched in (
        "<title>银行</title>", "<header>银行</header>", 'value="银行"', "<textarea>银行</textarea>", "<!-- 银行 -->",
        "<option>银行</option>", '"银行"', 'href="/check?q=银行"', "&amp;", "&lt;b&gt;", "<footer>银行</footer>",
        '<span class="visually-hidden">银行<span>银行</span>行</span>', "<svg><title>银行</title>",
    ):  # fmt: skip
        assert untouched in page
    assert '<ruby>单<rt aria-hidden="true">shàn</rt></ruby>' in page


def test_without_the_readings_the_page_is_what_it_was() -> None:
    page = re.sub(r"<rt[^>]*>[^<]*</rt>|</?ruby>", "", with_pinyin(PAGE))

    assert re.sub(r'<span class="pinyin">([^<]*)</span>', r"\1", page) == PAGE


def test_a_page_without_main_part_stays_as_it_is() -> None:
    assert with_pinyin("<p>银行") == "<p>银行"


@pytest.mark.parametrize("path", ["/", "/privacy", "/programmes", "/help/words", "/for-whom", "/no-such-page"])
def test_pages_say_the_same_with_pinyin_and_without(visitor: Visitor, path: str) -> None:
    plain = visitor.open(f"{path}?calm=off").document
    page = visitor.open(f"{path}?pinyin=on").document

    assert len(page.all("rt")) > 20
    assert {one.get("aria-hidden") for one in page.all("rt")} == {"true"}
    assert [page.name(one) for one in page.all("a", "button", "input")] == [
        plain.name(one) for one in plain.all("a", "button", "input")
    ]
    assert _said(page) == _said(plain)


def test_a_form_with_pinyin_is_filled_in_as_ever(visitor: Visitor) -> None:
    visitor.open("/for-whom?pinyin=on")
    page = visitor.press("继续")
    assert page.status == 422
    assert page.document.all("rt")
    visitor.choose("您在为谁办理？", "我自己")
    assert visitor.press("继续").status == 200


def _said(page: Document) -> str:
    """What a screen reader says of the main part, without the mark of the setting itself."""
    (main,) = page.all("main")
    return squeeze(page.text(main))
