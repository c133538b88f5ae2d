"""Simplified to Traditional Chinese by conversion (OpenCC) plus our own terms. Machine-made until reviewed."""

from __future__ import annotations

import re
from functools import cache

from citizen.accessibility.word_tables import TRADITIONAL, tables

# What stays to correct after the conversion:
_HOUSE_TERMS = {
    "身份證": "身分證",
    # One simplified character stands for "sign" and "lot": contracts are signed.
    "籤": "簽",
}
# Texts keep their placeholders; conversion never touches what is inside.
_LONGEST_ENTRY = 20
_CHINESE = re.compile("[\u2e80-\ud7ff\ue000-\U0003ffff]")
_PLACEHOLDER = re.compile(r"(%\(\w+\)[sd])")


def to_traditional(text: str) -> str:
    """The text in Traditional characters; names of mainland papers and offices stay what they are. Placeholders too."""
    parts = _PLACEHOLDER.split(text)
    return "".join(part if index % 2 else _convert(part) for index, part in enumerate(parts))


def _convert(text: str) -> str:
    if not text:
        return ""
    converted = _by_table(text) if tables().traditional else str(_converter().convert(text))
    for general, ours in _HOUSE_TERMS.items():
        converted = converted.replace(general, ours)
    return converted


def _by_table(text: str) -> str:
    """Each time the longest entry, as OpenCC does."""
    written, pieces, start = tables().traditional, [], 0
    while start < len(text):
        row = text[start : start + _LONGEST_ENTRY]
        found = written.prefixes(row) if _CHINESE.match(row) else []
        pieces.append(written[found[-1]][0].decode() if found else row[0])
        start += len(found[-1]) if found else 1
    return "".join(pieces)


def to_simplified(text: str) -> str:
    """The text in Simplified characters: mainland braille and speech know no others."""
    return str(_back_converter().convert(text)) if text else ""


@cache
def _back_converter():  # type: ignore[no-untyped-def]  # the library has no types
    import opencc

    return opencc.OpenCC("t2s")


@cache
def _converter():  # type: ignore[no-untyped-def]  # the library has no types
    import opencc  # its dictionaries take 40 MB: only without a table of their entries

    return opencc.OpenCC(TRADITIONAL)
