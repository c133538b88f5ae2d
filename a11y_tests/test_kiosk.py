"""A terminal that somebody walked away from: it asks, waits, clears, and shows the next person nothing."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from a11y_tests.conftest import Show
from a11y_tests.states import STATES
from a11y_tests.support.modes import DEFAULT
from a11y_tests.support.scenes import Stage
from a11y_tests.support.site import Site
from a11y_tests.support.windows import Window, open_window

_WARNING = "#idle-warning"


def _with_a_clock(window: Window, site: Site) -> tuple[int, int]:
    """Seconds until the question, seconds until the end; from here on the test moves the time."""
    window.page.clock.install()
    window.page.reload()
    settings = site.app.config
    return settings["KIOSK_IDLE_SECONDS"], settings["KIOSK_WARNING_SECONDS"]


def test_it_asks_and_any_key_goes_on(show: Show, site: Site) -> None:
    with show("kiosk_question") as window:
        idle, warning = _with_a_clock(window, site)
        here = window.page.url
        for _ in range(11):  # WCAG 2.2.1: at least ten times, by one action
            window.page.clock.fast_forward((idle + 1) * 1000)
            expect(window.page.locator(_WARNING)).not_to_be_empty()
            window.page.clock.fast_forward((warning - 20) * 1000)  # twenty seconds are left to react
            window.page.keyboard.press("Shift")
            expect(window.page.locator(_WARNING)).to_be_empty()
        assert window.page.url == here


def test_what_is_chosen_stays_while_it_asks(show: Show, site: Site) -> None:
    with show("kiosk_question") as window:
        idle, _ = _with_a_clock(window, site)
        window.page.get_by_role("radio").first.check(force=True)
        window.page.clock.fast_forward((idle + 1) * 1000)
        expect(window.page.locator(_WARNING)).not_to_be_empty()
        assert window.page.get_by_role("radio").first.is_checked()


def test_nobody_there_clears_everything_and_back_shows_nothing(browser: Browser, site: Site) -> None:
    # A visit of its own: this one is over afterwards, the one that other tests look at is not.
    scene = Stage(site.app).scene(STATES["kiosk_question"], DEFAULT.look)
    with open_window(browser, site.address, scene, DEFAULT) as window:
        idle, warning = _with_a_clock(window, site)
        address, question = window.page.url, window.page.locator("h1").inner_text()
        window.page.clock.fast_forward((idle + 1) * 1000)
        window.page.clock.fast_forward((warning + 1) * 1000)
        window.page.wait_for_url("**/kiosk/ended")
        assert window.measure("storages") == []
        window.page.go_back()
        assert question not in window.page.content()
        window.page.goto(address)
        assert window.page.locator("h1").inner_text() != question
