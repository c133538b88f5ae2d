"""A look in a few signs, for one short link to another device: `?look=t2c4s1u`. Pure.

A setting that is not usual is its letter and, where there are more than two ways, the number of the way. Nothing else
fits in, so such a link says nothing about who made it, and a wrong one changes nothing.
"""

from __future__ import annotations

import re
import unicodedata

from citizen.accessibility.preferences import KINDS, Preferences, Switch

#: What is printed stays readable for ever: letters and the order of codes may be added to, never changed.
LETTERS = {
    "text": "t",
    "contrast": "c",
    "spacing": "s",
    "weight": "w",
    "cursor": "m",
    "ruler": "r",
    "still": "d",
    "underline": "u",
    "calm": "k",
    "pinyin": "p",
    "sign": "g",
    "listen": "n",
    "easy": "e",
}
#: The code of a look without anything unusual: an empty one could not be told from none.
STANDARD = "0"
_NAMES = {letter: name for name, letter in LETTERS.items()}
_PARTS = re.compile(r"([a-z])([0-9]?)")
_LONGEST = 40


def look_code(preferences: Preferences) -> str:
    """The look as a code; equal looks have equal codes."""
    return "".join(_part(name, code) for name, code in preferences.unusual().items()) or STANDARD


def read_look(text: str | None) -> Preferences | None:
    """The look behind a code, in capitals, full-width signs or with gaps too; None for anything else."""
    typed = unicodedata.normalize("NFKC", (text or "")[:_LONGEST]).lower()
    code = "".join(sign for sign in typed if not (sign.isspace() or sign in "-·"))
    if code == STANDARD:
        return Preferences()
    parts = _PARTS.findall(code)
    if not parts or "".join(letter + number for letter, number in parts) != code:
        return None
    values = [_value(letter, number) for letter, number in parts]
    known = [value for value in values if value is not None]
    chosen = dict(known)
    return Preferences().changed(chosen) if len(chosen) == len(values) else None


def _part(name: str, code: str) -> str:
    kind = KINDS[name]
    return LETTERS[name] + ("" if kind is Switch else str(list(kind).index(kind(code))))


def _value(letter: str, number: str) -> tuple[str, str] | None:
    """(setting, its code), if there is such a one."""
    name = _NAMES.get(letter)
    if name is None:
        return None
    kind = KINDS[name]
    if kind is Switch:
        return (name, Switch.ON.value) if not number else None
    ways = list(kind)
    return (name, ways[int(number)].value) if number and int(number) < len(ways) else None
