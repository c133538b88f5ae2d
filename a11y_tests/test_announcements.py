"""What htmx changes in place: said aloud, focus kept, nothing stored, and the same as without it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from a11y_tests.conftest import Show
from a11y_tests.support.engines import axe_problems
from a11y_tests.support.modes import DEFAULT, WITHOUT_SCRIPT
from a11y_tests.support.windows import Window


def _mark_region(window: Window) -> None:
    window.page.evaluate("window.region = document.getElementById('a11y-status')")
    assert window.page.evaluate("region.textContent") == "", "The region is empty until something happens."


def _announcement(window: Window) -> str:
    """What the status region says once it speaks; it must still be the same node."""
    expect(window.page.locator("#a11y-status")).not_to_be_empty()
    assert window.page.evaluate("region === document.getElementById('a11y-status')"), "The region was replaced."
    return str(window.page.evaluate("region.textContent"))


@pytest.mark.parametrize("name", ["all_programmes", "all_places"])
def test_searching_refines_the_list_in_place(show: Show, name: str) -> None:
    with show(name) as window:
        page = window.page
        _mark_region(window)
        if name == "all_programmes":
            page.get_by_role("main").get_by_role("textbox").first.fill("轮椅")
        else:
            page.get_by_label("区", exact=True).select_option(label="北京市通州区")
        button = page.locator("main form button")
        button.focus()
        button.press("Enter")
        assert any(letter.isdigit() for letter in _announcement(window)), "It says how many were found."
        assert button.evaluate("one => one === document.activeElement"), "Focus stays where the person was."
        assert page.locator("#found").get_attribute("aria-busy") is None
        assert window.measure("storages") == []
        assert axe_problems(window) == []


def _search(window: Window, words: str) -> None:
    window.page.get_by_role("main").get_by_role("textbox").first.fill(words)
    window.page.locator("main form button").press("Enter")


def test_the_same_search_finds_the_same_without_script(show: Show) -> None:
    with show("all_programmes") as window:
        _mark_region(window)
        before = window.page.inner_text("#found")
        _search(window, "轮椅")
        _announcement(window)
        refined = window.page.inner_text("#found")
        assert refined != before
    with show("all_programmes", WITHOUT_SCRIPT) as window:
        _search(window, "轮椅")
        window.page.wait_for_url("**?*")
        assert window.page.inner_text("#found") == refined


def test_a_failed_request_is_said_and_leaves_a_way_on(show: Show) -> None:
    with show("all_programmes") as window:
        page = window.page
        _mark_region(window)
        page.route("**/programmes?**", lambda route: route.abort(), times=1)
        _search(window, "轮椅")
        assert _announcement(window) == page.get_attribute("#a11y-status", "data-failed")
        assert page.get_attribute("#found", "aria-busy") is None, "It still says that it is busy."
        window.watch.troubles = [one for one in window.watch.troubles if not one.startswith("console: htmx:")]
        again = page.get_by_role("link", name=str(page.get_attribute("#a11y-status", "data-retry")))
        again.click()
        assert page.locator("h1").count() == 1


def test_back_returns_the_whole_page(show: Show) -> None:
    with show("all_programmes", DEFAULT) as window:
        page = window.page
        _mark_region(window)
        _search(window, "轮椅")
        _announcement(window)
        page.get_by_role("banner").get_by_role("link").first.click()
        page.go_back()
        assert page.locator("h1").count() == 1
        assert page.locator("#a11y-status").count() == 1
