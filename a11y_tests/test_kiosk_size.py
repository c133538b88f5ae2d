"""Sizes on a terminal in millimetres of its screen, from the boxes of the elements on the panel it was measured for."""

from __future__ import annotations

import pytest

from a11y_tests.states import STATES
from a11y_tests.support.modes import Look, Mode
from a11y_tests.support.scenes import Stage
from a11y_tests.support.windows import Window, Windows

#: Pixels of a millimetre of a panel of 268 x 476 mm with 1080 x 1920 of them: what a terminal is without a file.
_MM = 4.03
_UPRIGHT = Mode("terminal", width=1080, height=1920)
_LARGE = Mode("terminal-large", Look(text="large"), width=1080, height=1920)
#: Least sizes in millimetres: of what is pressed, and of a Chinese character, which fills nine tenths of its square.
_TARGET, _CHARACTER, _OF_ITS_SQUARE = 20, 5, 0.9
#: EN 301 549 5.1.4: at 600 mm a capital letter is seen under 0.7 degrees; Noto Sans draws one in 0.73 of the size.
_CAPITAL, _OF_THE_SIZE = 7.33, 0.73


@pytest.mark.parametrize("name", ["kiosk_welcome", "kiosk_question", "kiosk_still_there"])
def test_what_is_pressed_and_what_is_read_is_large_enough_at_600_mm(windows: Windows, stage: Stage, name: str) -> None:
    with windows.show(stage.scene(STATES[name], _UPRIGHT.look), _UPRIGHT) as window:
        assert float(_property(window, "--mm").removesuffix("px")) == _MM
        assert window.measure("smallTargets", int(_TARGET * _MM)) == []
        assert _smallest_text(window) / _MM * _OF_ITS_SQUARE >= _CHARACTER
        assert window.measure("overflow") == []


def test_with_large_text_a_capital_letter_is_seen_under_seven_tenths_of_a_degree(
    windows: Windows, stage: Stage
) -> None:
    with windows.show(stage.scene(STATES["kiosk_question"], _LARGE.look), _LARGE) as window:
        size = window.page.locator(".choice__label").first.evaluate("one => parseFloat(getComputedStyle(one).fontSize)")
        assert size / _MM * _OF_THE_SIZE >= _CAPITAL


def test_for_somebody_who_sits_everything_stands_or_can_be_moved_below_the_middle(
    windows: Windows, stage: Stage
) -> None:
    with windows.show(stage.scene(STATES["kiosk_question"], _UPRIGHT.look), _UPRIGHT, own=True) as window:
        window.page.goto(f"{window.page.url}?height=lower")
        middle = _UPRIGHT.height / 2
        assert window.page.locator(".kiosk-bar button").first.bounding_box()["y"] >= middle  # type: ignore[index]
        for _ in range(40):  # wherever focus goes, it is within reach
            window.page.keyboard.press("Tab")
            if window.page.evaluate("document.activeElement === document.body"):
                break
            box = window.page.locator(":focus").bounding_box()
            assert box is not None
            assert box["y"] + box["height"] >= middle


def _property(window: Window, name: str) -> str:
    value: str = window.page.evaluate("name => getComputedStyle(document.documentElement).getPropertyValue(name)", name)
    return value.strip()


def _smallest_text(window: Window) -> float:
    """Font size in pixels of the smallest text that is seen."""
    sizes: list[float] = window.page.evaluate(
        """() => Array.from(document.querySelectorAll("body *"))
            .filter(one => one.checkVisibility() && !one.closest(".visually-hidden, .status, svg, .skip-link")
                && Array.from(one.childNodes).some(node => node.nodeType === 3 && node.data.trim()))
            .map(one => parseFloat(getComputedStyle(one).fontSize))"""
    )
    return min(sizes)
