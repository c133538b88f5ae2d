"""The tables on disk say what the libraries say that they are made from, word for word, on the texts of the site."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from citizen.accessibility import traditional, word_tables, words
from citizen.accessibility.sounds import LONGEST_WORD, spoken, with_tone_number, without_tone
from citizen.accessibility.word_tables import tables
from citizen.accessibility.words import Words, common_words
from citizen.web.catalogues import TRANSLATIONS

pytestmark = pytest.mark.once

_HAN = re.compile("[\u4e00-\u9fff]")
OWN = ("残疾人", "残疾人证", "辅助器具", "区残联", "办理编号", "看不见")
NAMES = ("王秀英和欧阳建国住在通州区梨园镇", "B座3层 A1.5% 20.5元", "x ", "", "\ud800残", "😀残疾", "无")


@pytest.fixture(scope="module")
def texts() -> list[str]:
    messages = (TRANSLATIONS / "zh_Hans" / "LC_MESSAGES" / "messages.po").read_text(encoding="utf-8")
    return [*[line for line in messages.splitlines() if _HAN.search(line)][::8], *NAMES]


def test_words_are_parted_as_by_jieba(texts: list[str]) -> None:
    jieba = _jieba()
    assert [list(common_words().cut(text)) for text in texts] == [jieba.lcut(text) for text in texts]


def test_own_words_are_kept_whole_as_by_jieba(texts: list[str]) -> None:
    theirs = _jieba()
    theirs.initialize()
    assert max(map(len, theirs.FREQ)) <= words.LONGEST_WORD
    for word in OWN:
        theirs.add_word(word)
    ours = Words(OWN)
    assert [list(ours.cut(text)) for text in texts] == [theirs.lcut(text) for text in texts]
    assert "残疾人证" in ours.cut("请带残疾人证")


def _jieba():  # type: ignore[no-untyped-def]  # the library has no types
    import jieba

    jieba.setLogLevel(logging.WARNING)
    return jieba.Tokenizer()


def test_characters_are_read_as_by_pypinyin(texts: list[str]) -> None:
    from pypinyin import Style, lazy_pinyin

    def ours(text: str, spelled) -> list[str]:  # type: ignore[no-untyped-def]
        return [sign if said is None else spelled(said) for sign, said in spoken(text)]

    for text in [*texts, *_words_of_every_length()]:
        assert ours(text, str) == lazy_pinyin(text, style=Style.TONE), text
        assert ours(text, without_tone) == lazy_pinyin(text, v_to_u=False), text
        numbered = lazy_pinyin(text, style=Style.TONE3, neutral_tone_with_five=True)
        assert ours(text, with_tone_number) == numbered, text


def _words_of_every_length() -> Iterator[str]:
    """Every fifth word and character of the dictionaries, the longest too."""
    from pypinyin.constants import PHRASES_DICT, PINYIN_DICT

    assert max(map(len, PHRASES_DICT)) <= LONGEST_WORD
    yield from sorted(PHRASES_DICT, key=len)[::-5]
    yield from map(chr, list(PINYIN_DICT)[::5])


def test_what_is_in_no_dictionary_has_no_reading() -> None:
    assert list(spoken("𠮷野 x")) == [("𠮷", None), ("野", "yě"), (" x", None)]


def test_other_readings_go_before_those_of_the_dictionary() -> None:
    assert list(spoken("银行", others={"银": ("x",)})) == [("银", "yín"), ("行", "háng")]
    assert list(spoken("银行", others={"银行": ("x", "y")})) == [("银", "x"), ("行", "y")]


def test_traditional_characters_are_written_as_by_opencc(texts: list[str]) -> None:
    import opencc

    assert tables().traditional, "OpenCC keeps its dictionaries in another form now"
    converter = opencc.OpenCC(word_tables.TRADITIONAL)
    assert [traditional._by_table(text) for text in texts] == [
        converter.convert(text) if text != NAMES[4] else "\ud800殘" for text in texts
    ]


def test_tables_are_made_once_and_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_tables, "FOLDER", tmp_path / "words")
    monkeypatch.setattr(word_tables, "_frequencies", lambda: iter([("\ue000", (7,)), ("残", (1,))]))
    monkeypatch.setattr(word_tables, "_readings", lambda: iter([("残", "cán".encode())]))
    monkeypatch.setattr(word_tables, "_places", lambda: iter([("残", (0.0, 0.0, 0.0, 0.0))]))
    monkeypatch.setattr(word_tables, "_written_forms", lambda: iter([("残", "殘".encode())]))
    made = word_tables.build()
    assert sorted(one.name for one in made.iterdir()) == ["frequency", "place", "reading", "traditional"]
    assert list(made.parent.iterdir()) == [made]
    before = made.stat().st_mtime_ns
    assert word_tables.build() == made
    assert made.stat().st_mtime_ns == before


def test_where_nothing_can_be_written_the_words_stay_in_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The process of its own writes to the real folder; here its place is taken."""
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setattr(word_tables, "FOLDER", tmp_path / "file")
    monkeypatch.setattr(word_tables.subprocess, "run", lambda *_, **__: None)
    monkeypatch.setattr(word_tables, "_frequencies", lambda: iter([("\ue000", (7,))]))
    monkeypatch.setattr(word_tables, "_readings", lambda: iter([("残", "cán".encode())]))
    monkeypatch.setattr(word_tables, "_places", lambda: iter([("残", (0.0, 0.0, 0.0, 0.0))]))
    monkeypatch.setattr(word_tables, "_written_forms", lambda: iter([("残", "殘".encode())]))
    assert word_tables.tables.__wrapped__().total == 7
    assert "cannot be written" in caplog.text
