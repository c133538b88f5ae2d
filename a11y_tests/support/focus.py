"""Walking through a page with Tab, and seeing where one is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from PIL import Image, ImageChops

from a11y_tests.support.windows import Window

_LONGEST_WALK = 250
#: A film player has several stops of its own behind one element.
_STOPS_INSIDE = 12
_EDGE = 10
#: WCAG 2.4.13: focused and unfocused state differ by 3:1, over the area of a 2 px line around the element. A part of
#: the line may fall on what looks alike already, such as a border of the same colour.
_CONTRAST, _SHARE = 3.0, 0.7


@dataclass(frozen=True, slots=True)
class Stop:
    """One place where Tab halts, in CSS pixels of the whole page."""

    name: str
    key: str
    href: str | None
    id: str
    left: float
    top: float
    right: float
    bottom: float
    width: float
    height: float
    covered: int
    inside: bool
    inMain: bool  # noqa: N815  (as the script in the page calls it)


def walk(window: Window, key: str = "Tab") -> Iterator[Stop]:
    """Every stop from the top of the page until focus leaves it; AssertionError where it never does."""
    seen: dict[str, int] = {}
    window.measure("startAtTheTop")
    for _ in range(_LONGEST_WALK):
        window.page.keyboard.press(key)
        here = window.measure("focused")
        if here is None:
            if seen:
                return
            continue
        stop = Stop(**here)
        seen[stop.key] = seen.get(stop.key, 0) + 1
        assert seen[stop.key] <= _STOPS_INSIDE, f"{stop.name} does not let go of the focus"
        if seen[stop.key] == 1:
            yield stop
    raise AssertionError(f"After {_LONGEST_WALK} times {key} the focus is still in the page")


def walk_through(window: Window) -> list[Stop]:
    """As `walk` with Tab, without a halt at each stop."""
    window.measure("startAtTheTop")
    window.measure("recordStops")
    at_once = len(window.measure("tabStops")) + 2
    for _ in range(_LONGEST_WALK // at_once + 1):
        for _press in range(at_once):
            window.page.keyboard.press("Tab")
        stops = _until_it_leaves(window.measure("recordedStops"))
        if stops is not None:
            return stops
    raise AssertionError(f"After {_LONGEST_WALK} times Tab the focus is still in the page")


def _until_it_leaves(recorded: list[dict[str, Any] | None]) -> list[Stop] | None:
    """Every stop once; None while focus is still in the page. AssertionError where an element keeps it."""
    seen: dict[str, int] = {}
    stops: list[Stop] = []
    for here in recorded:
        if here is None:
            if seen:
                return stops
            continue
        stop = Stop(**here)
        seen[stop.key] = seen.get(stop.key, 0) + 1
        assert seen[stop.key] <= _STOPS_INSIDE, f"{stop.name} does not let go of the focus"
        if seen[stop.key] == 1:
            stops.append(stop)
    return None


def visible_change(window: Window, stop: Stop, before: Image.Image) -> float:
    """How much of a 2 px line around the element changed by 3:1 or more since `before`; 1.0 is all of it."""
    clip = _around(stop, before)
    data = window.page.screenshot(clip=_as_clip(clip), animations="disabled", caret="hide")
    now = Image.open(BytesIO(data)).convert("RGB")
    changed = _changed_pixels(before.crop(clip), now)
    return changed / (2 * 2 * (stop.width + stop.height))


def picture(window: Window) -> Image.Image:
    """The page as it is, nothing focused."""
    window.measure("startAtTheTop")
    return Image.open(BytesIO(window.page.screenshot(animations="disabled", caret="hide"))).convert("RGB")


def is_enough(change: float) -> bool:
    return change >= _SHARE


def _around(stop: Stop, page: Image.Image) -> tuple[int, int, int, int]:
    return (
        max(int(stop.left) - _EDGE, 0),
        max(int(stop.top) - _EDGE, 0),
        min(int(stop.right) + _EDGE, page.width),
        min(int(stop.bottom) + _EDGE, page.height),
    )


def _as_clip(box: tuple[int, int, int, int]) -> dict[str, float]:
    left, top, right, bottom = box
    return {"x": left, "y": top, "width": right - left, "height": bottom - top}


def _changed_pixels(before: Image.Image, now: Image.Image) -> int:
    assert before.size == now.size, f"{before.size} and {now.size}"
    if ImageChops.difference(before, now).getbbox() is None:
        return 0
    old, new = before.tobytes(), now.tobytes()
    pairs: dict[tuple[bytes, bytes], int] = {}
    for at in range(0, len(old), 3):
        if old[at : at + 3] != new[at : at + 3]:
            pair = old[at : at + 3], new[at : at + 3]
            pairs[pair] = pairs.get(pair, 0) + 1
    return sum(count for (one, other), count in pairs.items() if _contrast(one, other) >= _CONTRAST)


def _contrast(one: bytes, other: bytes) -> float:
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: bytes) -> float:
    red, green, blue = (_linear(part / 255) for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
