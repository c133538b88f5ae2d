"""What only a laid-out page shows: reflow, clipped text, the size of targets, the length and height of lines."""

from __future__ import annotations

import pytest

from a11y_tests.conftest import Show
from a11y_tests.states import STATES
from a11y_tests.support.modes import DEFAULT, LARGEST, NARROW, NARROW_LARGEST, TEXT_SPACING, ZOOMED, Mode

#: Chinese glyphs in a line (WCAG 1.4.8).
LONGEST_LINE = 40
#: CSS pixels. Under the 44 of WCAG 2.5.5 nothing is allowed; the house asks for more.
TARGET, TARGET_LARGE = 48, 60
SMALLEST_TEXT = 16


@pytest.mark.parametrize("mode", [NARROW, NARROW_LARGEST, ZOOMED], ids=lambda mode: mode.name)
@pytest.mark.parametrize("name", STATES)
def test_reflows_without_loss(show: Show, name: str, mode: Mode) -> None:
    """WCAG 1.4.10 at 320 CSS pixels, and then 1.4.12 with the reader's own spacing on top."""
    with show(name, mode) as window:
        problems = window.measure("overflow") + window.measure("clipped") + window.measure("overlapping")
        window.measure("addStyle", TEXT_SPACING)
        spaced = window.measure("overflow") + window.measure("clipped")
        assert not problems + spaced, "\n".join([*problems, *(f"with text spacing: {one}" for one in spaced)])


@pytest.mark.parametrize(("mode", "least"), [(DEFAULT, TARGET), (LARGEST, TARGET_LARGE)], ids=["standard", "largest"])
@pytest.mark.parametrize("name", STATES)
def test_targets_are_large_and_text_is_easy_to_read(show: Show, name: str, mode: Mode, least: int) -> None:
    with show(name, mode) as window:
        problems = window.measure("smallTargets", least)
        problems += window.measure("hardToRead", LONGEST_LINE) + window.measure("tinyText", SMALLEST_TEXT)
        assert not problems, "\n".join(problems)
