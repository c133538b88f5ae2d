"""The keyboard reaches everything, is seen where it is, and is never held."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from a11y_tests.conftest import Show
from a11y_tests.states import STATES
from a11y_tests.support.focus import is_enough, picture, visible_change, walk
from a11y_tests.support.modes import DEFAULT, NARROW_LARGEST, Look, Mode
from a11y_tests.support.windows import Window

KEY_STATES = [state.name for state in STATES.values() if state.key]
#: All of a page at once: nothing scrolls, so a picture before and one after can be compared.
TALL = replace(DEFAULT, name="standard", height=4000)
COLOURS = [
    TALL,
    replace(TALL, name="dark", look=Look(contrast="dark")),
    replace(TALL, name="high", look=Look(contrast="high")),
    replace(TALL, name="forced-colors", context={"forced_colors": "active"}),
]


@pytest.mark.parametrize("name", STATES)
def test_tab_reaches_everything_in_order_and_leaves(show: Show, name: str) -> None:
    with show(name) as window:
        expected = set(window.measure("tabStops"))
        stops = list(walk(window))
        missed = expected - {stop.key for stop in stops}
        assert not missed, f"Tab never comes to {[name for key, name in window.measure('namesOf', sorted(missed))]}"
        assert stops[0].href == "#main", f"The first stop is {stops[0].name}, not the skip link."
        hidden = [stop.name for stop in stops if not stop.inside or stop.covered]
        assert not hidden, f"Focus is out of sight or covered at: {hidden}"
        jumps = [
            f"{one.name} → {other.name}"
            for one, other in itertools.pairwise(stops)
            if one.inMain and other.inMain and other.bottom < one.top - 4 and other.left <= one.right
        ]
        assert not jumps, f"Focus jumps back up the page: {jumps}"


@pytest.mark.parametrize("name", KEY_STATES)
def test_focus_is_never_covered_on_a_small_screen(show: Show, name: str) -> None:
    """WCAG 2.4.12, where it is hardest: 320 CSS pixels wide, in the largest text."""
    with show(name, NARROW_LARGEST) as window:
        hidden = [stop.name for stop in walk(window) if not stop.inside or stop.covered]
        assert not hidden, f"Focus is out of sight or covered at: {hidden}"


@pytest.mark.parametrize("mode", COLOURS, ids=lambda mode: mode.name)
@pytest.mark.parametrize("name", ["gallery_form_wrong", "gallery_lists", "gallery_start", "gallery_sign"])
def test_focus_is_seen_in_every_colour(show: Show, name: str, mode: Mode) -> None:
    """WCAG 2.4.13, by the pixels: every component has its picture taken with and without focus."""
    with show(name, mode) as window:
        assert not (unseen := _unseen_stops(window)), f"Hardly anything changes when focus comes to: {unseen}"


def _unseen_stops(window: Window) -> list[str]:
    before = picture(window)
    assert window.page.evaluate("document.documentElement.scrollHeight") <= before.height, "The page scrolls."
    return [
        f"{stop.name} ({change:.2f})"
        for stop in walk(window)
        if not is_enough(change := visible_change(window, stop, before))
    ]


def test_the_skip_link_leads_to_the_main_part(show: Show) -> None:
    with show("start_page") as window:
        window.page.keyboard.press("Tab")
        window.page.keyboard.press("Enter")
        assert window.page.evaluate("document.activeElement.id") == "main"
        window.page.keyboard.press("Tab")
        assert window.measure("focused")["inMain"]


@pytest.mark.parametrize("name", [state.name for state in STATES.values() if state.status == 422])
def test_focus_starts_on_the_error_summary(show: Show, name: str) -> None:
    with show(name) as window:
        assert window.page.evaluate("document.activeElement.id") == "error-summary"
        window.page.keyboard.press("Tab")
        link = window.measure("focused")
        window.page.keyboard.press("Enter")
        field = window.measure("focused")
        assert link["href"] == f"#{field['id']}"
        assert window.page.evaluate("document.activeElement.matches('input, select, textarea')")
