"""Finding a programme by what a person types: Simplified or Traditional, pinyin or its first letters, with a slip of
one character. Pure: it knows texts and ids, nothing of pages or catalogues.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from citizen.accessibility.sounds import spoken, without_tone

_LATIN = re.compile(r"[a-z0-9]+")
_RUN = re.compile(r"[a-z0-9]+|[^\W_a-z0-9]+")
_SHORTEST_PINYIN = 2
#: Shorter words would be "one slip away" from almost everything.
_SHORTEST_WITH_SLIP = 3


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that can be found. The first name is the one people see; `about` is searched last."""

    id: str
    names: tuple[str, ...]
    aliases: tuple[str, ...] = ()
    about: tuple[str, ...] = ()


class Found(NamedTuple):
    """Ids, the best first. With `is_guess` nothing was called so; these sound or look alike."""

    ids: tuple[str, ...]
    is_guess: bool


@dataclass(frozen=True, slots=True)
class _Indexed:
    id: str
    names: tuple[str, ...]
    aliases: tuple[str, ...]
    about: tuple[str, ...]
    sounds: tuple[tuple[str, ...], ...]
    words: frozenset[str]


class Index:
    """Entries prepared for searching. Making one costs some tenths of a second: once per process."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._entries = [_indexed(entry) for entry in entries]

    def search(self, query: str) -> Found:
        """Everything that has all words of the query; without one, nothing is left out."""
        words = _runs(query)
        if not words:
            return Found(tuple(entry.id for entry in self._entries), is_guess=False)
        exact = self._ranked(words, _rank)
        return Found(exact, is_guess=False) if exact else Found(self._ranked(words, _guess), is_guess=True)

    def _ranked(self, words: Sequence[str], rank: Callable[[_Indexed, str], int | None]) -> tuple[str, ...]:
        found: list[tuple[int, int, str]] = []
        for position, entry in enumerate(self._entries):
            ranks = [rank(entry, word) for word in words]
            if all(one is not None for one in ranks):
                found.append((sum(one or 0 for one in ranks), position, entry.id))
        return tuple(entry_id for _rank_sum, _position, entry_id in sorted(found))


def fold(text: str) -> str:
    """The text as it is compared: full-width and Traditional forms, case and punctuation make no difference.

    Latin words stay apart by blanks; Chinese characters move together.
    """
    folded = ""
    for run in _runs(text):
        touches_latin = folded and (run.isascii() or folded[-1].isascii())
        folded += f" {run}" if touches_latin else run
    return folded


def _runs(text: str) -> list[str]:
    """Latin words and stretches of other letters, folded."""
    return _RUN.findall(_to_simplified(unicodedata.normalize("NFKC", text).casefold()))


def differ_by_one(one: str, other: str) -> bool:
    """Whether one character replaced, left out or added turns the one into the other; or nothing does."""
    if abs(len(one) - len(other)) > 1:
        return False
    if len(one) > len(other):
        one, other = other, one
    start = 0
    while start < len(one) and one[start] == other[start]:
        start += 1
    if len(one) == len(other):
        return one[start + 1 :] == other[start + 1 :]
    return one[start:] == other[start + 1 :]


def _rank(entry: _Indexed, word: str) -> int | None:
    """How well an entry fits a word: 0 is best, None is not at all."""
    if word in entry.names:
        return 0
    if any(name.startswith(word) for name in entry.names):
        return 1
    if any(_stands_in(name, word) for name in entry.names):
        return 2
    if any(_stands_in(alias, word) for alias in entry.aliases):
        return 3
    if _is_pinyin(word) and any(_sounds_like(sounds, word) for sounds in entry.sounds):
        return 4
    return 5 if any(_stands_in(text, word) for text in entry.about) else None


def _stands_in(text: str, word: str) -> bool:
    """Chinese anywhere; a Latin word at the beginning of a word, or "rain" would find "training"."""
    if not word.isascii():
        return word in text
    whole = " " if len(word) < _SHORTEST_WITH_SLIP else ""  # "ai" is not on the way to "aid"
    return f" {word}{whole}" in f" {text} "


def _guess(entry: _Indexed, word: str) -> int | None:
    """Characters of the same sound first, then a name cut short, then one slip of a character."""
    if _rank(entry, word) is not None or any(_holds(sounds, syllables(word)) for sounds in entry.sounds):
        return 0
    if any(_is_short_for(name, word) for name in entry.names):
        return 1
    if len(word) < _SHORTEST_WITH_SLIP:
        return None
    if _LATIN.fullmatch(word):
        slip = len(word) > _SHORTEST_WITH_SLIP and any(differ_by_one(word, other) for other in entry.words)
    else:
        slip = any(_has_slip(name, word) for name in (*entry.names, *entry.aliases))
    return 2 if slip else None


def _is_short_for(name: str, word: str) -> bool:
    """辅具 for 辅助器具: every character, in order, and not far apart."""
    if len(word) < 2 or word.isascii():
        return False
    pattern = ".?.?".join(map(re.escape, word))
    return re.search(pattern, name) is not None


def _has_slip(name: str, word: str) -> bool:
    """Whether some stretch of the name is one slip away from the word."""
    lengths = (len(word) - 1, len(word), len(word) + 1)
    return any(
        differ_by_one(word, name[start : start + length])
        for length in lengths
        for start in range(len(name) - length + 1)
    )


def _is_pinyin(word: str) -> bool:
    return len(word) >= _SHORTEST_PINYIN and word.isascii() and word.isalpha()


def _sounds_like(sounds: tuple[str, ...], typed: str) -> bool:
    """'fuju', 'fujushi' (still typing) and 'fj' all find 辅具适配."""
    if typed in "".join(sound[0] for sound in sounds):
        return True
    return any("".join(sounds[start:]).startswith(typed) for start in range(len(sounds)))


def _holds(sounds: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    length = len(wanted)
    return length > 1 and any(sounds[start : start + length] == wanted for start in range(len(sounds) - length + 1))


@cache
def syllables(text: str) -> tuple[str, ...]:
    """Pinyin without tones, one syllable per character; Latin letters stand as they are."""
    return tuple(signs if said is None else without_tone(said) for signs, said in spoken(text))


def _to_simplified(text: str) -> str:
    return str(_converter().convert(text))


@cache
def _converter():  # type: ignore[no-untyped-def]  # the library has no types
    import opencc  # loads its dictionary: only when somebody searches

    return opencc.OpenCC("t2s")


def _indexed(entry: Entry) -> _Indexed:
    names, aliases = tuple(map(fold, entry.names)), tuple(map(fold, entry.aliases))
    latin = " ".join((*entry.names, *entry.aliases)).casefold()
    return _Indexed(
        id=entry.id,
        names=names,
        aliases=aliases,
        about=tuple(map(fold, entry.about)),
        sounds=tuple(syllables(text) for text in (*names, *aliases) if not text.isascii()),
        words=frozenset(_LATIN.findall(latin)),
    )
