"""Signing in by an identity service: a real provider on a real socket, which does everything wrong in turn."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from datetime import timedelta

import httpx
import pytest
import sqlalchemy as sa
from flask import Flask

from citizen.core import clock
from citizen.db.session import Database
from citizen.people import identity_protocol, identity_services
from citizen.people.models import OneTimeCode, OutsideIdentity, Person, ProfileFact, Visit
from citizen.web import outgoing
from tests.support.identity_provider import Provider, path_of, running_provider
from tests.support.page import Page
from tests.support.people import make_person, sign_in, signed_in
from tests.support.visitor import Visitor

NAME = "示例省身份服务"


@pytest.fixture
def provider() -> Iterator[Provider]:
    with running_provider() as running:
        identity_protocol.forget_known()
        identity_services.use_services(running.service)
        yield running
    identity_services.use_services()


def set_out(visitor: Visitor) -> str:
    """As far as the link to the service; returns where it leads."""
    visitor.open("/sign-in")
    visitor.follow("省或国家身份服务")
    visitor.press(NAME)
    return address_of_link(visitor)


def address_of_link(visitor: Visitor) -> str:
    assert visitor.page.h1 == f"现在去：{NAME}"
    (link,) = [one for one in visitor.page.link_elements if visitor.page.document.name(one) == "去登录"]
    return str(link.attrib["href"])


def there(address: str) -> str:
    """Sign in at the service; returns the path to which it sends the person back."""
    with outgoing.client(10) as client:
        answer = client.get(address)
    assert answer.status_code == 302, answer.text
    return path_of(answer.headers["Location"])


def come_back(visitor: Visitor) -> Page:
    return visitor.open(there(set_out(visitor)))


def open_account(visitor: Visitor) -> Page:
    come_back(visitor)
    visitor.press("登录")
    return visitor.press("开新账户")


def count(database: Database, model: type) -> int:
    with database.reading() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def is_signed_in(visitor: Visitor) -> bool:
    return visitor.open("/account").h1 == "我的账户"


def _token_on(page: Page) -> str:
    """For a form that the page does not offer."""
    return re.findall(r'name="csrf_token" value="([^"]+)"', page.response.get_data(as_text=True))[0]


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


# -- proofs that are none ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("switch", "value"),
    [
        ("nonce", True),
        ("audience", True),
        ("issuer", True),
        ("expired", True),
        ("issued_later", True),
        ("no_subject", True),
        ("algorithm", "none"),
        ("algorithm", "HS256"),
        ("foreign_key", True),
        ("other_party", True),
        ("token_status", 400),
    ],
)
def test_a_token_that_does_not_hold_signs_nobody_in(
    visitor: Visitor, provider: Provider, database: Database, switch: str, value: object
) -> None:
    open_account(visitor)
    visitor.press("退出登录")
    visits = count(database, Visit)
    setattr(provider.wrong, switch, value)
    come_back(visitor)
    page = visitor.press("登录")
    assert (page.status, page.h1) == (403, "没有成功")
    assert page.has_text("不能证明是您")
    assert visitor.follow("纸质登录卡").url == "/sign-in/card"
    assert not is_signed_in(visitor)
    assert count(database, Visit) == visits


@pytest.mark.parametrize("subject", ["", " ", None])
def test_a_token_that_names_nobody(visitor: Visitor, provider: Provider, subject: str | None) -> None:
    provider.person = {"sub": subject}
    come_back(visitor)
    assert visitor.press("登录").has_text("不能证明是您")


@pytest.mark.parametrize(
    ("switch", "value"),
    [("discovery_status", 503), ("self_issuer", True), ("plain_endpoint", True), ("endless", True)],
)
def test_a_service_that_is_away_or_describes_itself_wrongly(
    visitor: Visitor, provider: Provider, switch: str, value: object
) -> None:
    setattr(provider.wrong, switch, value)
    visitor.open("/sign-in/identity")
    page = visitor.press(NAME)
    assert page.status == 503
    assert page.has_text("身份服务现在没有回应")
    provider.wrong = type(provider.wrong)()
    set_out(visitor)


def test_a_service_that_goes_away_on_the_way(visitor: Visitor, provider: Provider) -> None:
    come_back(visitor)
    provider.wrong.token_status = 503
    assert visitor.press("登录").has_text("身份服务现在没有回应")


@pytest.fixture
def little_patience() -> Iterator[None]:
    identity_protocol.use_patience(0.3)
    yield
    identity_protocol.use_patience(identity_protocol.LONGEST_WAIT)


@pytest.mark.usefixtures("little_patience")
@pytest.mark.parametrize(("switch", "value"), [("delay", 1.0), ("in_drops", True)])
def test_a_service_that_is_slow(visitor: Visitor, provider: Provider, switch: str, value: object) -> None:
    setattr(provider.wrong, switch, value)
    visitor.open("/sign-in/identity")
    page = visitor.press(NAME)
    assert page.has_text(f"{NAME}现在没有回应")
    assert visitor.follow("纸质登录卡").h1 == "用登录卡登录"


def test_nobody_waits_longer_than_five_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(identity_protocol, "_patience", 5.0)
    identity_protocol.use_patience(60)
    assert identity_protocol._patience == identity_protocol.LONGEST_WAIT


@pytest.mark.parametrize("of_account", [False, True], ids=["signing in", "connecting"])
def test_no_transaction_is_open_while_a_service_is_asked(
    visitor: Visitor, provider: Provider, database: Database, of_account: bool
) -> None:
    """Somebody else writes meanwhile. On SQLite there is one writer: it would wait, and then give up."""
    written: list[uuid.UUID] = []

    def somebody_else_writes() -> None:
        with database.writing() as session:
            written.append(make_person(session))

    if of_account:
        signed_in(visitor)
    provider.wrong.meanwhile = somebody_else_writes
    if of_account:
        visitor.open("/account/identity")
        visitor.press(f"连接{NAME}")
        visitor.open(there(address_of_link(visitor)))
        visitor.press("连接")
    else:
        come_back(visitor)
        visitor.press("登录")
    assert len(written) >= 3, "Discovery, keys and token were each asked."
    assert visitor.page.status == 200


def test_ways_cannot_be_begun_without_end(visitor: Visitor, provider: Provider) -> None:
    for _each in range(60):
        visitor.open("/sign-in/identity")
        visitor.press(NAME)
    visitor.open("/sign-in/identity")
    assert visitor.press(NAME).status == 429
    with clock.fixed(clock.now() + timedelta(minutes=11)):
        visitor.open("/sign-in/identity")
        assert visitor.press(NAME).status == 200


def test_nobody_answers_at_that_address(visitor: Visitor, provider: Provider) -> None:
    identity_services.use_services(
        identity_services.IdentityService("gone", {"zh": NAME, "en": NAME}, "http://127.0.0.1:1/realm", "us")
    )
    visitor.open("/sign-in/identity")
    assert visitor.press(NAME).has_text("身份服务现在没有回应")


@pytest.mark.parametrize(
    ("error", "says"),
    [("access_denied", "您在那里取消了"), ("login_required", "没有认出您"), ("server_error", "没有回应")],
)
def test_the_service_says_no(visitor: Visitor, provider: Provider, error: str, says: str) -> None:
    provider.wrong.error = error
    assert come_back(visitor).has_text(says)
    assert not is_signed_in(visitor)


# -- answers that are not ours ----------------------------------------------------------------------------------


def test_another_state(visitor: Visitor, provider: Provider) -> None:
    provider.wrong.state = True
    assert come_back(visitor).has_text("在别的浏览器里开始的")


def test_the_answer_of_another_issuer(visitor: Visitor, provider: Provider) -> None:
    provider.wrong.answer_issuer = True
    assert come_back(visitor).has_text("不能证明是您")


@pytest.mark.parametrize("query", ["", "?code=x", "?code=x&state=", "?code=x&state=é", "?error=x&state=y"])
def test_an_answer_nobody_asked_for(visitor: Visitor, provider: Provider, query: str) -> None:
    assert visitor.open(f"/sign-in/identity/back{query}").has_text("在别的浏览器里开始的")


def test_the_answer_is_worth_nothing_in_another_browser(
    visitor: Visitor, other_visitor: Visitor, provider: Provider
) -> None:
    """Somebody sends a link by which the other would sign in as them."""
    back = there(set_out(visitor))
    assert other_visitor.open(back).has_text("在别的浏览器里开始的")
    set_out(other_visitor)
    assert other_visitor.open(back).has_text("在别的浏览器里开始的")
    assert visitor.open(back).h1 == "您回来了"


def test_an_answer_that_is_opened_again_after_it_was_used(visitor: Visitor, provider: Provider) -> None:
    back = there(set_out(visitor))
    pressed = visitor.open(back)
    visitor.press("登录")
    asked = len(provider.asked)
    assert visitor.open(back).has_text("已经用过了")
    visitor.show_again(pressed)
    assert visitor.press("登录").has_text("已经用过了")
    assert len(provider.asked) == asked


def test_opening_the_answer_consumes_nothing(visitor: Visitor, provider: Provider) -> None:
    """Mail scanners and previews open links."""
    back = there(set_out(visitor))
    for _again in range(3):
        assert visitor.open(back).h1 == "您回来了"
    assert provider.asked == []
    assert visitor.press("登录").has_text("已确认是您")


def test_only_the_first_answer_counts(visitor: Visitor, provider: Provider) -> None:
    address = set_out(visitor)
    first = there(address)
    provider.person = {"sub": "somebody else"}
    second = there(address)
    visitor.open(first)
    visitor.open(second)
    visitor.press("登录")
    assert provider.asked[-1]["code"] in first


def test_too_late(visitor: Visitor, provider: Provider) -> None:
    back = there(set_out(visitor))
    with clock.fixed(clock.now() + timedelta(minutes=31)):
        assert visitor.open(back).has_text("时间太久了")


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
    token = _token_on(other_visitor.page)
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
    token = _token_on(page)
    answer = visitor.client.post("/sign-in/identity", data={"csrf_token": token, "service": "zhejiang"})
    assert answer.status_code == 404
