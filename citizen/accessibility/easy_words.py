"""What easy-read knows about words: which are hard, what they mean, which have a picture. Pure, but for its files."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from citizen.accessibility.easy_lint import Rules, denies
from citizen.accessibility.traditional import to_traditional

FOLDER = Path(__file__).with_name("easy")
WORDS_FILE, PICTURES_FILE = FOLDER / "words.toml", FOLDER / "pictures.toml"
HARD_FILE, AVOID_FILE = FOLDER / "hard.toml", FOLDER / "avoid.toml"


@dataclass(frozen=True, slots=True)
class HardWord:
    """A word that has to be explained, in the forms that texts use, and its explanation in easy words."""

    term: str
    forms: tuple[str, ...]
    explanation: str


class Words:
    """The hard words of a language, found in texts; longer forms first, so that no word is found inside another."""

    def __init__(self, words: Iterable[HardWord]) -> None:
        self.all = tuple(words)
        self._by_form = {form: word for word in self.all for form in word.forms}
        self._pattern = _any_of(self._by_form)

    def __contains__(self, form: str) -> bool:
        return form in self._by_form

    def split(self, text: str) -> list[tuple[str, HardWord | None]]:
        """The text in pieces, each with the hard word that it is, if it is one."""
        return [(piece, self._by_form.get(piece)) for piece in self._pattern.split(text) if piece]


class Pictures:
    """Which picture says the idea of a line."""

    def __init__(self, words: Mapping[str, Sequence[str]]) -> None:
        self.names = tuple(words)
        self._by_word = {word: name for name, many in words.items() for word in many}
        self._pattern = _any_of(self._by_word)

    def of(self, line: str) -> str | None:
        """The name of its picture: of its longest word that has one, of equally long ones the first.

        A line that says "not" has none, or a sign for yes would stand beside a no; unless the word itself says it.
        """
        found = self._pattern.findall(line)
        word = max(found, key=len, default="")
        return None if not word or denies(line.replace(word, "")) else self._by_word[word]


@cache
def hard_words(locale: str, path: Path = WORDS_FILE) -> Words:
    """The glossary of easy-read in a Chinese of this site."""
    return Words(
        HardWord(
            term=_in_script(term, locale),
            forms=tuple(dict.fromkeys(_in_script(form, locale) for form in (term, *entry.get("also", ())))),
            explanation=_in_script(entry["easy"], locale),
        )
        for term, entry in _tables(path).items()
    )


@cache
def pictures(locale: str, path: Path = PICTURES_FILE) -> Pictures:
    """The pictures by the words of a Chinese of this site."""
    return Pictures({name: tuple(_in_script(word, locale) for word in words) for name, words in _tables(path).items()})


@cache
def rules() -> Rules:
    """What texts in easy-read are held to, for Simplified Chinese, which all of it is written in."""
    explained = frozenset(form for word in hard_words("zh-Hans").all for form in word.forms)
    return Rules(hard=frozenset(_tables(HARD_FILE)["words"]), explained=explained, avoided=_tables(AVOID_FILE))


def _tables(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _in_script(text: str, locale: str) -> str:
    return to_traditional(text) if locale == "zh-Hant" else text


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    return re.compile("(" + "|".join(map(re.escape, longest_first)) + ")")
