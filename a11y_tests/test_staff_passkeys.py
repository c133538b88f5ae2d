"""Passkeys of staff in a real browser with a device of its own: added with the keyboard, used after signing out,
refused after the member was revoked; and without a script the code stands there.
"""

from __future__ import annotations

from playwright.sync_api import Browser, Page, expect

from a11y_tests.support.engines import axe_problems
from a11y_tests.support.modes import WITHOUT_SCRIPT
from a11y_tests.support.site import Site
from a11y_tests.test_passkeys import own_browser as own_browser
from a11y_tests.test_passkeys import plug_in, window
from tests.staff.hall import enrol


def come_in_with_the_enrolment_code(page: Page, site: Site, code: str) -> None:
    enrolment = enrol(site.app, code)
    page.goto("/staff/enrol")
    page.get_by_role("textbox", name="工号").fill(code)
    page.get_by_role("textbox", name="登记码").fill(enrolment)
    page.get_by_role("button", name="登录").press("Enter")
    expect(page).to_have_url("/staff/ways")


def add_this_device(page: Page) -> None:
    page.get_by_role("textbox", name="这台设备您叫它什么？").fill("工作手机")
    page.get_by_role("button", name="添加通行密钥").press("Enter")
    expect(page.get_by_role("button", name="工作手机")).to_be_visible()


def sign_in_with_it(page: Page) -> None:
    page.goto("/staff")
    page.get_by_role("button", name="用通行密钥登录").press("Enter")


def test_a_member_adds_a_device_and_signs_in_with_it(own_browser: Browser, site: Site) -> None:
    with window(own_browser, site) as shown:
        page = shown.page
        plug_in(page)
        come_in_with_the_enrolment_code(page, site, "W7001")
        add_this_device(page)
        page.get_by_role("button", name="退出登录").press("Enter")
        expect(page).to_have_url("/staff")
        assert axe_problems(shown) == []
        sign_in_with_it(page)
        expect(page).to_have_url("/staff/desk")
        assert shown.measure("storages") == []


def test_after_the_member_was_revoked_the_device_opens_nothing(own_browser: Browser, site: Site) -> None:
    with window(own_browser, site) as shown:
        page = shown.page
        plug_in(page)
        come_in_with_the_enrolment_code(page, site, "W7002")
        add_this_device(page)
        assert site.app.test_cli_runner().invoke(args=["staff", "revoke", "W7002"]).exit_code == 0
        page.goto("/staff/desk")
        expect(page).to_have_url("/staff")
        with page.expect_navigation(url="**/staff/passkey") as answer:
            sign_in_with_it(page)
        assert answer.value.status == 403
        page.goto("/staff/desk")
        expect(page).to_have_url("/staff")


def test_without_a_script_the_code_stands_there(own_browser: Browser, site: Site) -> None:
    with window(own_browser, site, WITHOUT_SCRIPT) as shown:
        page = shown.page
        page.goto("/staff")
        expect(page.get_by_role("button", name="用通行密钥登录")).to_have_count(0)
        expect(page.get_by_role("button", name="发送验证码")).to_be_visible()
