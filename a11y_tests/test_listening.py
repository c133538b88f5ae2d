"""Listening in a real browser: nothing plays by itself, a press plays in its place, any key stops it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from a11y_tests.conftest import Show

_IS_PLAYING = "() => [...document.querySelectorAll('audio')].some(one => !one.paused && one.currentTime > 0)"
_ALL_PAUSED = "() => [...document.querySelectorAll('audio')].every(one => one.paused)"


def _is_silent(page: Page) -> bool:
    return bool(page.evaluate(_ALL_PAUSED))


def test_a_press_plays_in_its_place_and_a_key_stops_it(show: Show) -> None:
    with show("check_choice", own=True) as window:
        page = window.page
        address = page.url
        assert page.locator("audio").count() == 0
        page.get_by_label("没有工作").check()
        page.get_by_role("link", name="听这一页").focus()
        page.keyboard.press("Enter")
        page.wait_for_function(_IS_PLAYING)
        assert page.url == address
        expect(page.get_by_label("没有工作")).to_be_checked()
        expect(page.locator(".listen__line")).to_contain_text("这一页：您现在的工作情况是哪一种？")
        expect(page.locator(".is-read")).to_have_count(1)
        page.keyboard.press("Tab")
        page.wait_for_function(_ALL_PAUSED)


def test_an_answer_with_errors_plays_in_its_place_too(show: Show) -> None:
    with show("check_date_with_an_error", own=True) as window:
        page = window.page
        typed = page.locator("#answer-month").input_value()
        page.get_by_role("button", name="听这一页").click()
        page.wait_for_function(_IS_PLAYING)
        expect(page.locator("#answer-month")).to_have_value(typed)
        page.keyboard.press("Escape")
        page.wait_for_function(_ALL_PAUSED)


@pytest.mark.parametrize("name", ["player_on_the_page", "listen"])
def test_nothing_plays_by_itself(show: Show, name: str) -> None:
    with show(name, own=True) as window:
        page = window.page
        expect(page.get_by_role("button", name="再听这一句")).to_be_visible()
        assert _is_silent(page)
        faster = page.get_by_role("button", name="快一点")
        faster.click()
        assert page.evaluate("document.querySelector('audio').playbackRate") == 1.25
        assert _is_silent(page)
