"""Before a session ends: a warning that steals nothing, one press that makes it longer, and nobody asked who is there.

The time of the page is moved by the test; the time of the server stands still or is moved where the test says so.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from a11y_tests.conftest import Show
from a11y_tests.support.engines import axe_problems
from a11y_tests.support.modes import WITHOUT_SCRIPT
from a11y_tests.support.site import Site

_HOUR = 3600
_WARNING = "#session-warning"


def _wait(page: Page, seconds: float) -> None:
    page.clock.fast_forward(int(seconds * 1000))


def _limit(site: Site) -> int:
    """Seconds after which somebody is signed out who does nothing."""
    return int(site.app.extensions["settings"].signed_in_hours) * _HOUR


def _with_a_clock(page: Page) -> None:
    page.clock.install()
    page.reload()


def test_it_says_so_and_one_key_makes_it_longer_again_and_again(show: Show, site: Site) -> None:
    with show("profile_reading", own=True) as window:
        page = window.page
        _with_a_clock(page)
        for _each in range(11):  # WCAG 2.2.1: at least ten times, by one action
            expect(page.locator(_WARNING)).to_be_hidden()
            _wait(page, _limit(site) - 290)
            expect(page.get_by_role("alertdialog", name="登录时间快到了")).to_be_visible()
            expect(page.locator(_WARNING)).to_contain_text("再过 5 分钟会退出登录")
            expect(page.get_by_role("button", name="保持登录")).to_be_focused()
            with page.expect_response("**/account/still-there") as answer:
                page.keyboard.press("Enter")
            assert answer.value.json() == {"seconds": _limit(site)}
            expect(page.locator(_WARNING)).to_be_hidden()


def test_escape_means_stay_and_the_focus_goes_back(show: Show, site: Site) -> None:
    with show("contacts_add", own=True) as window:
        page = window.page
        _with_a_clock(page)
        field = page.get_by_role("textbox").first
        field.fill("wang@exam")
        _wait(page, _limit(site) - 290)
        expect(page.locator(_WARNING)).to_be_visible()
        assert axe_problems(window) == []
        page.keyboard.press("Escape")
        expect(page.locator(_WARNING)).to_be_hidden()
        expect(field).to_be_focused()
        page.keyboard.type("ple.com")
        expect(field).to_have_value("wang@example.com")


def test_who_is_typing_is_not_asked(show: Show, site: Site) -> None:
    with show("contacts_add", own=True) as window:
        page = window.page
        _with_a_clock(page)
        _wait(page, _limit(site) - 400)
        page.get_by_role("textbox").first.type("wang")
        with page.expect_response("**/account/still-there") as answer:
            _wait(page, 120)
        assert answer.value.ok
        expect(page.locator(_WARNING)).to_be_hidden()
        expect(page.get_by_role("textbox").first).to_have_value("wang")


def test_after_the_end_it_says_that_nothing_typed_is_lost(show: Show, site: Site) -> None:
    with show("contacts_add", own=True) as window:
        page = window.page
        _with_a_clock(page)
        page.get_by_role("textbox").first.fill("wang@example.com")
        _wait(page, _limit(site) - 290)
        expect(page.locator(_WARNING)).to_be_visible()
        _wait(page, 300)
        expect(page.locator(_WARNING)).to_contain_text("您已退出登录")
        page.get_by_role("button", name="知道了").press("Enter")
        expect(page.locator(_WARNING)).to_be_hidden()
        expect(page.get_by_role("textbox").first).to_have_value("wang@example.com")


def test_another_tab_that_was_used_later_puts_the_warning_off(show: Show, site: Site) -> None:
    with show("profile_reading", own=True) as window:
        page = window.page
        _with_a_clock(page)
        _wait(page, _limit(site) - 290)
        expect(page.locator(_WARNING)).to_be_visible()
        other = page.context.new_page()
        other.goto(page.url)
        expect(page.locator(_WARNING)).to_be_hidden()


def test_a_press_that_does_not_reach_the_server_can_be_repeated(show: Show, site: Site) -> None:
    with show("profile_reading", own=True) as window:
        page = window.page
        _with_a_clock(page)
        page.route("**/account/still-there", lambda route: route.fulfill(status=503))
        _wait(page, _limit(site) - 290)
        page.get_by_role("button", name="保持登录").press("Enter")
        expect(page.locator(_WARNING)).to_contain_text("请再按一次按钮")
        page.unroute_all()
        page.get_by_role("button", name="保持登录").press("Enter")
        expect(page.locator(_WARNING)).to_be_hidden()
        assert [one for one in window.watch.taken() if "503" not in one] == []


@pytest.mark.parametrize("name", ["start_page", "kiosk_question"])
def test_nobody_signed_in_and_a_terminal_get_no_second_warning(show: Show, name: str) -> None:
    with show(name) as window:
        expect(window.page.locator(_WARNING)).to_have_count(0)


def test_without_script_the_account_says_until_when_and_a_page_makes_it_longer(show: Show) -> None:
    with show("account", WITHOUT_SCRIPT, own=True) as window:
        page = window.page
        expect(page.locator(_WARNING)).to_be_hidden()
        page.get_by_role("link", name="延长登录时间").click()
        page.get_by_role("main").get_by_role("button", name="继续").press("Enter")
        expect(page.get_by_role("heading", name="登录时间已延长")).to_be_visible()
