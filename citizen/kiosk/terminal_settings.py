"""What one terminal is like: its hall, its screen in millimetres, its waiting times, its devices, how it is reached.

Pure: an operator's file is read into a frozen value, and everything that is wrong with it is said at once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

#: A 21.5 inch panel on its side: what a terminal is taken for when nobody has measured it.
USUAL_SCREEN = {"width_mm": 268, "height_mm": 476, "width_px": 1080, "height_px": 1920}
HEIGHTS = ("whole", "lower")
SIDES = ("both", "left", "right")
_PARTS: Mapping[str, Mapping[str, str]] = {
    "screen": {name: f"screen_{name}" for name in USUAL_SCREEN},
    "waiting": {"idle_seconds": "idle_seconds", "warning_seconds": "warning_seconds"},
    "devices": {name: name for name in ("printer", "scanner", "voice", "keypad", "card_reader")},
    "reach": {"height": "height", "side": "side"},
}
#: Smallest and largest value that makes sense.
_RANGES = {
    "screen_width_mm": (100, 3000),
    "screen_height_mm": (100, 3000),
    "screen_width_px": (320, 8000),
    "screen_height_px": (320, 8000),
    "idle_seconds": (60, 900),
    "warning_seconds": (20, 600),
}
#: Pixels are square: the two directions may differ by so much, for a ruler is not exact.
_DIFFERENCE = 0.05


class SettingsWrong(Exception):
    """One line per thing that is wrong."""


@dataclass(frozen=True, slots=True)
class TerminalSettings:
    """One terminal as its pages need to know it."""

    code: str = ""
    name: str = ""
    hall: str = ""
    district: str = ""
    #: Codes of the languages offered, in order; empty: all.
    languages: tuple[str, ...] = ()
    screen_width_mm: int = USUAL_SCREEN["width_mm"]
    screen_height_mm: int = USUAL_SCREEN["height_mm"]
    screen_width_px: int = USUAL_SCREEN["width_px"]
    screen_height_px: int = USUAL_SCREEN["height_px"]
    #: None: as in the whole deployment.
    idle_seconds: int | None = None
    warning_seconds: int | None = None
    printer: bool = False
    scanner: bool = False
    #: Whether it has a loudspeaker or a jack for headphones.
    voice: bool = False
    keypad: bool = False
    card_reader: bool = False
    #: "lower": the pages stand in the lower half, for somebody who sits. A person can change it at any time.
    height: str = "whole"
    #: Whose arm reaches from one side only.
    side: str = "both"

    @property
    def hundredths(self) -> int:
        """Pixels of 100 millimetres: 403 means 4.03 pixels to the millimetre."""
        return round(100 * self.screen_width_px / self.screen_width_mm)

    def as_kept(self) -> dict[str, Any]:
        """Only what differs from the usual, as JSON; without what has a column of its own."""
        usual = asdict(TerminalSettings())
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in asdict(self).items()
            if value != usual[name] and name not in ("code", "name", "hall", "district")
        }


def from_kept(kept: Mapping[str, Any], **columns: str) -> TerminalSettings:
    """What `as_kept` gave, read again. A name this version does not know is left alone."""
    known: dict[str, Any] = {name: one for name, one in kept.items() if name in TerminalSettings.__dataclass_fields__}
    if "languages" in known:
        known["languages"] = tuple(known["languages"])
    known.update(columns)
    return replace(TerminalSettings(), **known)


def read_settings(written: Mapping[str, Any], *, languages: Collection[str]) -> TerminalSettings:
    """An operator's file. :raises SettingsWrong: with everything that is wrong, one line each."""
    problems = [*_unknown(written), *_wrong_languages(written.get("languages", []), languages)]
    values: dict[str, Any] = {}
    for part, names in _PARTS.items():
        found = written.get(part, {})
        for name, field in names.items() if isinstance(found, dict) else ():
            if name in found:
                values[field] = found[name]
                problems += _wrong_value(f"{part}.{name}", field, found[name])
    if problems:
        raise SettingsWrong("\n".join(problems))
    settings = replace(TerminalSettings(), languages=tuple(written.get("languages", ())), **values)
    _refuse_uneven_screen(settings)
    return settings


def _unknown(written: Mapping[str, Any]) -> Iterator[str]:
    for part, found in written.items():
        if part == "languages":
            continue
        if part not in _PARTS:
            yield f"[{part}] is not known; known are languages, {', '.join(_PARTS)}"
        elif not isinstance(found, dict):
            yield f"{part} must be a table: write [{part}]"
        else:
            yield from (f"{part}.{name} is not known" for name in found if name not in _PARTS[part])


def _wrong_languages(asked: Any, known: Collection[str]) -> Iterator[str]:
    if not isinstance(asked, list):
        yield 'languages must be a list: languages = ["zh-Hans", "en"]'
        return
    yield from (f"languages: {one!r} is not known; known are {', '.join(known)}" for one in asked if one not in known)


def _wrong_value(shown: str, field: str, value: Any) -> Iterator[str]:
    if field in _RANGES:
        least, most = _RANGES[field]
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            yield f"{shown} must be a whole number from {least} to {most}"
    elif field in ("height", "side"):
        allowed = HEIGHTS if field == "height" else SIDES
        if value not in allowed:
            yield f"{shown} must be one of {', '.join(allowed)}"
    elif not isinstance(value, bool):
        yield f"{shown} must be true or false"


def _refuse_uneven_screen(settings: TerminalSettings) -> None:
    across = settings.screen_width_px / settings.screen_width_mm
    down = settings.screen_height_px / settings.screen_height_mm
    if abs(across - down) > _DIFFERENCE * across:
        raise SettingsWrong(
            f"screen: {across:.2f} pixels per mm across but {down:.2f} down; measure the lit area once more, "
            "and give width and height as the screen hangs (upright or on its side)"
        )
