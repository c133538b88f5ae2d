"""Simplified to Traditional Chinese by conversion (OpenCC) plus our own terms. Machine-made until reviewed."""

from __future__ import annotations

import re
from functools import cache

# Characters only (s2tw): the profile with phrases turns 社区 and 项目 into words of computing. What stays to correct:
_HOUSE_TERMS = {
    "身份證": "身分證",
    # One simplified character stands for "sign" and "lot": contracts are signed.
    "籤": "簽",
}
# Texts keep their placeholders; conversion never touches what is inside.
_PLACEHOLDER = re.compile(r"(%\(\w+\)[sd])")


def to_traditional(text: str) -> str:
    """The text in Traditional characters; names of mainland papers and offices stay what they are. Placeholders too."""
    parts = _PLACEHOLDER.split(text)
    return "".join(part if index % 2 else _convert(part) for index, part in enumerate(parts))


def _convert(text: str) -> str:
    converted = str(_converter().convert(text)) if text else ""
    for general, ours in _HOUSE_TERMS.items():
        converted = converted.replace(general, ours)
    return converted


@cache
def _converter():  # type: ignore[no-untyped-def]  # the library has no types
    import opencc  # loading its dictionaries costs 0.1 s: only when somebody reads Traditional

    return opencc.OpenCC("s2tw")
