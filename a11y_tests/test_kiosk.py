"""A terminal that somebody walked away from: it asks, waits, clears, and shows the next person nothing."""

from __future__ import annotations

from playwright.sync_api import expect

from a11y_tests.conftest import Show
from a11y_tests.states import STATES
from a11y_tests.support.modes import DEFAULT
from a11y_tests.support.scenes import Stage
from a11y_tests.support.site import Site
from a11y_tests.support.windows import Window, Windows

_QUESTION = "#idle-warning"
#: The page counts from when it is loaded. Timers are the test's own by then, messages are not.
_WHEN_ITS_SCRIPTS_HAVE_RUN = """() => new Promise((done) => {
  const { port1, port2 } = new MessageChannel();
  const ask = () => document.readyState === "complete" ? done() : port2.postMessage(0);
  port1.onmessage = ask;
  port2.postMessage(0);
})"""


def _with_a_clock(window: Window, site: Site) -> tuple[int, int]:
    """Seconds until the question, seconds until the end; from here on the test moves the time."""
    window.page.clock.install()
    window.page.reload()
    window.page.evaluate(_WHEN_ITS_SCRIPTS_HAVE_RUN)
    settings = site.app.config
    return settings["KIOSK_IDLE_SECONDS"], settings["KIOSK_WARNING_SECONDS"]


def test_it_asks_and_any_key_goes_on(show: Show, site: Site) -> None:
    with show("kiosk_question", own=True) as window:
        idle, warning = _with_a_clock(window, site)
        here = window.page.url
        question = window.page.locator(_QUESTION)
        for _ in range(11):  # WCAG 2.2.1: at least ten times, by one action
            window.page.clock.fast_forward((idle + 1) * 1000)
            expect(question).to_be_visible()
            expect(window.page.get_by_role("button", name="我还需要时间")).to_be_focused()
            window.page.clock.fast_forward((warning - 20) * 1000)  # twenty seconds are left to react
            window.page.keyboard.press("Shift")
            expect(question).to_be_hidden()
        assert window.page.url == here


def test_word_of_an_earlier_close_does_not_close_it(show: Show, site: Site) -> None:
    """The browser says that a question was closed a moment after it was; the page may ask again by then."""
    with show("kiosk_question", own=True) as window:
        idle, _ = _with_a_clock(window, site)
        window.page.clock.fast_forward((idle + 1) * 1000)
        question = window.page.locator(_QUESTION)
        expect(question).to_be_visible()
        question.evaluate("dialog => dialog.dispatchEvent(new Event('close'))")
        assert question.is_visible()
        window.page.keyboard.press("Escape")
        expect(question).to_be_hidden()


def test_what_is_chosen_stays_while_it_asks_and_the_place_on_the_page_comes_back(show: Show, site: Site) -> None:
    with show("kiosk_question", own=True) as window:
        idle, _ = _with_a_clock(window, site)
        first = window.page.get_by_role("radio").first
        first.check(force=True)
        window.page.clock.fast_forward((idle + 1) * 1000)
        window.page.get_by_role("button", name="我还需要时间").click()
        expect(window.page.locator(_QUESTION)).to_be_hidden()
        assert first.is_checked()
        expect(first).to_be_focused()


def test_nobody_there_clears_everything_and_back_shows_nothing(windows: Windows, site: Site) -> None:
    # A visit of its own: this one is over afterwards, the one that other tests look at is not.
    scene = Stage(site.app).scene(STATES["kiosk_question"], DEFAULT.look)
    with windows.show(scene, DEFAULT, own=True) as window:
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
