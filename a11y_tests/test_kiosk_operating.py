"""A terminal in a real browser: five keys, the keyboard, the curtain, going on with a phone.

Nothing waits for a certain time: the frame of the scanning is moved by the test's own clock, or by the second switch.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Browser, Page, expect

from a11y_tests.support.site import Site

Terminal = Callable[[], Page]
_TOO_MANY = 400


# -- five keys -----------------------------------------------------------------------------------------------------


def go_to(page: Page, name: str, key: str = "ArrowDown") -> None:
    """With one arrow only; at the end it begins again at the top."""
    for _ in range(_TOO_MANY):
        if page.evaluate(_HAS_FOCUS, name):
            return
        page.keyboard.press(key)
    raise AssertionError(f"No way to {name!r} with {key}.")


_HAS_FOCUS = """(name) => {
  const one = document.activeElement;
  const labels = one.labels && one.labels.length ? one.labels[0].textContent : "";
  const label = labels || one.getAttribute("aria-label") || one.textContent;
  return (label || "").trim().startsWith(name);
}"""


def press_keys_on(page: Page, *names: str) -> None:
    """Down to each, and Enter; the last one leads to another page."""
    before = page.url
    for name in names:
        go_to(page, name)
        page.keyboard.press("Enter")
    page.wait_for_url(lambda url: url != before)


def test_a_whole_check_with_five_keys(terminal: Terminal) -> None:
    """An arrow only moves; Enter chooses and presses; Escape goes back, and what was chosen is still there."""
    page = terminal()
    press_keys_on(page, "查资格")
    press_keys_on(page, "开始")
    go_to(page, "我自己", "ArrowUp")
    assert not page.locator("main input:checked").count()
    press_keys_on(page, "我自己", "继续")
    press_keys_on(page, "残疾人证", "继续")
    question = page.url
    press_keys_on(page, "北京市通州区", "继续")
    expect(page.locator("h1")).to_have_text("您的结果")
    page.keyboard.press("Escape")
    page.wait_for_url(lambda url: "/result" not in url)
    page.goto(question)
    expect(page.get_by_role("radio", name="北京市通州区")).to_be_checked()


def test_the_help_key_calls(terminal: Terminal) -> None:
    page = terminal()
    page.keyboard.press("F9")
    expect(page.locator("h1")).to_have_text("这台机器不能呼叫工作人员")


# -- keyboard, curtain, phone --------------------------------------------------------------------------------------


def test_the_keyboard_stands_below_its_field_and_types(terminal: Terminal, site: Site) -> None:
    page = terminal()
    page.goto(site.url("/continue"))
    page.get_by_role("button", name=re.compile("屏幕键盘")).click()
    board = page.get_by_role("group", name="屏幕键盘", exact=True).first
    for digit in "1230":
        board.get_by_role("button", name=digit, exact=True).click()
    board.get_by_role("button", name="删掉最后一个字").click()
    assert page.locator("#code").input_value() == "123"
    sizes = board.locator(".keyboard__key").evaluate_all(
        "keys => keys.map((key) => Math.min(key.offsetWidth, key.offsetHeight))"
    )
    millimetre = page.evaluate("parseFloat(getComputedStyle(document.documentElement).getPropertyValue('--mm'))")
    assert min(sizes) >= 20 * millimetre - 1
    board.get_by_role("button", name="按笔画选字").click()
    board.get_by_role("button", name="2 画", exact=True).click()
    board.get_by_role("button", name="丁", exact=True).click()
    assert page.locator("#code").input_value() == "123丁"
    board.get_by_role("button", name="收起键盘").click()
    expect(board).to_have_count(0)
    assert page.evaluate("document.activeElement.id") == "code"


def test_the_curtain_hides_everything_and_keeps_what_was_typed(terminal: Terminal, site: Site) -> None:
    page = terminal()
    page.goto(site.url("/continue"))
    page.locator("#code").fill("1234")
    question = page.locator("h1").inner_text()
    page.get_by_role("link", name="遮住屏幕").click()
    expect(page.get_by_text("屏幕已经遮住")).to_be_visible()
    assert question not in page.locator("body").inner_text()
    assert page.evaluate("document.activeElement.textContent") == "重新显示"
    page.keyboard.press("Enter")
    expect(page.locator("h1", has_text=question)).to_be_visible()
    assert page.locator("#code").input_value() == "1234"


def test_the_terminal_notices_that_the_phone_went_on(terminal: Terminal, browser: Browser, site: Site) -> None:
    page = terminal()
    page.goto(site.url("/check"))
    page.locator("main .actions .button").last.click()
    page.get_by_role("radio").first.check(force=True)
    page.get_by_role("button", name="继续", exact=True).click()
    page.wait_for_url(lambda url: "for-whom" not in url)
    here, question = page.url, page.locator("h1").inner_text()
    page.get_by_role("link", name="到手机上继续").click()
    page.get_by_role("button", name="显示二维码和数字").click()
    code = page.locator(".code", has_text=re.compile(r"^\d{4} \d{4}$")).inner_text()
    phone = browser.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN")
    other = phone.new_page()
    other.goto(site.url("/continue"))
    other.get_by_role("textbox").fill(code)
    other.get_by_role("button", name="在这里继续").click()
    other.wait_for_url(here)
    assert other.locator("h1").inner_text() == question
    expect(page.locator("h1")).to_have_text("请在手机上继续办")
    page.go_back()
    assert question not in page.locator("body").inner_text()
    phone.close()
