"""The site cannot be reached: a terminal says so itself, and says where a person helps."""

from __future__ import annotations

from playwright.sync_api import Browser

from a11y_tests.support.site import Site
from a11y_tests.support.windows import PATIENCE

_READY = "async () => { await navigator.serviceWorker.ready; return (await caches.keys()).length; }"


def test_the_way_to_the_desk_is_shown_and_the_way_back_works(browser: Browser, site: Site) -> None:
    context = browser.new_context(locale="zh-CN", base_url=site.address)
    context.set_default_timeout(PATIENCE)
    try:
        page = context.new_page()
        page.goto("/kiosk")
        assert page.evaluate(_READY) == 0  # it keeps nothing, not even the page it shows

        context.set_offline(True)
        answer = page.goto("/check")
        assert answer is not None
        assert answer.header_value("Refresh") == "60; url=/kiosk/ended"
        assert page.locator("h1").inner_text() == "网络断了，这台机器现在用不了"
        assert "请到服务台" in page.content()
        assert (
            page.locator("a").evaluate("one => getComputedStyle(one).color") == "rgb(255, 255, 255)"
        )  # it has its style

        context.set_offline(False)
        page.get_by_role("link", name="再试一次").click()
        page.wait_for_url("**/check")
        assert "结束并清除" in page.content()
    finally:
        context.close()
