"""Words that stand in the data files: Chinese and English are written, Traditional Chinese is derived from the first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import TypeVar

T = TypeVar("T")

# OpenCC knows Taiwan's usual words; these are the ones this service says differently.
HOUSE_WORDS = (("身份證", "身分證"), ("殘障人", "殘疾人"))


@cache
def _converter() -> Callable[[str], str]:
    import opencc  # loading its dictionaries takes tens of milliseconds: only who reads Traditional Chinese waits

    convert: Callable[[str], str] = opencc.OpenCC("s2twp").convert
    return convert


@cache
def traditional(text: str) -> str:
    """Simplified Chinese in Traditional characters and house words. Only for texts of the data files: it remembers."""
    converted = _converter()(text)
    for usual, ours in HOUSE_WORDS:
        converted = converted.replace(usual, ours)
    return converted


def in_locale(written: Mapping[str, str], locale: str) -> str:
    """The text for a locale tag, from what is written under ``zh`` and ``en``."""
    if locale.startswith("en"):
        return written["en"]
    return traditional(written["zh"]) if "Hant" in locale else written["zh"]


class Localised(Mapping[str, T]):
    """Values by locale tag of which Traditional Chinese is made from Simplified when first asked for."""

    __slots__ = ("_make_traditional", "_written")

    def __init__(self, zh: T, en: T, make_traditional: Callable[[T], T]) -> None:
        self._written = {"zh": zh, "zh-Hans": zh, "en": en}
        self._make_traditional = make_traditional

    def __getitem__(self, tag: str) -> T:
        if tag == "zh-Hant" and tag not in self._written:
            self._written[tag] = self._make_traditional(self._written["zh"])
        return self._written[tag]

    def __iter__(self) -> Iterator[str]:
        return iter(("zh-Hans", "zh-Hant", "en"))

    def __len__(self) -> int:
        return 3
