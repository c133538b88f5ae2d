"""Signing in by an identity service: a real provider on a real socket, when all is well; connecting and leaving it."""

from __future__ import annotations

import httpx
import pytest
import sqlalchemy as sa
from flask import Flask

from citizen.db.session import Database
from citizen.people.models import OneTimeCode, OutsideIdentity, Person, ProfileFact
from tests.people.identity_steps import (
    NAME,
    address_of_link,
    come_back,
    count,
    is_signed_in,
    open_account,
    set_out,
    there,
    token_on,
)
from tests.support.identity_provider import Provider
from tests.support.page import Page
from tests.support.people import sign_in, signed_in
from tests.support.visitor import Visitor

# -- the way that works -----------------------------------------------------------------------------------------


def test_the_first_time_opens_an_account_and_the_second_time_finds_it(
    visitor: Visitor, other_visitor: Visitor, provider: Provider, database: Database
) -> None:
    provider.person = {"sub": "330102198001010000", "name": "王秀英", "birthdate": "1980-01-01"}
    page = come_back(visitor)
    assert page.url == "/sign-in/identity/arrived"
    page = visitor.press("登录")
    assert page.has_text(f"{NAME}已确认是您")
    assert count(database, Person) == 0
    visitor.press("开新账户")
    assert visitor.page.has_text("王秀英，您已登录")
    come_back(other_visitor)
    assert other_visitor.press("登录").has_text("王秀英，您已登录")
    assert other_visitor.open("/account/sessions").has_text("省或国家身份服务")
    assert (count(database, Person), count(database, OutsideIdentity)) == (1, 1)


def test_nothing_the_service_said_is_kept_before_the_person_says_so(
    visitor: Visitor, provider: Provider, database: Database
) -> None:
    provider.person = {"sub": "330102198001010000", "name": "王秀英", "birthdate": "1980-01-01", "email": "a@b.cn"}
    come_back(visitor)
    visitor.press("登录")
    visitor.fill("怎么称呼您？ （选填）", "")
    visitor.press("开新账户")
    with database.reading() as session:
        person = session.scalars(sa.select(Person)).one()
        assert (person.name, person.birth_date) == (None, None)
        assert session.scalars(sa.select(ProfileFact)).all() == []
        identity = session.execute(sa.text("SELECT * FROM outside_identity")).one()
        assert "330102" not in repr(identity)
        codes = session.scalars(sa.select(OneTimeCode).where(OneTimeCode.purpose != "known_browser"))
        assert all(row.remembered is None for row in codes)


def test_the_date_of_birth_is_remembered_when_it_is_ticked(
    visitor: Visitor, provider: Provider, database: Database
) -> None:
    provider.person = {"sub": "1", "name": "王秀英", "birthdate": "1980-01-01"}
    come_back(visitor)
    assert visitor.press("登录").has_text("1980年1月1日")
    visitor.tick("可以，请记住")
    visitor.press("开新账户")
    with database.reading() as session:
        fact = session.scalars(sa.select(ProfileFact)).one()
        assert (fact.fact, fact.value, fact.origin) == ("birth_date", {"value": "1980-01-01"}, "identity")


@pytest.mark.parametrize("birthdate", ["1980", "0000-01-01", "1980-02-30", "soon"])
def test_half_a_date_of_birth_is_not_offered(visitor: Visitor, provider: Provider, birthdate: str) -> None:
    provider.person = {"sub": "1", "birthdate": birthdate}
    come_back(visitor)
    assert not visitor.press("登录").has_text("出生日期")


def test_pkce_state_and_nonce_are_new_each_time_and_the_address_is_clean(visitor: Visitor, provider: Provider) -> None:
    first = httpx.URL(set_out(visitor)).params
    second = httpx.URL(set_out(visitor)).params
    for name in ("state", "nonce", "code_challenge"):
        assert first[name] != second[name]
        assert len(second[name]) > 40
    assert (second["code_challenge_method"], second["response_type"]) == ("S256", "code")
    assert "code_verifier" not in second
    page = come_back(visitor)
    assert "?" not in page.url
    visitor.press("登录")
    assert len(provider.asked[-1]["code_verifier"]) > 43


def test_one_arrives_where_one_was_going(visitor: Visitor, other_visitor: Visitor, provider: Provider) -> None:
    open_account(visitor)
    other_visitor.open("/account/sessions")
    other_visitor.follow("省或国家身份服务")
    other_visitor.press(NAME)
    other_visitor.open(there(address_of_link(other_visitor)))
    assert other_visitor.press("登录").url == "/account/sessions"


def test_the_key_of_the_browser_is_a_new_one(visitor: Visitor, provider: Provider) -> None:
    come_back(visitor)
    before = visitor.client.get_cookie("visit")
    visitor.press("登录")
    visitor.press("开新账户")
    after = visitor.client.get_cookie("visit")
    assert before is not None
    assert after is not None
    assert before.value != after.value


