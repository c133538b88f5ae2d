"""How a person wants pages to look, sound and read. Pure: parsing with allow-lists, unknown values change nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from functools import lru_cache
from typing import Any


class TextSize(StrEnum):
    STANDARD = "standard"
    LARGE = "large"
    LARGEST = "largest"
    HUGE = "huge"


class Contrast(StrEnum):
    SYSTEM = "system"
    #: Black on white.
    HIGH = "high"
    #: White on black.
    DARK = "dark"
    YELLOW_ON_BLACK = "yellow_on_black"
    BLACK_ON_YELLOW = "black_on_yellow"
    #: Soft colours without glare.
    LOW_GLARE = "low_glare"


class Spacing(StrEnum):
    STANDARD = "standard"
    WIDE = "wide"
    WIDEST = "widest"


class Weight(StrEnum):
    STANDARD = "standard"
    BOLD = "bold"


class Switch(StrEnum):
    OFF = "off"
    ON = "on"


@dataclass(frozen=True, slots=True)
class Preferences:
    """The server puts these on <html>, so the first paint is right and no script is needed.

    Every field is an enumeration of codes, so a link, a cookie or a profile can carry it and nothing else.
    """

    text: TextSize = TextSize.STANDARD
    contrast: Contrast = Contrast.SYSTEM
    spacing: Spacing = Spacing.STANDARD
    weight: Weight = Weight.STANDARD
    cursor: Switch = Switch.OFF
    ruler: Switch = Switch.OFF
    #: On: nothing moves, whatever the device says.
    still: Switch = Switch.OFF
    underline: Switch = Switch.OFF
    calm: Switch = Switch.OFF
    pinyin: Switch = Switch.OFF
    #: Sign language first, listening, easy-read.
    sign: Switch = Switch.OFF
    listen: Switch = Switch.OFF
    easy: Switch = Switch.OFF

    def changed(self, values: Mapping[str, str]) -> Preferences:
        """With every known value taken over; what is unknown is ignored."""
        known: dict[str, Any] = {
            name: kind(value)
            for name, kind in KINDS.items()
            if (value := values.get(name)) is not None and value in set(kind)
        }
        return replace(self, **known)

    def as_values(self) -> dict[str, str]:
        """Every field as its code."""
        return {name: str(getattr(self, name)) for name in KINDS}

    def unusual(self) -> dict[str, str]:
        """Only what is not the default: what a page, a link or a cookie has to say."""
        return dict(_unusual(self))

    def as_preset(self, name: str | None) -> Preferences:
        """With a ready-made combination laid over what was chosen before; an unknown one changes nothing."""
        return self.changed(PRESETS.get(name or "", {}))

    def has_preset(self, name: str) -> bool:
        """Whether everything that the combination sets is set now."""
        return self.as_preset(name) == self


@lru_cache(maxsize=1024)
def _unusual(preferences: Preferences) -> dict[str, str]:
    usual = Preferences().as_values()
    return {name: value for name, value in preferences.as_values().items() if value != usual[name]}


#: Field name -> its codes. The names are the names of the parameters in addresses, too.
KINDS: Mapping[str, type[StrEnum]] = {name: type(value) for name, value in asdict(Preferences()).items()}

#: Ready-made combinations, each reached by `?preset=` on every page. They set what is named here and leave the rest, so
#: that somebody who needs white on black keeps it. "standard" takes everything back.
PRESETS: Mapping[str, Mapping[str, str]] = {
    "elder": {"text": "large", "spacing": "wide", "underline": "on", "calm": "on"},
    "not_elder": {"text": "standard", "spacing": "standard", "underline": "off", "calm": "off"},
    "clear": {"text": "largest", "spacing": "wide", "weight": "bold", "cursor": "on", "underline": "on"},
    "simple": {"easy": "on", "spacing": "wide", "calm": "on"},
    "sign": {"sign": "on"},
    "listen": {"listen": "on"},
    "standard": Preferences().as_values(),
}
