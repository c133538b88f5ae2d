"""Passkeys in a real browser with a device of its own: added, used to sign in, cancelled, and without a script.

The browser is another one than the gate's: keys are made for host names, and the gate speaks to an address.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect

from a11y_tests.support.engines import axe_problems
from a11y_tests.support.modes import DEFAULT, WITHOUT_SCRIPT, Mode
from a11y_tests.support.site import Site
from a11y_tests.support.windows import CHROMIUM, MEASURES, PATIENCE, Watch, Window
from tests.people import card_steps
from tests.support.visitor import Visitor

_LAUNCH = ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1", "--no-sandbox"]


@pytest.fixture(scope="module")
def own_browser(browser: Browser) -> Iterator[Browser]:
    other = browser.browser_type.launch(executable_path=CHROMIUM, headless=True, args=_LAUNCH)
    yield other
    other.close()


@contextmanager
def window(browser: Browser, site: Site, mode: Mode = DEFAULT) -> Iterator[Window]:
    """A window on the site by its name; behind the page everything must have been quiet."""
    context = browser.new_context(**mode.context_options(), base_url=site.address.replace("127.0.0.1", "localhost"))
    context.set_default_timeout(PATIENCE)
    context.add_init_script(MEASURES)
    page = context.new_page()
    watch = Watch(site.address.replace("127.0.0.1", "localhost"))
    watch.listen(page)
    yield Window(page, watch)
    watch.check_quiet()
    context.close()


def plug_in(page: Page, *, consents: bool = True) -> CDPSession:
    """A device that keeps keys and asks nobody."""
    wire = page.context.new_cdp_session(page)
    wire.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": consents,
        "automaticPresenceSimulation": True,
    }
    wire.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return wire


def sign_in_with_a_new_card(page: Page) -> None:
    """An account from nothing, by the keyboard alone."""
    page.goto("/sign-in/card/new")
    page.get_by_role("radio", name=card_steps.SQUARE).focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="开账户，做登录卡").press("Enter")
    page.get_by_role("button", name="卡已经留好了，继续").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("您的登录卡")


def add_this_device(page: Page) -> None:
    page.goto("/account/passkeys")
    page.get_by_role("textbox", name="这台设备您叫它什么？").fill("我的手机")
    page.get_by_role("button", name="添加通行密钥").press("Enter")


def test_a_device_is_added_and_signs_in_after_signing_out(own_browser: Browser, site: Site) -> None:
    with window(own_browser, site) as shown:
        page = shown.page
        plug_in(page)
        sign_in_with_a_new_card(page)
        add_this_device(page)
        expect(page.get_by_role("heading", name="通行密钥加好了")).to_be_visible()
        expect(page.get_by_role("heading", name="我的手机")).to_be_visible()
        page.context.clear_cookies()
        page.goto("/account/passkeys")
        expect(page).to_have_url("/sign-in")
        page.goto("/sign-in/passkey")
        expect(page.locator("#passkey-cannot")).to_be_hidden()
        page.get_by_role("button", name="用通行密钥登录").press("Enter")
        page.wait_for_url("**/account/passkeys")
        expect(page.get_by_role("heading", name="我的手机")).to_be_visible()
        assert shown.measure("storages") == []


def test_the_same_device_twice_is_said_in_place(own_browser: Browser, site: Site) -> None:
    with window(own_browser, site) as shown:
        page = shown.page
        plug_in(page)
        sign_in_with_a_new_card(page)
        add_this_device(page)
        expect(page.get_by_role("heading", name="通行密钥加好了")).to_be_visible()
        add_this_device(page)
        expect(page.get_by_role("alert")).to_have_text("这台设备已经有这个账户的通行密钥。您不用再做什么。")
        assert page.evaluate("document.activeElement.textContent") == "添加通行密钥", "Focus stays where it was."
        assert axe_problems(shown) == []


def test_what_was_cancelled_is_said_in_place_and_can_be_tried_again(own_browser: Browser, site: Site) -> None:
    with window(own_browser, site) as shown:
        page = shown.page
        page.goto("/sign-in/passkey")
        page.evaluate("""() => {
          navigator.credentials.get = () => Promise.reject(new DOMException("", "NotAllowedError"));
        }""")
        button = page.get_by_role("button", name="用通行密钥登录")
        button.press("Enter")
        expect(page.get_by_role("alert")).to_have_text("没有完成：操作被取消，或者时间太长。您可以再点一次按钮。")
        expect(button).to_be_visible()
        assert axe_problems(shown) == []


def test_without_a_script_the_other_ways_stand_there(own_browser: Browser, site: Site) -> None:
    with window(own_browser, site, WITHOUT_SCRIPT) as shown:
        page = shown.page
        page.goto("/sign-in/passkey")
        expect(page.get_by_role("heading", name="这个浏览器用不了通行密钥")).to_be_visible()
        expect(page.get_by_role("button", name="用通行密钥登录")).to_have_count(0)
        page.get_by_role("link", name="其他登录方式").click()
        expect(page).to_have_url("/sign-in")


def test_a_square_leads_a_telephone_to_one_button(own_browser: Browser, site: Site) -> None:
    visitor = Visitor(site.app, comes_from="127.0.9.1")
    [square] = card_steps.begin(visitor, card_steps.SQUARE)
    with window(own_browser, site) as shown:
        page = shown.page
        page.goto(f"/sign-in/card/{square.replace(' ', '')}")
        expect(page).to_have_url("/sign-in/card/opened")
        page.get_by_role("main").get_by_role("button", name="登录").press("Enter")
        expect(page).to_have_url("/account")
        assert square.replace(" ", "") not in page.content()
