"""Chinese parted into words, as jieba parts it: the likeliest way through all words that are known, and for rows of
single characters in it (names, mostly) the likeliest places for a word to begin and end. The words come from tables on
disk; see word_tables.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from math import log

from citizen.accessibility.word_tables import NEVER, tables

#: Longer ones are in no dictionary.
LONGEST_WORD = 24
_BLOCK = re.compile(r"([\u4e00-\u9fd5a-zA-Z0-9+#&._%-]+)")
_SPACE = re.compile(r"(\r\n|\s)")
_HAN = re.compile(r"([\u4e00-\u9fd5]+)")
_LATIN = re.compile(r"([a-zA-Z0-9]+(?:\.\d+)?%?)")
#: state -> how likely a text begins in it, and which states may come before it with which likelihood. From jieba.
_FIRST = {"B": -0.26268660809250016, "M": NEVER, "E": NEVER, "S": -1.4652633398537678}
_BEFORE = {
    "B": (("E", -0.5897149736854513), ("S", -0.7211965654669841)),
    "M": (("M", -1.2603623820268226), ("B", -0.916290731874155)),
    "E": (("B", -0.510825623765990), ("M", -0.33344856811948514)),
    "S": (("S", -0.6658631448798212), ("E", -0.8085250474669937)),
}


class Words:
    """Parts text into words. `own`: words of this field that a general dictionary would part."""

    def __init__(self, own: Iterable[str] = ()) -> None:
        known = tables()
        self._known, self._total, self._own = known.frequency, known.total, dict[str, int]()
        self._own_lengths: set[int] = set()
        for word in own:
            self._add(word)

    def cut(self, text: str) -> Iterator[str]:
        """The text in words, in order and without loss."""
        for block in filter(None, _BLOCK.split(text)):
            if _BLOCK.match(block):
                yield from self._of_block(block)
                continue
            for piece in _SPACE.split(block):
                yield from [piece] if _SPACE.match(piece) else piece

    def _add(self, word: str) -> None:
        """As common as it has to be to be taken for one word."""
        if self._count(word):
            return
        share = 1.0
        for part in self._likeliest(word):
            share *= (self._count(part) or 1) / self._total
        self._own[word] = int(share * self._total) + 1
        self._total += self._own[word]
        self._own_lengths.add(len(word))

    def _count(self, word: str) -> int:
        if word in self._own:
            return self._own[word]
        found = self._known.get(word)
        return found[0][0] if found else 0

    def _of_block(self, block: str) -> Iterator[str]:
        singles = ""
        for word in [*self._likeliest(block), ""]:
            if len(word) == 1:
                singles += word
                continue
            yield from self._of_singles(singles)
            singles = ""
            if word:
                yield word

    def _of_singles(self, row: str) -> Iterator[str]:
        if len(row) < 2 or self._count(row):
            yield from row
        else:
            yield from _in_guessed_words(row)

    def _likeliest(self, block: str) -> Iterator[str]:
        """Backwards from the end: at each place the word whose continuation is likeliest."""
        total = log(self._total)
        best: list[tuple[float, int]] = [(0.0, 0)] * (len(block) + 1)
        for start in range(len(block) - 1, -1, -1):
            best[start] = max(
                (log(self._count(block[start:end]) or 1) - total + best[end][0], end)
                for end in self._ends(block, start)
            )
        start = 0
        while start < len(block):
            end = best[start][1]
            yield block[start:end]
            start = end

    def _ends(self, block: str, start: int) -> list[int]:
        row = block[start : start + LONGEST_WORD]
        known = [start + len(word) for word in self._known.prefixes(row)]
        own = [start + len(word) for word in {row[:length] for length in self._own_lengths} if word in self._own]
        return known + own or [start + 1]


def _in_guessed_words(row: str) -> Iterator[str]:
    for block in _HAN.split(row):
        if _HAN.match(block):
            yield from _guessed(block)
        else:
            yield from filter(None, _LATIN.split(block))


def _guessed(row: str) -> Iterator[str]:
    word = ""
    for character, state in zip(row, _likeliest_states(row), strict=True):
        word += character
        if state in "ES":
            yield word
            word = ""
    if word:
        yield word


def _likeliest_states(row: str) -> str:
    """The likeliest row of states: each character begins, continues, ends or is a word."""
    place = _places(row[0])
    best = {state: (_FIRST[state] + place[state], state) for state in "BMES"}
    for character in row[1:]:
        place = _places(character)
        best = {
            state: max(
                (best[before][0] + likely + place[state], before, best[before][1] + state)
                for before, likely in _BEFORE[state]
            )[::2]
            for state in "BMES"
        }
    return max((best[state][0], state, best[state][1]) for state in "ES")[2]


def _places(character: str) -> dict[str, float]:
    found = tables().place.get(character)
    return dict(zip("BMES", found[0] if found else (NEVER,) * 4, strict=True))


@cache
def common_words() -> Words:
    """The words of the general dictionary alone."""
    return Words()
