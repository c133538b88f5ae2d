"""Somebody with nothing but one switch at a terminal: checking, booking and applying, each to its end.

Nothing waits for a certain time: the frame is moved by the test's own clock, or by the second switch.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from a11y_tests.support.site import Site

Terminal = Callable[[], Page]
#: Steps of two seconds, while the frame stays four on each thing: twenty-five things, less than a person is waited for.
_LONGEST_ROUND = 50


class OneSwitch:
    """Somebody with one switch: waits until the frame is on what they want, and presses."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.presses = 0

    def leave_by(self, *wanted: str) -> None:
        """Press one after the other; the last one leads to another page."""
        before = self.page.url
        self.press_on(*wanted)
        self.page.wait_for_url(lambda url: url != before)

    def press_on(self, *wanted: str) -> None:
        for one in wanted:
            self._press_on(one)

    def type_in(self, field: str, keys: str) -> None:
        """The box opens its keyboard; each key is a thing like any other."""
        self.press_on(field, *keys, "收起键盘")

    def _press_on(self, wanted: str) -> None:
        """First the group in which it is, then the thing itself; the switch is the Enter key."""
        self._wait_until("group", wanted)
        stands_alone = self.page.locator(".scanned-group").count() == 1
        self._press()
        if not stands_alone:
            self._wait_until("thing", wanted)
            self._press()

    def _press(self) -> None:
        self.presses += 1
        self.page.keyboard.press("Enter")

    def _wait_until(self, level: str, wanted: str) -> None:
        for _ in range(_LONGEST_ROUND):
            if self._is_framed(level, wanted):
                return
            self.page.clock.run_for(2000)
        raise AssertionError(f"The frame never came to {wanted!r}.")

    def _is_framed(self, level: str, wanted: str) -> bool:
        return bool(self.page.evaluate(_FRAMED, [level, wanted]))


_FRAMED = """([level, wanted]) => {
  const named = (one) => (one.getAttribute("aria-label") || one.labels?.[0]?.textContent || one.textContent).trim();
  const found = Array.from(document.querySelectorAll(level === "group" ? ".scanned-group" : ".scanned"));
  return found.some((one) => named(one).startsWith(wanted));
}"""


def begun_by_the_switch(page: Page) -> OneSwitch:
    """At the first page of a terminal, where the switch itself starts the scanning."""
    page.clock.install()
    page.reload()
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: url.endswith("/kiosk?scan=slow"))
    return OneSwitch(page)


def test_a_whole_check_with_nothing_but_one_switch(terminal: Terminal) -> None:
    """From the first page to the result."""
    switch = begun_by_the_switch(terminal())
    switch.leave_by("查资格")
    switch.leave_by("开始")
    switch.leave_by("我自己", "继续")
    switch.leave_by("残疾人证", "继续")
    switch.leave_by("北京市通州区", "继续")
    expect(switch.page.locator("h1")).to_have_text("您的结果")
    assert switch.presses <= 16


def test_a_whole_booking_with_nothing_but_one_switch(terminal: Terminal) -> None:
    """From the first page to the confirmed appointment, the name written with the keys of the page."""
    switch = begun_by_the_switch(terminal())
    switch.leave_by("约服务")
    switch.leave_by("开始")
    switch.leave_by("我自己", "继续")
    switch.leave_by("北京市通州区", "继续")
    switch.leave_by("康复", "继续")
    switch.leave_by("康复评估与训练", "继续")
    switch.leave_by("继续")
    switch.leave_by("看示例通州康复中心的时间")
    switch.leave_by("选这个时间")
    switch.type_in("您的姓名或称呼", "王")
    switch.leave_by("确认预约")
    expect(switch.page.locator("h1")).to_have_text("已经约好了")
    assert switch.presses <= 32


def test_a_whole_application_with_nothing_but_one_switch(terminal: Terminal, site: Site) -> None:
    """From the page of a programme to the receipt: questions, a date, a name, the papers brought later."""
    page = terminal()
    page.clock.install()
    page.goto(site.url("/applications/new?programme=home-care-assistance-subsidy&scan=slow"))
    switch = OneSwitch(page)
    switch.leave_by("开始申请")
    switch.leave_by("我自己", "继续")
    switch.leave_by("项目要问的问题")
    switch.leave_by("回答下一个问题")
    switch.leave_by("北京市通州区", "保存并继续")
    for part, keys in (("年", "1990"), ("月", "5"), ("日", "1")):
        switch.type_in(part, keys)
    switch.leave_by("保存并继续")
    switch.leave_by("没有工作", "保存并继续")
    switch.leave_by("是", "保存并继续")
    switch.leave_by("都对，保存并继续")
    switch.leave_by("联系方式")
    switch.type_in("您的姓名", "王")
    switch.leave_by("自己在本网站查看", "保存并继续")
    switch.leave_by("材料")
    switch.leave_by("我把材料带到服务大厅", "保存并继续")
    switch.leave_by("核对并提交")
    switch.leave_by("就我所知", "提交申请")
    expect(page.locator("h1")).to_have_text("您的申请已提交")
    assert switch.presses <= 70


def test_a_box_is_filled_in_with_one_switch(terminal: Terminal, site: Site) -> None:
    """The box opens its keyboard; the frame goes to the keys first, and back to the boxes when it is closed."""
    page = terminal()
    page.clock.install()
    page.goto(site.url("/continue?scan=slow"))
    switch = OneSwitch(page)
    switch.press_on("请输入另一个屏幕上的")
    expect(page.locator(".keyboard__row.scanned-group, .keyboard__key.scanned-group").first).to_be_visible()
    for digit in "27":
        switch.press_on(digit)
    switch.press_on("收起键盘")
    assert page.locator("#code").input_value() == "27"
    switch.press_on("在这里继续")
    expect(page.locator(".error-summary")).to_be_visible()


def test_pressing_says_that_somebody_is_there(terminal: Terminal, site: Site) -> None:
    """Going into a group counts; and to the question of the terminal a press is the answer and nothing else."""
    page = terminal()
    page.clock.install()
    page.goto(site.url("/check/for-whom?scan=step"))
    question = page.locator("#idle-warning")
    waits = int(question.get_attribute("data-seconds") or 0)
    page.clock.fast_forward((waits - 10) * 1000)
    page.keyboard.press("Enter")
    page.clock.fast_forward(20_000)
    expect(question).to_be_hidden()
    page.clock.fast_forward(waits * 1000)
    expect(question).to_be_visible()
    page.keyboard.press("Enter")
    expect(question).to_be_hidden()
    expect(page.locator("main .scanned, main .scanned-group").first).to_be_visible()
    assert not page.locator("main input:checked").count()


def test_two_switches_go_on_and_press_and_hear_where_they_are(terminal: Terminal, site: Site) -> None:
    page = terminal()
    page.goto(site.url("/check/for-whom?scan=step&listen=on"))
    said = page.locator("#a11y-status")
    expect(said).to_have_text(re.compile("^我自己，"))
    page.keyboard.press("Tab")
    expect(said).to_have_text(re.compile("继续$"))
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(said).to_have_text("继续")
    page.keyboard.press("Enter")
    expect(page.locator(".error-summary a.scanned-group")).to_have_count(1)
