"""Simplified to Traditional Chinese by conversion (OpenCC) plus the house's terms. Machine-made until reviewed."""

from __future__ import annotations

import re
from functools import cache

# Where the general conversion chooses a word that is wrong or unusual in this field.
_HOUSE_TERMS = {
    "身份證": "身分證",
    "身份证": "身分證",
    # The conversion reads these as terms of computing; here they are neighbourhoods, services and counters.
    "社群": "社區",
    "專案": "項目",
    "型別": "類型",
    "稽核": "審核",
    "支援": "支持",
    "物件": "對象",
    "視窗": "窗口",
    "釋出": "發布",
    # Both mainland words for autism become one here: name it once.
    "自閉症（自閉症）": "自閉症",
    # One simplified character for "sign" and "lot": contracts are signed.
    "籤勞動": "簽勞動",
    "沒有籤": "沒有簽",
}
# Texts keep their placeholders; conversion never touches what is inside.
_PLACEHOLDER = re.compile(r"(%\(\w+\)[sd])")


def to_traditional(text: str) -> str:
    """The text in Traditional characters and Taiwanese wording; placeholders are kept."""
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

    return opencc.OpenCC("s2twp")
