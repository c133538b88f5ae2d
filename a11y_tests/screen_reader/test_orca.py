"""Check, apply and book with Orca: each page says where one is, each choice and button its name before it is pressed.

Keys come from the browser's own wire, so Orca follows the focus as in its focus mode; moving through a page by heading
is its browse mode and is not walked here. It guesses names where there are none, so it is no gate by itself: the
audit and the transcripts of test_spoken.py look at the same pages without guessing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

import pytest
from playwright.sync_api import BrowserType, Locator, Page

from a11y_tests.screen_reader.session import ScreenReader, running_screen_reader
from a11y_tests.support.browser_visitor import BrowserVisitor
from a11y_tests.support.site import Site
from a11y_tests.support.windows import LAUNCH, PATIENCE
from tests.applications import steps as applying
from tests.journeys import steps
from tests.support.page import Page as Described
from tests.support.visitor import Visitor

#: The browser with all of its own interface: the small one has no accessibility bus.
_CHROMIUM = "/usr/bin/chromium"
_HEARD = ["--headless=new", "--force-renderer-accessibility", "--lang=zh-CN", *LAUNCH]


class HeardVisitor(BrowserVisitor):
    """Goes on only when it has heard where it is and what it is about to press."""

    def __init__(self, window: Page, address: str, reader: ScreenReader) -> None:
        super().__init__(window, address)
        self._reader = reader

    def open(self, path: str) -> Described:
        self._reader.forget()
        super().open(path)
        return self._arrived()

    def choose(self, group: str, option: str) -> None:
        self._reader.forget()
        super().choose(group, option)
        self._reader.hears(option)

    def fill(self, label: str, value: object) -> None:
        self._reader.forget()
        super().fill(label, value)
        self._reader.hears(label)

    def tick(self, label: str) -> None:
        self._reader.forget()
        super().tick(label)
        self._reader.hears(label)

    def _press(self, target: Locator, key: str) -> Described:
        found = self._only(target)
        self._reader.forget()
        found.focus()
        self._reader.hears(found.inner_text())
        self._reader.forget()
        super()._press(target, key)
        return self._arrived()

    def _arrived(self) -> Described:
        self._reader.hears(self.page.errors[0] if self.page.errors else self.page.h1)
        return self.page


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ScreenReader]:
    with running_screen_reader(tmp_path_factory.mktemp("orca")) as started:
        yield started


@pytest.fixture
def visitor(reader: ScreenReader, site: Site, browser_type: BrowserType) -> Iterator[Visitor]:
    chromium = browser_type.launch(
        executable_path=_CHROMIUM, ignore_default_args=["--headless"], args=_HEARD, env=reader.environment
    )
    window = chromium.new_page(locale="zh-CN")
    window.set_default_timeout(PATIENCE)
    yield cast(Visitor, HeardVisitor(window, site.address, reader))
    chromium.close()


@pytest.mark.timeout(1200)
def test_checking_by_ear(visitor: Visitor) -> None:
    steps.begin_check(visitor)
    visitor.press("继续")  # without an answer: the mistake is heard
    assert visitor.page.errors
    while "/question/" in visitor.page.url:
        steps.answer_one(visitor)
    assert visitor.page.h1 == "您的结果"


@pytest.mark.timeout(1200)
def test_applying_by_ear(visitor: Visitor) -> None:
    applying.apply(visitor)
    assert visitor.page.h1 == "您的申请已提交"


@pytest.mark.timeout(1200)
def test_booking_by_ear(visitor: Visitor) -> None:
    steps.hold_first_time(visitor)
    visitor.fill("您的姓名或称呼", "李强")
    visitor.press("确认预约")
    assert visitor.page.h1 == "已经约好了"
