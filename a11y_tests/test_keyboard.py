"""Where the keyboard is, is seen, in every colour; and focus starts where it should.

That Tab reaches everything in every state is asked in test_every_state.py.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from a11y_tests.conftest import Show, asks_everything
from a11y_tests.states import STATES
from a11y_tests.support.focus import is_enough, picture, visible_change, walk
from a11y_tests.support.modes import DEFAULT, Look, Mode
from a11y_tests.support.windows import Window

#: All of a page at once: nothing scrolls, so a picture before and one after can be compared.
TALL = replace(DEFAULT, name="standard", height=4000)
PICTURES = [
    *((name, TALL) for name in ("gallery_form_wrong", "gallery_lists", "gallery_start", "gallery_sign")),
    ("gallery_form_wrong", replace(TALL, name="dark", look=Look(contrast="dark"))),
    ("gallery_form_wrong", replace(TALL, name="high", look=Look(contrast="high"))),
    ("gallery_form_wrong", replace(TALL, name="forced-colors", context={"forced_colors": "active"})),
]


@pytest.mark.parametrize(("name", "mode"), PICTURES, ids=lambda one: getattr(one, "name", one))
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


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Of the forms refused the key states in the gate: that of each the summary takes the focus and leads to fields
    is read in its markup (tests/support/page_audit). All of them with `--matrix` and where faults are seeded.
    """
    if metafunc.function is test_focus_starts_on_the_error_summary:
        every = asks_everything(metafunc.config)
        refused = [state for state in STATES.values() if state.status == 422]
        metafunc.parametrize("name", [state.name for state in refused if every or state.key])


def test_focus_starts_on_the_error_summary(show: Show, name: str) -> None:
    with show(name) as window:
        window.page.wait_for_selector("#error-summary:focus")  # autofocus waits for the first frame
        window.page.keyboard.press("Tab")
        link = window.measure("focused")
        window.page.keyboard.press("Enter")
        field = window.measure("focused")
        assert link["href"] == f"#{field['id']}"
        assert window.page.evaluate("document.activeElement.matches('input, select, textarea')")
