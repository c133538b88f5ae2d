"""A real identity service on a real socket, which does everything wrong in turn: nobody is signed in."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import timedelta

import pytest

from citizen.core import clock
from citizen.db.session import Database
from citizen.people import identity_protocol, identity_services
from citizen.people.models import Visit
from tests.people.identity_steps import (
    NAME,
    address_of_link,
    come_back,
    count,
    is_signed_in,
    open_account,
    set_out,
    there,
)
from tests.support.identity_provider import Provider
from tests.support.people import make_person, signed_in
from tests.support.visitor import Visitor

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
