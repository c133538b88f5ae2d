"""Before a time that is kept for somebody can be taken by others: said twice, nothing moves, and it can be longer."""

from __future__ import annotations

from playwright.sync_api import expect

from a11y_tests.conftest import Show


def test_it_says_so_twice_without_taking_the_focus(show: Show) -> None:
    with show("book_check", own=True) as window:
        page = window.page
        said = page.locator("#hold-warning")
        page.clock.install()
        page.reload()
        page.get_by_label("您的姓名或称呼").focus()
        page.clock.fast_forward("14:00")
        expect(said).to_be_empty()
        page.clock.fast_forward("01:30")
        expect(said).to_have_text("还剩大约 5 分钟。过后别人可以选走。")
        page.clock.fast_forward("02:45")
        expect(said).to_have_text("还剩大约 2 分钟。过后别人可以选走。")
        expect(page.get_by_label("您的姓名或称呼")).to_be_focused()
        expect(page.get_by_role("button", name="再保留")).to_be_visible()
        page.clock.fast_forward("03:00")
        expect(said).to_contain_text("保留时间到了")
