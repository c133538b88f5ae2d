"""How Chinese characters are read, by the longest known word they stand in: 银行 yín háng. As pypinyin reads them, from
tables on disk; see word_tables.py.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from citizen.accessibility.word_tables import tables

Readings = Mapping[str, tuple[str, ...]]

NO_OTHERS: Readings = MappingProxyType({})
#: Longer ones are in no dictionary.
LONGEST_WORD = 20
_PIECES = re.compile(
    "([\u3007\ue815-\ue864\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff])+|[^\u3007\ue815-\ue864"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+"
)
_TONES = {"\u0304": "1", "\u0301": "2", "\u030c": "3", "\u0300": "4"}


def spoken(text: str, *, others: Readings = NO_OTHERS) -> Iterator[tuple[str, str | None]]:
    """The text in pieces, in order and without loss: one character with its syllable, or other signs with None.

    `others` are readings that go before those of the dictionary.
    """
    for piece in _PIECES.finditer(text):
        if piece[1]:
            yield from _read(piece[0], others)
        else:
            yield piece[0], None


def _read(row: str, others: Readings) -> Iterator[tuple[str, str | None]]:
    start = 0
    while start < len(row):
        syllables = _longest(row[start : start + LONGEST_WORD], others)
        if not syllables:
            yield row[start], None
        yield from zip(row[start:], syllables, strict=False)
        start += len(syllables) or 1


def _longest(row: str, others: Readings) -> tuple[str, ...]:
    """The syllables of the longest word the row begins with."""
    reading = tables().reading
    known = reading.prefixes(row)
    longest = len(known[-1]) if known else 0
    for length in range(len(row), max(longest - 1, 0), -1):
        if row[:length] in others:
            return others[row[:length]]
    return tuple(reading[known[-1]][0].decode().split(" ")) if known else ()


def without_tone(syllable: str) -> str:
    """'lǜ' as it is typed: 'lv'."""
    return _parted(syllable)[0]


def with_tone_number(syllable: str) -> str:
    """'lǜ' as 'lv4'; a syllable without a tone ends with 5."""
    letters, tone = _parted(syllable)
    return letters + tone


def _parted(syllable: str) -> tuple[str, str]:
    signs = unicodedata.normalize("NFD", syllable)
    tone = next((_TONES[sign] for sign in signs if sign in _TONES), "5")
    letters = "".join(sign for sign in signs if sign not in _TONES)
    return unicodedata.normalize("NFC", letters).replace("ü", "v"), tone
