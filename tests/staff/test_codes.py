"""One-time codes to the work telephone: the second way in for staff."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from tests.people.codes import count_sent, last_code
from tests.people.passkey_steps import post
from tests.staff.hall import enrol, use_enrolment
from tests.support.visitor import Visitor

NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)


@pytest.fixture
def enrolled(app: Flask) -> str:
    """A member whose enrolment code was used in another browser."""
    elsewhere = Visitor(app, comes_from="127.0.0.9")
    use_enrolment(elsewhere, "G1024", enrol(app))
    return "G1024"


def ask(visitor: Visitor, number: str) -> None:
    visitor.open("/staff")
    visitor.fill("工号", number)
    visitor.press("发送验证码")
    assert visitor.page.has_text("如果这个工号已登记")


def answer(visitor: Visitor, code: str) -> None:
    visitor.fill("收到的验证码", code)
    visitor.press("登录")


def test_the_code_opens_the_desk_once_and_in_this_browser_only(
    app: Flask, visitor: Visitor, other_visitor: Visitor, enrolled: str
) -> None:
    ask(visitor, enrolled)
    code = last_code(app)
    ask(other_visitor, "G9999")
    answer(other_visitor, code)
    assert other_visitor.page.status == 422
    form = visitor.page
    answer(visitor, f" {code[:3]} {code[3:]} ")
    assert visitor.page.url == "/staff/desk"
    visitor.press("退出登录")
    visitor.open("/staff/code")
    answer(visitor, code)
    assert visitor.page.status == 422
    assert form.url == "/staff/code"


def test_nobody_learns_which_numbers_exist_and_nothing_is_sent(app: Flask, visitor: Visitor) -> None:
    enrol(app)  # the enrolment code was not used yet
    for number in ("G1024", "G9999"):
        ask(visitor, number)
        answer(visitor, "123456")
        assert visitor.page.errors == ["验证码不对，或已过期。请核对 6 位数字，或重新发送。"]
    assert count_sent(app) == 0


def test_a_code_is_too_old_after_ten_minutes(app: Flask, visitor: Visitor, enrolled: str, at) -> None:
    with at(NOON):
        ask(visitor, enrolled)
        code = last_code(app)
    with at(NOON + timedelta(minutes=10)):
        answer(visitor, code)
        assert visitor.page.status == 422


def test_guessing_ends_the_code(app: Flask, visitor: Visitor, enrolled: str) -> None:
    ask(visitor, enrolled)
    code = last_code(app)
    for guess in range(5):
        answer(visitor, f"{(int(code) + 1 + guess) % 10**6:06d}")
    answer(visitor, code)
    assert visitor.page.status == 422


def test_whoever_was_revoked_meanwhile_is_not_let_in(app: Flask, visitor: Visitor, enrolled: str) -> None:
    ask(visitor, enrolled)
    code = last_code(app)
    app.test_cli_runner().invoke(args=["staff", "revoke", enrolled])
    answer(visitor, code)
    assert visitor.page.status == 422


def test_where_only_passkeys_are_allowed_no_code_is_sent_and_none_opens(
    app: Flask, visitor: Visitor, other_visitor: Visitor, enrolled: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(visitor, enrolled)
    sent = count_sent(app)
    monkeypatch.setitem(app.extensions, "settings", replace(app.extensions["settings"], staff_codes=False))
    answer(visitor, last_code(app))  # it came before codes were forbidden, and is right
    assert visitor.page.url == "/staff"
    assert not visitor.page.has_text("发送验证码")
    assert visitor.open("/staff/desk").url == "/staff"
    other_visitor.open("/staff")
    post(other_visitor, "/staff", number=enrolled)
    assert count_sent(app) == sent
