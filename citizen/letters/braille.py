"""A letter in braille: National Common Braille (国家通用盲文) for Chinese, Unified English Braille for English.

The cells come from liblouis, which does not part Chinese text into words, as braille must: that is done first. What
no braille reader has proof-read says so in its first lines. Two forms of the same cells: BRF (ASCII, for embossers and
most braille displays) and Unicode braille (for copying and for looking at).
"""

from __future__ import annotations

import contextlib
import re
import shutil
import subprocess
import textwrap
import unicodedata
from functools import cache

from citizen.accessibility.locales import LOCALES
from citizen.accessibility.sounds import spoken, with_tone_number, without_tone
from citizen.accessibility.traditional import to_simplified
from citizen.accessibility.words import Words
from citizen.letters.letter import Letter, lines_of, masked_letter
from citizen.web.i18n import _, speaking

_TRANSLATOR = "lou_translate"
_TABLES = {"zh": "unicode.dis,zhcn-cbs.ctb", "en": "unicode.dis,en-ueb-g1.ctb"}
#: Cells in a line and lines on a page: the usual A4 embosser and a 40-cell display.
CELLS, LINES = 40, 25
_SECONDS_ALLOWED = 20
#: North American Braille Computer Code: the ASCII character of every six-dot cell, in the order of Unicode.
_ASCII = " A1B'K2L@CIF/MSP\"E3H9O6R^DJG>NTQ,*5<-U8V.%[$+X!&;:4\\0Z7(_?W]#Y)="
_BLANK = "\u2800"
_TO_ASCII = {0x2800 + cell: character for cell, character in enumerate(_ASCII)}
_HAN = r"[\u3400-\u9fff\U00020000-\U0003ffff]"
_CHINESE = re.compile(f"{_HAN}+")
#: Where a Chinese word touches a Latin one without a space.
_SEAM = re.compile(f"(?<=[A-Za-z0-9])(?={_HAN})|(?<={_HAN})(?=[A-Za-z0-9])")
#: Words of this field that a general dictionary would part.
_OWN_WORDS = ("残疾人", "残疾人证", "辅助器具", "区残联", "办理编号", "查询码", "监护人", "街道", "补正", "无障碍")


class NotAvailable(Exception):  # the name says what happened
    """This server has no braille translator."""


def is_available() -> bool:
    return shutil.which(_TRANSLATOR) is not None


def unicode_braille(letter: Letter) -> str:
    """The letter as Unicode braille, wrapped at words; lines end with a newline. Raises NotAvailable."""
    return "\n".join(_cells_of(letter)) + "\n"


def brf(letter: Letter) -> bytes:
    """The letter as a braille-ready file: ASCII, pages of 25 lines of 40 cells, CRLF. Raises NotAvailable."""
    lines = [line.translate(_TO_ASCII).rstrip() for line in _cells_of(letter)]
    pages = [lines[start : start + LINES] for start in range(0, len(lines), LINES)]
    return "\f".join("".join(f"{line}\r\n" for line in one) for one in pages).encode("ascii")


def _cells_of(letter: Letter) -> list[str]:
    language = "en" if letter.language == "en" else "zh"
    with speaking(LOCALES[letter.language].babel):
        note = _("These braille cells were made by a program. No braille reader has checked them yet.")
    plain = [note, "", *lines_of(masked_letter(letter))]
    if language == "zh":
        plain = [_in_words(_with_known_characters(to_simplified(line))) for line in plain]
    else:
        plain = [_in_latin_letters(line) for line in plain]
    return [line for cells in _translate(plain, language) for line in _wrapped(cells)]


def _wrapped(cells: str) -> list[str]:
    """One line of text as lines of at most 40 cells; the second and later ones are set in by two."""
    words = cells.replace(_BLANK, " ")
    lines = textwrap.wrap(words, CELLS, subsequent_indent="  ", break_on_hyphens=False) or [""]
    return [line.replace(" ", _BLANK) for line in lines]


def _translate(lines: list[str], language: str) -> list[str]:
    program = shutil.which(_TRANSLATOR)
    if program is None:
        raise NotAvailable(_TRANSLATOR)
    run = subprocess.run(  # noqa: S603  (a fixed program; the text goes in by its standard input)
        [program, "--forward", _TABLES[language]],
        # The program reads a backslash as the start of an escape; two of them are one that somebody wrote.
        input=("\n".join(lines) + "\n").replace("\\", "\\\\").encode(),
        capture_output=True,
        check=True,
        timeout=_SECONDS_ALLOWED,
    )
    return run.stdout.decode().splitlines()


def _with_known_characters(text: str) -> str:
    """The text in characters that the tables know.

    Braille writes sounds, so a rare character is written as a common one that sounds the same; one without a known
    sound is called a rare character. Emoji and the like have no cells and are left out.
    """
    return "".join(one if one.isascii() or _is_common(one) else _in_other_words(one) for one in text)


def _in_latin_letters(text: str) -> str:
    """A line of an English letter without characters that Unified English Braille lacks: Chinese names in pinyin."""
    latin = _CHINESE.sub(lambda run: _in_pinyin(run[0]), _SEAM.sub(" ", text))
    return "".join(one if one.isascii() or _is_western(one) else _in_other_words(one) for one in latin)


def _in_pinyin(name: str) -> str:
    return " ".join(without_tone(said) for _sign, said in spoken(name) if said).title()


def _is_western(character: str) -> bool:
    """Whether the English table has cells for a character beyond ASCII: Latin-1 (but for three signs) and quotes."""
    return ("\u00a0" < character <= "\u00ff" and character not in "ª¹º") or character in "‘’“”–—…•€™"


def _in_other_words(character: str) -> str:
    if not _CHINESE.fullmatch(character):
        plain = unicodedata.normalize("NFKC", character)
        return plain if plain != character and plain.isascii() else ""
    return _common_by_sound().get(_sound_of(character), "（生僻字）")


def _is_common(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return character not in _signs_without_cells()


@cache
def _signs_without_cells() -> frozenset[str]:
    """Signs of GB 2312 that the Chinese table writes as numbers of characters: kana, Cyrillic, frames."""
    codes = (bytes((row, cell)) for row in range(0xA1, 0xB0) for cell in range(0xA1, 0xFF))
    known = [sign for code in codes if len(sign := code.decode("gb2312", errors="ignore")) == 1]
    written = zip(known, _translate(known, "zh"), strict=True)
    return frozenset(sign for sign, cells in written if any(cell not in _TO_ASCII for cell in map(ord, cells)))


def _sound_of(character: str) -> str:
    ((sign, said),) = spoken(character)
    return with_tone_number(said) if said else sign


@cache
def _common_by_sound() -> dict[str, str]:
    """For every syllable with its tone the first common character that sounds so (level 1 of GB 2312)."""
    found: dict[str, str] = {}
    for row in range(0xB0, 0xD8):
        for cell in range(0xA1, 0xFF):
            with contextlib.suppress(UnicodeDecodeError):
                character = bytes((row, cell)).decode("gb2312")
                found.setdefault(_sound_of(character), character)
    return found


def _in_words(text: str) -> str:
    """Chinese parted into words by spaces; numbers and Latin words stay whole."""
    return _CHINESE.sub(lambda run: f" {' '.join(_dictionary().cut(run[0]))} ", text).replace("  ", " ").strip()


@cache
def _dictionary() -> Words:
    return Words(_OWN_WORDS)
