"""The three journeys in a real browser, by keyboard: without script and style, without htmx, and with everything."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import cast

import pytest
from playwright.sync_api import Browser, BrowserContext

from a11y_tests.support.browser_visitor import BrowserVisitor
from a11y_tests.support.modes import DEFAULT, WITHOUT_SCRIPT
from a11y_tests.support.site import Site
from a11y_tests.support.windows import Watch
from tests.applications import steps as applying
from tests.journeys import steps
from tests.support.visitor import Visitor


def _without_script_and_style(browser: Browser) -> BrowserContext:
    context = browser.new_context(**WITHOUT_SCRIPT.context_options())
    context.route("**/*.css", lambda route: route.abort())
    context.route("**/*.js", lambda route: route.abort())
    return context


def _without_htmx(browser: Browser) -> BrowserContext:
    context = browser.new_context(**DEFAULT.context_options())
    context.route("**/htmx*.js", lambda route: route.abort())
    return context


def _with_everything(browser: Browser) -> BrowserContext:
    return browser.new_context(**DEFAULT.context_options())


@pytest.fixture(params=[_without_script_and_style, _without_htmx, _with_everything], ids=lambda make: make.__name__[1:])
def visitor(request: pytest.FixtureRequest, browser: Browser, site: Site) -> Iterator[Visitor]:
    make = cast(Callable[[Browser], BrowserContext], request.param)
    context = make(browser)
    context.set_default_timeout(15_000)
    window = context.new_page()
    watch = Watch(site.address)
    watch.listen(window)
    # It has what the steps use; a Visitor in all but name.
    yield cast(Visitor, BrowserVisitor(window, site.address))
    context.close()
    assert not watch.troubles, "\n".join(watch.troubles)


def test_checking(visitor: Visitor) -> None:
    steps.check(visitor)
    assert visitor.page.has_text("居家助残服务补贴")


def test_applying(visitor: Visitor) -> None:
    applying.apply(visitor)
    assert visitor.page.h1 == "您的申请已提交"
    assert applying.access_code(visitor)


def test_booking(visitor: Visitor) -> None:
    steps.hold_first_time(visitor, district=steps.CHAOYANG, service=steps.FITTING, place=steps.DEVICES)
    visitor.fill("您的姓名或称呼", "李强")
    visitor.press("确认预约")
    assert visitor.page.h1 == "已经约好了"
    assert visitor.page.summary["服务"] == steps.FITTING
