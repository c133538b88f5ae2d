"""What a letter in easy-read says first: what it is, what to do, whom to ask. Pure, but for its file."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from citizen.accessibility.easy_words import FOLDER
from citizen.accessibility.traditional import to_traditional

_FILE = FOLDER / "letters.toml"
_OTHER = "other"


@dataclass(frozen=True, slots=True)
class Opening:
    """The first part of an easy letter, and the line that says who wrote it."""

    title: str
    lines: tuple[str, ...]
    made_by_program: str


@cache
def opening_of(kind: str, locale: str) -> Opening:
    """The opening for a kind of letter; a kind that has none of its own gets the general one."""
    file = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    lines = file["lines"].get(kind, file["lines"][_OTHER])
    shown = [to_traditional(text) if locale == "zh-Hant" else text for text in (file["title"], *lines)]
    note = str(file["made_by_program"])
    return Opening(shown[0], tuple(shown[1:]), to_traditional(note) if locale == "zh-Hant" else note)


def texts() -> Iterator[tuple[str, str]]:
    """Every line with its place in the file, for the check."""
    file = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    yield "letters.toml: title", file["title"]
    for kind, lines in file["lines"].items():
        yield from ((f"letters.toml: {kind}", line) for line in lines)