def test_keys_that_the_provider_changed_are_asked_for_again(visitor: Visitor, provider: Provider) -> None:
    open_account(visitor)
    visitor.press("退出登录")
    assert provider.keys_fetched == 1
    provider.rotate()
    come_back(visitor)
    visitor.press("登录")
    assert is_signed_in(visitor)
    assert provider.keys_fetched == 2


@pytest.mark.parametrize(("seconds", "holds"), [(60, True), (-400, True), (-600, False), (200, False)])
def test_the_clock_of_a_provider_may_be_a_little_off(
    visitor: Visitor, provider: Provider, seconds: int, holds: bool
) -> None:
    """Its tokens are good for 5 minutes; 2 minutes of difference are no reason."""
    come_back(visitor)
    provider.wrong.clock_off = seconds
    assert visitor.press("登录").has_text("已确认是您") is holds


# -- connecting -------------------------------------------------------------------------------------------------


def connect(visitor: Visitor) -> Page:
    visitor.open("/account")
    visitor.follow("身份服务")
    visitor.press(f"连接{NAME}")
    visitor.open(there(address_of_link(visitor)))
    return visitor.press("连接")


def test_a_service_is_connected_used_and_disconnected(
    visitor: Visitor, other_visitor: Visitor, provider: Provider
) -> None:
    signed_in(visitor, name="王秀英")
    assert connect(visitor).has_text("以后可以用它登录")
    come_back(other_visitor)
    assert other_visitor.press("登录").has_text("王秀英，您已登录")
    visitor.open("/account/identity")
    visitor.follow(f"断开{NAME}")
    assert visitor.page.h1 == "这是您最后一种登录办法"
    visitor.follow("还是不要它了")
    visitor.tick("我知道：之后我只能到服务窗口找回账户。")
    assert visitor.press("确定不要了").has_text("您的账户和里面的内容都在")
    assert is_signed_in(visitor)
    other_visitor.press("退出登录")
    come_back(other_visitor)
    assert other_visitor.press("登录").has_text("您第一次用这个身份服务登录")


def test_connecting_twice_is_once(visitor: Visitor, provider: Provider, database: Database) -> None:
    signed_in(visitor)
    for _again in range(2):
        assert connect(visitor).has_text("已连接")
    assert count(database, OutsideIdentity) == 1


def test_an_identity_belongs_to_one_account(visitor: Visitor, other_visitor: Visitor, provider: Provider) -> None:
    signed_in(visitor, name="王秀英")
    connect(visitor)
    signed_in(other_visitor, name="李四")
    page = connect(other_visitor)
    assert page.has_text("已经用来登录本站的另一个账户")
    assert not page.has_text("王秀英")
    assert other_visitor.open("/account/identity").has_text("还没有连接身份服务")


def test_it_is_connected_with_nobody_else_who_signs_in_on_the_way(
    app: Flask, visitor: Visitor, other_visitor: Visitor, provider: Provider, database: Database
) -> None:
    signed_in(visitor, name="王秀英")
    visitor.open("/account/identity")
    visitor.press(f"连接{NAME}")
    back = there(address_of_link(visitor))
    sign_in(visitor, signed_in(other_visitor, name="李四"))
    assert visitor.open(back).has_text("在别的浏览器里开始的")
    assert count(database, OutsideIdentity) == 0


def test_nobody_disconnects_for_another(
    visitor: Visitor, other_visitor: Visitor, provider: Provider, database: Database
) -> None:
    signed_in(visitor)
    connect(visitor)
    signed_in(other_visitor)
    other_visitor.open("/account/sign-out")
    token = token_on(other_visitor.page)
    with database.reading() as session:
        theirs = session.scalars(sa.select(OutsideIdentity.id)).one()
    path, data = f"/account/identity/{theirs}/disconnect", {"csrf_token": token}
    assert other_visitor.client.post(path, data=data).status_code == 404
    assert other_visitor.open(path).status == 404
    assert count(database, OutsideIdentity) == 1


# -- where there is none ----------------------------------------------------------------------------------------


def test_without_a_service_it_is_not_offered(visitor: Visitor) -> None:
    assert not visitor.open("/sign-in").has_text("省或国家身份服务")
    assert visitor.open("/sign-in/identity").has_text("本站还没有接入身份服务")
    signed_in(visitor)
    assert not visitor.open("/account").has_text("身份服务")


def test_a_terminal_leads_to_no_other_site(visitor: Visitor, provider: Provider) -> None:
    visitor.open("/kiosk")
    page = visitor.open("/sign-in/identity")
    assert page.has_text("大家共用的机器不打开别的网站")
    token = token_on(page)
    answer = visitor.client.post("/sign-in/identity", data={"csrf_token": token, "service": "zhejiang"})
    assert answer.status_code == 404
