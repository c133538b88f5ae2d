"""The register of texts: nothing untranslated, nothing stale, and Chinese as it should be written."""

from __future__ import annotations

import re
from functools import cache

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from citizen.cli import translations
from citizen.web.i18n import TRANSLATIONS

#: Words of offices. Say what happens, and who does what next.
_OFFICIALESE = re.compile("逾期|予以|敬请|须知悉|兹|烦请|务必|鉴于|贵方|阁下|届时|特此|未果|该等|凭此|毋须|谨此|知悉")
#: “Press the green button on the right” tells nothing to who cannot see it (WCAG 1.3.3).
_BY_SENSES = re.compile("[左右上下](?:边|方|面|侧)的?(?:按钮|链接|菜单)|[红绿蓝黄灰]色的?(?:按钮|链接|字)|圆形的?按钮")
_ABOUT_A_LINK = re.compile("点击这里|点此|请点击")
_ENGLISH = re.compile(r"[A-Za-z][A-Za-z'’]*(?:[\s,]+[A-Za-z][A-Za-z'’]*){2,}")
_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")
_MARKUP = re.compile(r"<\w+|&\w+;")
_HAN = re.compile(r"[\u4e00-\u9fff]")
#: Chinese characters; people read short sentences.
LONGEST_SENTENCE = 35


def test_every_catalogue_is_complete_and_fresh() -> None:
    """Fresh template, nothing empty or fuzzy, the same placeholders: `flask --app app translations update`."""
    assert translations.problems() == []


@cache
def _chinese() -> tuple[Message, ...]:
    with (TRANSLATIONS / "zh_Hans/LC_MESSAGES/messages.po").open("rb") as file:
        return tuple(message for message in read_po(file, locale="zh_Hans") if message.id)


def _texts() -> list[str]:
    strings = (one.string if isinstance(one.string, tuple | list) else (one.string,) for one in _chinese())
    return [str(text) for several in strings for text in several]


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        (_OFFICIALESE, "a word of offices"),
        (_BY_SENSES, "a control named by place or colour"),
        (_ABOUT_A_LINK, "a text about a link in place of the link's own words"),
        (_MARKUP, "markup in a text"),
    ],
    ids=["officialese", "senses", "links", "markup"],
)
def test_chinese_texts_have_none_of(pattern: re.Pattern[str], why: str) -> None:
    found = [text for text in _texts() if pattern.search(text)]
    assert found == [], why


def test_chinese_texts_are_chinese() -> None:
    assert [text for text in _texts() if _ENGLISH.search(_PLACEHOLDER.sub("", text))] == []


def test_chinese_sentences_are_short() -> None:
    sentences = [sentence for text in _texts() for sentence in re.split(r"[。！？；\n]", _PLACEHOLDER.sub("甲", text))]
    assert [one for one in sentences if len(_HAN.findall(one)) > LONGEST_SENTENCE] == []


def test_texts_are_whole_sentences_not_pieces() -> None:
    """A text that begins or ends with a blank is a piece of a sentence put together elsewhere.

    What ends with a colon may stand before a list or a value.
    """
    ids = [str(one.id[0] if isinstance(one.id, tuple | list) else one.id) for one in _chinese()]
    assert [one for one in ids if one != one.strip() and not one.endswith(": ") and one not in JOINTS] == []


#: Between the members of a list, as each language writes it.
JOINTS = {", ", "; "}
