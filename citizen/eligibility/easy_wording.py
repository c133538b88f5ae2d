"""The data files of this room in easy-read: the same questions, pages and programmes by their ids, in easy words.

``easy.toml`` holds them. What it leaves out is read in the ordinary words. Each table notes the hash of the ordinary
words it was made from (`made_from`); when those change, it is outdated, and ``flask easy check`` says so.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from citizen.accessibility.content_records import hash_of
from citizen.eligibility.texts import Localised
from citizen.web.catalogues import BREAK

FILE = Path(__file__).with_name("easy.toml")
QUESTIONS, PAGES, PROGRAMMES = "questions", "pages", "programmes"
_SIGNS_OF_HASH = 16
#: Names of the file -> names in Python, where they differ.
_FIELDS = {"self": "to_self", "other": "to_other"}

W = TypeVar("W")


class EasyPart(NamedTuple):
    """One easy text of the file and the ordinary text it stands for; `key` tells where it stands."""

    key: str
    easy: str
    ordinary: str


def with_easy(texts: Localised[W], kind: str, name: str) -> Localised[W]:
    """The texts of one question, page or programme, with those of the file in easy-read."""
    given = easy_tables()[kind].get(name)
    return texts if given is None else texts.with_easy(_replaced(texts["zh-Hans"], given))


@cache
def easy_tables(path: Path = FILE) -> Mapping[str, Mapping[str, Mapping[str, Any]]]:
    """The file: kind -> id -> easy texts by their names."""
    file = tomllib.loads(path.read_text(encoding="utf-8"))
    return {kind: file.get(kind, {}) for kind in (QUESTIONS, PAGES, PROGRAMMES)}


def easy_parts(kind: str, name: str, ordinary: object) -> Iterator[EasyPart]:
    """Every easy text of one table beside its ordinary one; an empty ordinary text means that there was none.

    :raises KeyError: the file names a text or an option that does not exist.
    """
    for key, easy in easy_tables()[kind].get(name, {}).items():
        if key == "made_from":
            continue
        now = _part_of(ordinary, key)
        if isinstance(easy, dict):
            for code, label in easy.items():
                yield EasyPart(f"{kind}.{name}.{key}.{code}", label, now[code])
        else:
            yield EasyPart(f"{kind}.{name}.{key}", easy, now)


def is_outdated(kind: str, name: str, ordinary: object) -> bool:
    """The ordinary words have changed since the easy ones were made from them."""
    given = easy_tables()[kind].get(name)
    return given is not None and given.get("made_from") != sign_of(ordinary)


def sign_of(ordinary: object) -> str:
    """By which all the words of a question, a page or a programme are told from others."""
    return hash_of("\n".join(words_of(ordinary)))[:_SIGNS_OF_HASH]


def words_of(ordinary: object) -> Iterator[str]:
    """All its texts, in a fixed order."""
    if not is_dataclass(ordinary):
        raise TypeError(f"no texts: {ordinary!r}")
    for part in fields(ordinary):
        value = getattr(ordinary, part.name)
        yield from value.values() if isinstance(value, Mapping) else (value,)


def _replaced(ordinary: W, given: Mapping[str, Any]) -> W:
    changed: dict[str, Any] = {}
    for key, easy in given.items():
        if key == "made_from":
            continue
        if isinstance(easy, dict):
            changed[key] = {**_part_of(ordinary, key), **{code: _in_lines(text) for code, text in easy.items()}}
        else:
            changed[_FIELDS.get(key, key)] = _in_lines(easy)
    return replace(ordinary, **changed)  # type: ignore[type-var,no-any-return]  # W is one of our dataclasses of texts


def _part_of(ordinary: object, key: str) -> Any:
    name = _FIELDS.get(key, key)
    if not hasattr(ordinary, name):
        raise KeyError(key)
    return getattr(ordinary, name)


def _in_lines(text: str) -> str:
    return text.strip().replace("\n", BREAK)
