"""The three journeys in a real browser, by keyboard: without script and style, without htmx, and with everything."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import cast

import pytest
from playwright.sync_api import Browser, BrowserContext

from a11y_tests.support.browser_visitor import BrowserVisitor
from a11y_tests.support.modes import DEFAULT, WITHOUT_SCRIPT
from a11y_tests.support.site import Site
from a11y_tests.support.windows import PATIENCE, Watch
from tests.applications import steps as applying
from tests.applications.office import ask, at_the_office
from tests.conftest import database_of
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
    context.set_default_timeout(PATIENCE)
    window = context.new_page()
    watch = Watch(site.address)
    watch.listen(window)
    # It has what the steps use; a Visitor in all but name.
    yield cast(Visitor, BrowserVisitor(window, site.address))
    context.close()
    assert not watch.troubles, "\n".join(watch.troubles)


def test_checking_and_finding_the_result_again(visitor: Visitor) -> None:
    steps.check(visitor)
    assert visitor.page.has_text("居家助残服务补贴")
    visitor.press("保存这次结果")
    codes = visitor.page.summary
    visitor.open("/check/find")
    for name in ("办理编号", "查询码"):
        visitor.fill(name, codes[name])
    visitor.press("查找")
    assert visitor.page.h1 == "您保存的结果"


def test_applying_and_answering_what_the_office_asks(visitor: Visitor, site: Site) -> None:
    reference = applying.apply(visitor)
    assert visitor.page.h1 == "您的申请已提交"
    assert applying.access_code(visitor)
    with at_the_office(database_of(site.app), reference) as (session, case):
        ask(session, case)
    visitor.open(f"/applications/{reference}/status")
    visitor.follow("现在就答复")
    visitor.follow("出生日期")
    visitor.fill_date(visitor.page.h1, 1991, 5, 1)
    visitor.press("保存并继续")
    visitor.press("全部交给受理单位")
    assert visitor.page.has_text("受理单位已收到您的答复")


def test_booking(visitor: Visitor) -> None:
    steps.hold_first_time(visitor, district=steps.CHAOYANG, service=steps.FITTING, place=steps.DEVICES)
    visitor.fill("您的姓名或称呼", "李强")
    visitor.press("确认预约")
    assert visitor.page.h1 == "已经约好了"
    assert visitor.page.summary["服务"] == steps.FITTING
