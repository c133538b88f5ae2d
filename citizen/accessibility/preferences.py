"""How a person wants pages to look. Pure: parsing with allow-lists, unknown values change nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum


class TextSize(StrEnum):
    STANDARD = "standard"
    LARGE = "large"
    LARGEST = "largest"


class Contrast(StrEnum):
    SYSTEM = "system"
    HIGH = "high"
    DARK = "dark"


@dataclass(frozen=True, slots=True)
class Preferences:
    """The server puts these on <html>, so the first paint is right and no script is needed."""

    text: TextSize = TextSize.STANDARD
    contrast: Contrast = Contrast.SYSTEM

    def changed(self, values: Mapping[str, str]) -> Preferences:
        """With every known value taken over; what is unknown is ignored."""
        result = self
        if (text := values.get("text")) in set(TextSize):
            result = replace(result, text=TextSize(text))
        if (contrast := values.get("contrast")) in set(Contrast):
            result = replace(result, contrast=Contrast(contrast))
        return result

    def as_values(self) -> dict[str, str]:
        return {"text": self.text.value, "contrast": self.contrast.value}
