"""Changing how one signs in asks for a proof that is not old; the person then goes on where they were."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest

from citizen.core import clock
from citizen.people.proving_again import PROOF_LASTS
from tests.people import card_steps
from tests.people.card_steps import CODES
from tests.people.passkey_steps import post
from tests.support.people import make_mandate, make_person, signed_in
from tests.support.visitor import Visitor

pytestmark = pytest.mark.once
ASKED = "请再登录一次"
PHONE = "13800001234"
#: Every page on which somebody changes how they, or whom they act for, sign in or are reached.
CHANGING = (
    "/account/passkeys",
    "/account/cards/new",
    "/account/identity",
    "/account/contacts/add/sms",
    "/my-data/erase-account",
)


@contextmanager
def later(**time: float) -> Iterator[None]:
    with clock.fixed(clock.now() + timedelta(**time)):
        yield


@pytest.mark.parametrize("path", CHANGING)
def test_a_proof_of_this_half_hour_is_enough_and_an_older_one_is_not(visitor: Visitor, path: str) -> None:
    signed_in(visitor)
    assert not visitor.open(path).has_text(ASKED)
    with later(seconds=PROOF_LASTS.total_seconds() + 60):
        assert visitor.open(path).has_text(ASKED)
        assert not visitor.open("/account").has_text(ASKED)  # reading goes on


def test_after_signing_in_once_more_one_is_where_one_was(visitor: Visitor) -> None:
    codes = card_steps.begin(visitor, CODES)
    with later(minutes=31):
        visitor.open("/account/cards/new")
        assert not visitor.page.has_text("办理编号和查询码")
        visitor.follow("纸质登录卡")
        visitor.fill(card_steps.FIELD, codes[0])
        visitor.press("登录")
        assert visitor.page.url.endswith("/account/cards/new")
        assert not visitor.page.has_text(ASKED)


def test_a_form_that_was_opened_in_time_may_be_filled_in_without_haste(visitor: Visitor) -> None:
    signed_in(visitor)
    with later(minutes=29):
        visitor.open("/account/cards/new")
    with later(minutes=50):
        visitor.choose("您要哪一种卡？", CODES)
        visitor.press("做这张卡")
        assert visitor.page.url.endswith("/paper")


def test_an_old_form_changes_nothing(visitor: Visitor) -> None:
    signed_in(visitor)
    visitor.open("/account/cards/new")
    with later(minutes=61):
        visitor.choose("您要哪一种卡？", CODES)
        visitor.press("做这张卡")
        assert visitor.page.has_text(ASKED)
        assert visitor.open("/account/cards").has_text("您还没有登录卡")
        assert post(visitor, "/account/passkeys/options").status_code == 403


def _prove_with_a_code(visitor: Visitor, code: str) -> None:
    visitor.follow("纸质登录卡")
    visitor.fill(card_steps.FIELD, code)
    visitor.press("登录")


def test_what_was_typed_into_an_old_form_is_sent_with_one_press_after_the_proof(visitor: Visitor) -> None:
    codes = card_steps.begin(visitor, CODES)
    visitor.open("/account/contacts/add/sms")
    visitor.fill("收短信的手机号码", PHONE)
    with later(minutes=61):
        page = visitor.press("发送验证码")
        assert page.has_text(ASKED)
        assert page.has_text("您填的内容没有丢")
        assert PHONE not in page.html
        _prove_with_a_code(visitor, codes[0])
        assert visitor.page.url.endswith("/account/kept-form")
        assert visitor.page.has_text(PHONE)
        assert visitor.press("现在发送").url.startswith("/account/contacts/")
        assert not visitor.page.has_text(ASKED)
        assert visitor.open("/account/kept-form").url == "/account"


def test_a_choice_or_a_confirmation_waits_for_nobody(visitor: Visitor) -> None:
    """What a form does is seen on its page before it is sent, and nothing was typed into these."""
    codes = card_steps.begin(visitor, CODES)
    visitor.open("/my-data/erase-account")
    with later(minutes=61):
        visitor.press("是，删除账户")
        assert visitor.page.has_text(ASKED)
        assert not visitor.page.has_text("您填的内容没有丢")
        _prove_with_a_code(visitor, codes[0])
        assert visitor.page.url.endswith("/my-data/erase-account")
        assert visitor.open("/account").h1 == "我的账户"


def test_a_helper_proves_that_they_are_the_helper(visitor: Visitor) -> None:
    guardian = signed_in(visitor)
    database = visitor.client.application.extensions["database"]
    with database.writing() as session:
        child = make_person(session, name="小红", birth_date="2020-01-01")
        make_mandate(session, actor=guardian, subject=child)
    with later(minutes=31):
        assert visitor.open("/account/contacts/add/sms").has_text(ASKED)


@pytest.mark.parametrize("path", CHANGING)
def test_every_such_page_is_guarded_by_the_proof_alone(
    visitor: Visitor, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: without the question how old the proof is, each of them opens after any time."""
    monkeypatch.setattr("citizen.people.proving_again.is_proved", lambda: True)
    signed_in(visitor)
    with later(minutes=61):
        assert not visitor.open(path).has_text(ASKED)
