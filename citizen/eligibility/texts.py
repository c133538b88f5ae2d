"""Words that stand in the data files: Chinese and English are written, Traditional Chinese is made from the first.

Chinese may be there a second time, in easy-read: whoever reads easy-read gets that one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import TypeVar

from citizen.accessibility.traditional import to_traditional
from citizen.web.catalogues import reading_easy

T = TypeVar("T")

# Data files hold a fixed number of texts, so remembering every conversion is bounded.
traditional = cache(to_traditional)


class Localised(Mapping[str, T]):
    """Values by locale tag. Traditional Chinese is made when first asked for; any other Chinese tag is Simplified."""

    __slots__ = ("_make_traditional", "_written")

    def __init__(self, zh: T, en: T, make_traditional: Callable[[T], T], *, easy: T | None = None) -> None:
        self._written = {"zh-Hans": zh, "en": en}
        if easy is not None:
            self._written["easy-Hans"] = easy
        self._make_traditional = make_traditional

    def __getitem__(self, tag: str) -> T:
        if tag.startswith("en"):
            return self._written["en"]
        if not tag.startswith("zh"):
            raise KeyError(tag)
        manner = "easy" if reading_easy.get() and "easy-Hans" in self._written else "zh"
        if "Hant" not in tag:
            return self._written[f"{manner}-Hans"]
        if f"{manner}-Hant" not in self._written:
            self._written[f"{manner}-Hant"] = self._make_traditional(self._written[f"{manner}-Hans"])
        return self._written[f"{manner}-Hant"]

    def with_easy(self, easy: T) -> Localised[T]:
        """The same texts, and these in easy-read (Simplified Chinese)."""
        return Localised(self._written["zh-Hans"], self._written["en"], self._make_traditional, easy=easy)

    def __iter__(self) -> Iterator[str]:
        return iter(("zh-Hans", "zh-Hant", "en"))

    def __len__(self) -> int:
        return 3


def localised(zh: str, en: str) -> Localised[str]:
    return Localised(zh, en, traditional)
