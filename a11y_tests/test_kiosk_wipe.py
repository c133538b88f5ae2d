"""The next person at a terminal is curious: with everything a browser offers they find nothing of the one before."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page

from a11y_tests.support.site import Site
from a11y_tests.support.windows import PATIENCE

#: What the person before typed; it must be nowhere.
NAME, PHONE = "欧阳知秋", "13912345678"
#: Whatever a script of the page could still find.
_STORES = """async () => ({
    local: Object.keys(localStorage), session: Object.keys(sessionStorage),
    databases: (await indexedDB.databases()).map(one => one.name),
    caches: await caches.keys(), cookies: document.cookie, name: window.name, state: history.state,
})"""
_LEAVE_BEHIND = """async name => {
    localStorage.setItem("name", name); sessionStorage.setItem("name", name);
    await (await caches.open(name)).put("/name", new Response(name));
    await new Promise(done => {
        const asked = indexedDB.open(name);
        asked.onsuccess = () => { asked.result.close(); done(); };
    });
}"""
_FIELDS = "() => Array.from(document.querySelectorAll('input:not([type=hidden]), textarea')).map(one => one.value)"


@pytest.fixture
def page(browser: Browser, site: Site) -> Iterator[Page]:
    context = browser.new_context(locale="zh-CN", base_url=site.address)
    context.set_default_timeout(PATIENCE)
    opened = context.new_page()
    opened.goto("/kiosk")
    yield opened
    context.close()


def begin(page: Page) -> list[str]:
    """Somebody begins something for another person and asks a place something; gives the addresses they saw."""
    seen = []
    page.goto("/kiosk?text=large&pace=slow")
    page.goto("/check/for-whom")
    page.get_by_label("有人授权我办理").check()
    page.get_by_role("textbox", name="怎么称呼这位").fill(NAME)
    page.get_by_role("button", name="继续", exact=True).click()
    page.wait_for_load_state()
    seen.append(page.url)
    assert NAME in page.content()
    for path in ("/help", "/applications/find", "/check/for-whom"):
        page.goto(path)
        seen.append(page.url)
    page.get_by_role("textbox", name="怎么称呼这位").fill(NAME + PHONE)  # typed, and never sent
    return seen


def test_a_snooping_script_finds_nothing_after_the_wipe(page: Page) -> None:
    seen = begin(page)
    page.evaluate(_LEAVE_BEHIND, NAME)  # as if a script of ours had a fault
    page.get_by_role("button", name="结束并清除").click()
    page.wait_for_url("**/kiosk?cleared=yes")

    kept = {one["name"]: one["value"] for one in page.context.cookies()}
    assert set(kept) <= {"kiosk", "visit"}  # a new key for the forms of this page
    found = page.evaluate(_STORES)
    assert found == {
        "local": [],
        "session": [],
        "databases": [],
        "caches": [],
        "cookies": "",
        "name": "",
        "state": None,
    }
    assert page.locator("html").get_attribute("data-text") == "standard"

    for _ in range(10):
        page.go_back(wait_until="load")
        look(page)
    for _ in range(10):
        page.go_forward(wait_until="load")
        look(page)
    for address in seen:
        page.goto(address)
        look(page)
        for personal in (NAME, PHONE, quote(NAME)):
            assert personal not in address


def test_a_page_from_the_memory_of_the_browser_is_empty_before_it_is_asked_anew(page: Page) -> None:
    """Chromium keeps pages of a terminal in memory in spite of no-store. Playwright switches that memory off, so the
    test tells the page what the browser would.
    """
    begin(page)
    page.evaluate("window.dispatchEvent(new PageTransitionEvent('pagehide', {persisted: true}))")
    assert page.locator("body").is_hidden()
    here = page.url
    page.context.clear_cookies(name="visit")  # somebody ended it in the meantime
    with page.expect_navigation(url=here):
        page.evaluate("window.dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    assert page.locator("h1").is_visible()
    look(page)


def look(page: Page) -> None:
    """What is on the page, also hidden, and in its fields."""
    assert NAME not in page.content()
    assert [value for value in page.evaluate(_FIELDS) if NAME in value or PHONE in value] == []
