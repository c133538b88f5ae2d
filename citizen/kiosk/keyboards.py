"""The keys of the on-screen keyboards. Pure: which keys stand in which row, and what pressing one does to a text.

For Chinese there is no pinyin to know: family names stand there as keys, and every other character is found by
counting its strokes.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from citizen.core.references import ALPHABET

#: A hand finds a key among so many in a row, and a row among so many.
KEYS_IN_A_ROW = 8
_ROWS_OF_CHARACTERS = 6
LONGEST = 1000
_FAMILY_NAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔"
    "谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向汤"
)
_CHARACTERS = Path(__file__).with_name("characters.txt")


class Layout(StrEnum):
    """One keyboard."""

    DIGITS = "digits"
    #: What stands in references and codes.
    CODE = "code"
    LETTERS = "letters"
    FAMILY_NAMES = "family_names"
    STROKES = "strokes"


class Act(StrEnum):
    """What a key does that types nothing."""

    DELETE = "delete"
    CLEAR = "clear"


@dataclass(frozen=True, slots=True)
class Keys:
    """The rows of one keyboard, each a string of keys; and, for strokes, what else can be chosen."""

    rows: tuple[str, ...]
    #: Numbers of strokes there are characters for.
    strokes: tuple[int, ...] = ()
    parts: int = 1


_FIXED: Mapping[Layout, tuple[str, ...]] = {
    Layout.DIGITS: ("123", "456", "789", "X0-", ".,: "),
    Layout.CODE: tuple(ALPHABET[at : at + KEYS_IN_A_ROW] for at in range(0, len(ALPHABET), KEYS_IN_A_ROW)),
    Layout.LETTERS: ("12345678", "90abcdef", "ghijklmn", "opqrstuv", "wxyz@.-_", " "),
}


def keys_of(layout: Layout, *, strokes: int | None = None, part: int = 0) -> Keys:
    """The keys to show. For strokes first the numbers to choose from, then the characters of that number."""
    if layout is Layout.FAMILY_NAMES:
        return Keys(in_rows(_FAMILY_NAMES))
    if layout is not Layout.STROKES:
        return Keys(_FIXED[layout])
    known = _characters()
    found = known.get(strokes or 0, "")
    size = KEYS_IN_A_ROW * _ROWS_OF_CHARACTERS
    parts = max(1, math.ceil(len(found) / size))
    at = min(max(part, 0), parts - 1) * size
    return Keys(in_rows(found[at : at + size]), tuple(sorted(known)), parts)


def in_rows(keys: str) -> tuple[str, ...]:
    return tuple(keys[at : at + KEYS_IN_A_ROW] for at in range(0, len(keys), KEYS_IN_A_ROW))


def layout_for(*, inputmode: str | None, autocomplete: str | None, name: str) -> Layout:
    """With which keyboard a field begins; every other one is one press away."""
    if inputmode in ("numeric", "tel", "decimal"):
        return Layout.DIGITS
    if "code" in name or "reference" in name:
        return Layout.CODE
    if "name" in (autocomplete or "") or name.endswith("name"):
        return Layout.FAMILY_NAMES
    return Layout.LETTERS if inputmode in ("email", "url") else Layout.STROKES


def press(text: str, key: str) -> str:
    """The text after this key. What is no key of any keyboard changes nothing."""
    if key == Act.DELETE:
        return text[:-1]
    if key == Act.CLEAR:
        return ""
    return text + key if len(key) == 1 and key.isprintable() and len(text) < LONGEST else text


@cache
def _characters() -> Mapping[int, str]:
    """Number of strokes -> characters."""
    lines: Sequence[str] = _CHARACTERS.read_text(encoding="utf-8").splitlines()
    pairs = (line.split(" ", 1) for line in lines if line and not line.startswith("#"))
    return {int(number): found for number, found in pairs}
