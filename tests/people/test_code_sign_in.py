"""Signing in with a code, by somebody without script: the whole way, and every wrong one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from citizen.core import clock
from citizen.db.session import Database
from citizen.notices import outbox
from citizen.people import one_time_codes
from citizen.people.models import ContactWay, OneTimeCode, Person, Visit
from citizen.web.browser_key import cookie_name
from tests.people.codes import PHONE, ask_for_code, count_sent, last_code, sign_in_by_code, type_code
from tests.support.visitor import Visitor

pytestmark = pytest.mark.database
NOON = datetime(2026, 3, 7, 4, 0, tzinfo=UTC)


def key_of(visitor: Visitor) -> str:
    with visitor.client.application.app_context():
        cookie = visitor.client.get_cookie(cookie_name("visit"))
    assert cookie is not None
    return cookie.value


def count(database: Database, table: type) -> int:
    with database.reading() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def is_signed_in(visitor: Visitor) -> bool:
    return visitor.open("/").has_text("我的账户")


@pytest.mark.parametrize(
    ("way", "address", "shown"),
    [
        ("发短信", "138 0000 1234", "138••••1234"),
        ("打电话", "０１０－１２３４ ５６７８", "010••••5678"),
        ("发邮件", "Wang@Example.com", "w••••@example.com"),
    ],
)
def test_from_the_address_to_the_account(visitor: Visitor, app: Flask, way: str, address: str, shown: str) -> None:
    ask_for_code(visitor, address, way=way)
    assert visitor.page.has_text(shown)
    field = visitor.page.document.root.xpath("//input[@id='code']")[0]
    assert (field.get("autocomplete"), field.get("inputmode")) == ("one-time-code", "numeric")
    before = key_of(visitor)
    code = last_code(app)
    type_code(visitor, f" {code[:3]} {code[3:]} ")
    assert visitor.page.h1 == "我的账户"
    assert key_of(visitor) != before
    assert is_signed_in(visitor)


def test_the_same_address_is_the_same_person(visitor: Visitor, other_visitor: Visitor, database: Database) -> None:
    with clock.fixed(NOON):
        sign_in_by_code(visitor, "+86 138-0000-1234")
    with clock.fixed(NOON + timedelta(minutes=2)):
        sign_in_by_code(other_visitor, "13800001234", way="打电话")
    assert (count(database, Person), count(database, ContactWay)) == (1, 1)


def test_nobody_learns_whether_an_address_is_known(visitor: Visitor, other_visitor: Visitor) -> None:
    with clock.fixed(NOON):
        sign_in_by_code(visitor)
    stranger = Visitor(other_visitor.client.application)
    with clock.fixed(NOON + timedelta(minutes=2)):
        ask_for_code(other_visitor, PHONE)
        ask_for_code(stranger, "13700001234")
    known, unknown = other_visitor.page.text, stranger.page.text
    assert known.replace("138••••1234", "…") == unknown.replace("137••••1234", "…")


def test_a_code_is_worth_nothing_in_another_browser(visitor: Visitor, other_visitor: Visitor, app: Flask) -> None:
    with clock.fixed(NOON):
        ask_for_code(visitor)
    stolen = last_code(app)
    with clock.fixed(NOON + timedelta(minutes=2)):
        ask_for_code(other_visitor)
    type_code(other_visitor, stolen)
    assert other_visitor.page.status == 422
    assert not is_signed_in(other_visitor)


def test_a_code_is_good_once(visitor: Visitor, app: Flask) -> None:
    ask_for_code(visitor)
    old_page, code = visitor.page, last_code(app)
    type_code(visitor, code)
    visitor.client.delete_cookie("visit")
    visitor.show_again(old_page)
    type_code(visitor, code)
    assert not is_signed_in(visitor)


def test_a_code_typed_twice_at_once_lets_in_once(visitor: Visitor, app: Flask, database: Database) -> None:
    ask_for_code(visitor)
    code, page = last_code(app), visitor.page
    tabs = []
    for _ in range(4):
        tab = Visitor(app)
        tab.client.set_cookie("visit", key_of(visitor))
        tab.show_again(page)
        tab.fill("6位验证码", code)
        tabs.append(tab)
    with ThreadPoolExecutor(4) as pool:
        titles = list(pool.map(lambda tab: tab.press("登录").h1, tabs))
    assert titles.count("我的账户") == 1
    with database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).where(Visit.person_id.is_not(None))) == 1


def test_a_wrong_code_is_told_in_place_and_the_right_one_still_counts(visitor: Visitor, app: Flask) -> None:
    ask_for_code(visitor)
    code = last_code(app)
    type_code(visitor, _other_than(code))
    assert visitor.page.status == 422
    assert visitor.page.has_text("这不是我们上次发的验证码")
    type_code(visitor, code)
    assert visitor.page.h1 == "我的账户"


def test_a_slip_is_no_attempt(visitor: Visitor, app: Flask) -> None:
    ask_for_code(visitor)
    for typed in ("", "12345", "abc", "1234567") * 3:
        type_code(visitor, typed)
        assert visitor.page.status == 422
    type_code(visitor, last_code(app))
    assert visitor.page.h1 == "我的账户"


def test_after_five_wrong_ones_another_code_is_offered_and_nobody_is_locked_out(visitor: Visitor, app: Flask) -> None:
    with clock.fixed(NOON):
        ask_for_code(visitor)
        code = last_code(app)
        for _ in range(5):
            type_code(visitor, _other_than(code))
        assert visitor.page.has_text("输错了5次")
        type_code(visitor, code)
        assert visitor.page.status == 422
    with clock.fixed(NOON + timedelta(minutes=1, seconds=1)):
        visitor.press("重新发送")
        type_code(visitor, last_code(app))
        assert visitor.page.h1 == "我的账户"


def test_guessing_ends(app: Flask) -> None:
    """Whoever guesses at one account from many browsers is stopped, and only for ten minutes."""
    tried = 0
    for minute in range(1, 6):
        guesser = Visitor(app, comes_from=f"10.0.0.{minute}")
        with clock.fixed(NOON + timedelta(minutes=minute)):
            ask_for_code(guesser)
            while guesser.page.status != 429 and not guesser.page.has_text("输错了5次"):
                type_code(guesser, _other_than(last_code(app)))
                tried += 1
            if guesser.page.status == 429:
                break
    assert tried <= 21
    person = Visitor(app)
    with clock.fixed(NOON + timedelta(minutes=20)):
        sign_in_by_code(person)
        assert person.page.h1 == "我的账户"


def test_an_expired_code_opens_nothing_and_a_new_one_is_one_press_away(visitor: Visitor, app: Flask) -> None:
    with clock.fixed(NOON):
        ask_for_code(visitor)
        code = last_code(app)
    with clock.fixed(NOON + timedelta(minutes=10)):
        type_code(visitor, code)
        assert visitor.page.status == 422
        assert visitor.page.has_text("已经失效")
        visitor.press("重新发送")
        type_code(visitor, last_code(app))
        assert visitor.page.h1 == "我的账户"


def test_time_can_be_had_ten_times_and_more(visitor: Visitor, app: Flask) -> None:
    with clock.fixed(NOON):
        ask_for_code(visitor)
    for number in range(1, 12):
        with clock.fixed(NOON + timedelta(minutes=9 * number)):
            visitor.press("再给我10分钟")
            assert visitor.page.has_text("时间延长了")
    with clock.fixed(NOON + timedelta(minutes=9 * 11 + 9)):
        type_code(visitor, last_code(app))
        assert visitor.page.h1 == "我的账户"


def test_another_code_says_how_soon_and_ends_the_first(visitor: Visitor, app: Flask) -> None:
    with clock.fixed(NOON):
        ask_for_code(visitor)
        first = last_code(app)
    with clock.fixed(NOON + timedelta(seconds=20)):
        visitor.press("重新发送")
        assert visitor.page.status == 429
        assert visitor.page.has_text("40秒以后可以再发")
        visitor.follow("回去输入验证码")
    with clock.fixed(NOON + timedelta(seconds=61)):
        visitor.press("打电话念给我听")
        second = last_code(app)
        if first != second:
            type_code(visitor, first)
            assert visitor.page.status == 422
        type_code(visitor, second)
        assert visitor.page.h1 == "我的账户"


def test_nobody_is_flooded_with_codes(app: Flask) -> None:
    for minute in range(8):
        with clock.fixed(NOON + timedelta(seconds=61 * minute)):
            ask_for_code(Visitor(app, comes_from=f"10.0.0.{minute}"))
    assert count_sent(app) == 5


@pytest.mark.parametrize("typed", ["", "12", "王秀英", "138000000a0", "a" * 60])
def test_what_cannot_be_a_number_is_said_at_once(visitor: Visitor, app: Flask, typed: str) -> None:
    ask_for_code(visitor, typed)
    assert visitor.page.status == 422
    assert count_sent(app) == 0


def test_where_one_was_going_is_where_one_arrives(visitor: Visitor) -> None:
    visitor.open("/account/contacts")
    assert visitor.page.h1 == "您想怎样登录？"
    sign_in_by_code(visitor)
    assert visitor.page.h1 == "电话和邮箱"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:1"])
def test_nobody_is_sent_to_another_site(visitor: Visitor, app: Flask, elsewhere: str) -> None:
    visitor.open("/")
    visitor.client.get("/sign-in", query_string={"next": elsewhere})
    sign_in_by_code(visitor)
    assert visitor.page.h1 == "我的账户"


def test_no_secret_stays_in_the_table(visitor: Visitor, app: Flask, database: Database) -> None:
    ask_for_code(visitor)
    code = last_code(app)
    type_code(visitor, code)
    with database.reading() as session:
        rows = list(session.execute(sa.text("SELECT * FROM one_time_code")).mappings())
    assert rows
    assert not any(code == str(value) or "13800001234" in str(value) for row in rows for value in row.values())
    with database.reading() as session:
        sent = session.scalars(sa.select(OneTimeCode).where(OneTimeCode.purpose == "sign_in")).one()
        assert (sent.address, sent.used_at is not None) == (None, True)


def test_a_day_later_nothing_is_left_of_codes(visitor: Visitor, app: Flask, database: Database) -> None:
    with clock.fixed(NOON):
        sign_in_by_code(visitor)
    with clock.fixed(NOON + timedelta(days=1, minutes=11)), database.writing() as session:
        assert (one_time_codes.count_over(session), outbox.count_secrets(session)) == (1, 1)
        assert (one_time_codes.forget_over(session), outbox.forget_secrets(session)) == (1, 1)
    assert count_sent(app) == 0


def _other_than(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"
