"""Braille files: their shape for embossers and displays, and that the cells say what the letter says."""

from __future__ import annotations

import subprocess

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from citizen.letters import braille
from citizen.letters.letter import Letter, Paragraph
from tests.letters.letters import a_letter

pytestmark = pytest.mark.usefixtures("office")


def read_back(cells: str) -> str:
    """What the cells say, by liblouis's own way back (homophones come back as other characters)."""
    run = subprocess.run(
        ["lou_translate", "--backward", "unicode.dis,zhcn-cbs.ctb"],
        input=cells,
        capture_output=True,
        text=True,
        check=True,
    )
    return run.stdout


def test_known_cells_of_national_common_braille() -> None:
    """残疾人 辅助器具 适配, as the tables' own examples give them."""
    letter = Letter("test", "zh-Hans", "残疾人辅助器具适配", "", "", "", ())
    cells = braille.unicode_braille(letter)
    assert "⠉⠧⠛⠊⠂⠚⠴⠀⠋⠥⠄⠌⠥⠅⠊⠆⠛⠬⠀⠱⠏⠮⠆" in cells


def test_words_stand_apart_and_numbers_stay_whole() -> None:
    letter = Letter("test", "zh-Hans", "2026年11月22日9:30到街道", "", "", "", ())
    cells = braille.unicode_braille(letter)
    assert "⠼⠃⠚⠃⠋⠀" in cells  # 2026, one number sign
    assert "⠼⠊⠒⠼⠉⠚⠀" in cells  # 9:30


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant", "en"])
def test_the_file_has_the_shape_that_embossers_take(language: str) -> None:
    content = braille.brf(a_letter(language, rows=40) if language != "en" else a_letter("en"))
    text = content.decode("ascii")
    for page in text.split("\f"):
        lines = page.split("\r\n")
        assert lines.pop() == "", "every line ends with CR LF"
        assert len(lines) <= braille.LINES
        assert all(len(line) <= braille.CELLS and line == line.upper() for line in lines)
    assert "\n" not in text.replace("\r\n", "")


def test_both_forms_hold_the_same_cells() -> None:
    letter = a_letter()
    unicode_lines = braille.unicode_braille(letter).splitlines()
    ascii_lines = braille.brf(letter).decode("ascii").replace("\f", "").split("\r\n")[:-1]
    to_cells = {character: chr(0x2800 + cell) for cell, character in enumerate(braille._ASCII)}
    assert ["".join(to_cells[one] for one in line) for line in ascii_lines] == [
        line.rstrip("⠀") for line in unicode_lines
    ]


def test_the_cells_read_back_say_the_letter() -> None:
    back = read_back(braille.unicode_braille(a_letter()))
    for word in ("残疾人", "材料", "街道", "结果", "2026", "12345"):
        assert word in "".join(back.split()), back


def test_a_rare_character_is_written_as_it_sounds() -> None:
    def title(text: str) -> bytes:
        return braille.brf(Letter("test", "zh-Hans", text, "", "", "", ())).split(b"\r\n")[-2]

    assert title("李㛃") == title("李节")
    assert "生僻字" in "".join(read_back(braille.unicode_braille(Letter("t", "zh-Hans", "𠮷", "", "", "", ()))).split())
    assert title("好😀") == title("好")


def test_traditional_letters_come_in_the_mainland_braille() -> None:
    simplified = Letter("test", "zh-Hans", "残疾人辅助器具", "", "", "", ())
    traditional = Letter("test", "zh-Hant", "殘疾人輔助器具", "", "", "", ())
    assert braille.brf(simplified).split(b"\r\n")[-2] == braille.brf(traditional).split(b"\r\n")[-2]


@settings(max_examples=30, deadline=None)
@example("zh-Hans", "\\ē")
@example("zh-Hans", "ぁЖ━㈠№")
@example("en", "C:\\x\\")
@example("en", "".join(map(chr, range(0xA0, 0x2100))))
@example("en", "１２№½¹ﬁ")
@given(st.sampled_from(("zh-Hans", "en")), st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=80))
def test_any_text_becomes_a_file(language: str, text: str) -> None:
    """Emoji, other scripts, rare characters: never a fault, always ASCII in the right shape."""
    content = braille.brf(Letter("test", language, "信", "", "", "", (Paragraph(text),)))
    assert all(len(line) <= braille.CELLS for line in content.replace(b"\f", b"").split(b"\r\n"))


def test_a_backslash_stays_what_was_typed() -> None:
    letter = Letter("test", "en", r"a\nb", "", "", "", ())
    assert braille.unicode_braille(letter).rstrip().endswith("⠁⠸⠡⠝⠃")


def test_an_english_letter_writes_chinese_names_in_pinyin() -> None:
    chinese, pinyin = (
        braille.brf(Letter("test", "en", title, "", "", "", ()))
        for title in ("Dear 张三, Cafe李", "Dear Zhang San, Cafe Li")
    )
    assert chinese == pinyin


def test_the_first_line_says_that_a_program_made_it() -> None:
    letter = Letter("test", "en", "Letter", "", "", "", ())
    first = subprocess.run(
        ["lou_translate", "--backward", "unicode.dis,en-ueb-g1.ctb"],
        input=braille.unicode_braille(letter).replace("\n⠀⠀", "⠀"),
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert "made by a program" in first
