"""Signing out, the list of devices, and coming back after a session was over, as a person without script does it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import BytesIO

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from citizen.core import clock
from citizen.db.session import Database
from citizen.people.entering import WayIn, enter
from citizen.people.models import OneTimeCode, Visit
from citizen.web.browser_key import cookie_name
from citizen.web.csrf import csrf_token
from tests.applications import steps
from tests.support.page import Page
from tests.support.people import act_for, make_mandate, make_person, sign_in, sign_out, signed_in
from tests.support.visitor import Visitor

TYPED = "金丝雀街 7 号"


@contextmanager
def later(**time: float) -> Iterator[None]:
    with clock.fixed(clock.now() + timedelta(**time)):
        yield


def sign_in_again(app: Flask, visitor: Visitor, person: uuid.UUID) -> str:
    """As every way in does after its proof; returns where it leads."""
    name = cookie_name_of(app)
    headers = _cookies(app, visitor)
    with app.test_request_context("/", headers=headers):
        token = csrf_token()
    with app.test_request_context("/account/sign-out", method="POST", headers=headers, data={"csrf_token": token}):
        assert app.preprocess_request() is None
        response = app.process_response(enter(person_id=person, way_in=WayIn.CARD_CODE))
        key = next(line for line in response.headers.getlist("Set-Cookie") if line.startswith(name))
    visitor.client.set_cookie(name, key.partition("=")[2].partition(";")[0])
    return response.headers["Location"]


def _cookies(app: Flask, visitor: Visitor) -> dict[str, str]:
    name = cookie_name_of(app)
    cookie = visitor.client.get_cookie(name)
    assert cookie is not None
    return {"Cookie": f"{name}={cookie.value}"}


def cookie_name_of(app: Flask) -> str:
    with app.app_context():
        return cookie_name("visit")


@pytest.fixture
def person(visitor: Visitor) -> uuid.UUID:
    return signed_in(visitor, name="王秀英")


def _type_contact(visitor: Visitor) -> str:
    """An application of one's own, as far as the contact page, with something typed."""
    reference = steps.start(visitor)
    visitor.follow("联系方式")
    visitor.fill("您的姓名", TYPED)
    visitor.choose("有消息时，怎样通知？", "自己在本网站查看，或到服务大厅问")
    return reference


# -- the account and its sessions ------------------------------------------------------------------------------


def test_the_account_says_who_is_signed_in_and_until_when(visitor: Visitor, person: uuid.UUID) -> None:
    page = visitor.open("/account")
    assert page.has_text("王秀英，您已登录。")
    assert page.has_text("12 小时不用，才会退出登录")
    assert visitor.follow("我在哪些设备上登录了").h1 == "您在哪些设备上登录了"


@pytest.mark.parametrize("path", ["/account", "/account/sessions", "/account/still-there", "/account/kept-form"])
def test_who_is_not_signed_in_is_asked_to_and_comes_back(app: Flask, visitor: Visitor, path: str) -> None:
    assert visitor.open(path).url.startswith("/sign-in")
    other = signed_in(Visitor(app))
    assert sign_in_again(app, visitor, other) == path


def test_another_device_is_seen_and_signed_out(visitor: Visitor, other_visitor: Visitor, person: uuid.UUID) -> None:
    sign_in(other_visitor, person)
    writing = other_visitor.open("/account/still-there")
    visitor.open("/account/sessions")
    page = visitor.press("让第 2 台退出登录（Chrome）")
    assert page.has_text("那台设备已退出登录")
    assert other_visitor.open("/account").h1 == "请您重新登录"
    other_visitor.show_again(writing)
    assert other_visitor.press("继续").h1 == "请您重新登录"
    assert visitor.open("/account").h1 == "我的账户"


def test_signing_out_leaves_nothing_behind_the_back_button(visitor: Visitor, person: uuid.UUID) -> None:
    reference = _type_contact(visitor)
    visitor.press("保存并继续")
    visitor.open("/account")
    old_key = visitor.client.get_cookie("visit")
    page = visitor.press("退出登录")
    assert page.h1 == "您已退出登录"
    assert visitor.back().url.startswith("/sign-in")
    assert visitor.open(f"/applications/{reference}").status == 404
    assert old_key is not None
    visitor.client.set_cookie("visit", old_key.value)
    assert visitor.open(f"/applications/{reference}").status == 403
    assert not visitor.page.has_text(TYPED)


def test_signing_out_everywhere_asks_once(visitor: Visitor, other_visitor: Visitor, person: uuid.UUID) -> None:
    sign_in(other_visitor, person)
    visitor.open("/account/sessions")
    page = visitor.follow("在所有设备上退出登录")
    assert page.has_text("登录卡和通行密钥还能用")
    assert visitor.press("是，全部退出登录").h1 == "您已在所有设备上退出登录"
    assert visitor.open("/account").url.startswith("/sign-in")
    assert other_visitor.open("/account").h1 == "请您重新登录"


def test_signing_out_twice_is_once(visitor: Visitor, person: uuid.UUID) -> None:
    page = visitor.open("/account/sign-out")
    visitor.press("退出登录")
    visitor.show_again(page)
    visitor.press("退出登录")  # the form of the old key
    assert visitor.press("再次提交").h1 == "您已退出登录"


def test_the_id_of_somebody_elses_session_ends_nothing(
    app: Flask, visitor: Visitor, other_visitor: Visitor, person: uuid.UUID, database: Database
) -> None:
    signed_in(other_visitor)
    with database.reading() as session:
        theirs = session.scalars(sa.select(Visit.id).where(Visit.person_id.not_in([person]))).one()
    with app.test_request_context("/", headers=_cookies(app, visitor)):
        data = {"csrf_token": csrf_token(), "session": theirs.hex}
    assert visitor.client.post("/account/sessions/end", data=data).status_code == 404
    assert other_visitor.open("/account").h1 == "我的账户"


# -- time -------------------------------------------------------------------------------------------------------


def test_going_on_makes_it_longer_as_often_as_one_likes(visitor: Visitor, person: uuid.UUID) -> None:
    hours = 0
    for _again in range(12):
        hours += 11
        with later(hours=hours):
            visitor.open("/account/still-there")
            page = visitor.press("继续")
            assert page.has_text("登录时间已延长")
    with later(hours=hours + 12):
        assert visitor.open("/account").status == 403


def _token_on(page: Page) -> str:
    return page.html.partition('name="csrf_token" value="')[2].partition('"')[0]


def _ask_as_the_script(visitor: Visitor, token: str) -> TestResponse:
    """What the script of the warning sends: no page, and no word about for whom."""
    headers = {"Accept": "application/json", "Sec-Fetch-Site": "same-origin"}
    return visitor.client.post("/account/still-there", data={"csrf_token": token}, headers=headers)


def test_the_script_of_the_warning_gets_the_seconds_that_are_left(visitor: Visitor, person: uuid.UUID) -> None:
    token = _token_on(visitor.open("/account"))
    assert 'data-seconds="43200"' in visitor.page.html
    with later(hours=11, minutes=56):
        answer = _ask_as_the_script(visitor, token)
        assert answer.get_json() == {"seconds": 12 * 3600}
    with later(hours=23):
        assert visitor.open("/account").h1 == "我的账户"


def test_after_30_days_the_script_is_told_that_it_cannot_be_longer(
    visitor: Visitor, person: uuid.UUID, database: Database
) -> None:
    token = _token_on(visitor.open("/account"))
    with database.writing() as session:
        began = clock.now() - timedelta(days=30) + timedelta(minutes=4)
        session.execute(sa.update(Visit).where(Visit.person_id == person).values(signed_in_at=began))
    assert 0 < _ask_as_the_script(visitor, token).get_json()["seconds"] <= 240


def test_a_script_that_asks_too_late_replaces_nothing_that_was_kept(
    app: Flask, visitor: Visitor, person: uuid.UUID, database: Database
) -> None:
    reference = _type_contact(visitor)
    token = _token_on(visitor.page)
    with later(hours=13):
        visitor.press("保存并继续")
        assert visitor.page.h1 == "请您重新登录"
        assert _ask_as_the_script(visitor, token).status_code == 403
        assert sign_in_again(app, visitor, person) == "/account/kept-form"
        visitor.open("/account/kept-form")
        assert visitor.page.has_text(TYPED)
        assert visitor.press("现在发送").url.startswith(f"/applications/{reference}")


def test_signing_out_everywhere_destroys_what_was_kept(
    app: Flask, visitor: Visitor, other_visitor: Visitor, person: uuid.UUID, database: Database
) -> None:
    """Whoever signs everything out may do so because somebody else sits at that device."""
    _type_contact(visitor)
    with later(hours=13):
        visitor.press("保存并继续")
        sign_in(other_visitor, person)
        other_visitor.open("/account/sessions/everywhere")
        other_visitor.press("是，全部退出登录")
        sign_in_again(app, visitor, person)
        assert not visitor.open("/account").has_text("您填好的一页还没有发出去")
        with database.reading() as session:
            kept = session.scalars(sa.select(OneTimeCode).where(OneTimeCode.purpose == "kept_form")).all()
        assert all(one.remembered is None for one in kept)


def test_a_session_with_a_kept_form_is_signed_out_from_another_device(
    app: Flask, visitor: Visitor, other_visitor: Visitor, person: uuid.UUID
) -> None:
    """Signed in again with the form still waiting: the list shows the device, and ends form and session together."""
    _type_contact(visitor)
    with later(hours=13):
        visitor.press("保存并继续")
        sign_in_again(app, visitor, person)
        assert visitor.open("/account").has_text("您填好的一页还没有发出去")
        sign_in(other_visitor, person)
        assert other_visitor.open("/account/sessions").h1 == "您在哪些设备上登录了"
        other_visitor.press("让第 2 台退出登录（一台设备）")
        assert visitor.open("/account/kept-form").h1 == "请您重新登录"
        sign_in_again(app, visitor, person)
        assert not visitor.open("/account").has_text("您填好的一页还没有发出去")
        assert not visitor.open("/account/kept-form").has_text(TYPED)


def test_a_page_opened_too_late_is_where_one_arrives_after_signing_in(
    app: Flask, visitor: Visitor, person: uuid.UUID
) -> None:
    reference = _type_contact(visitor)
    here = visitor.page.url
    with later(hours=13):
        page = visitor.open(here)
        assert (page.status, page.h1) == (403, "请您重新登录")
        assert not page.has_text(reference)
        assert sign_in_again(app, visitor, person) == here
        assert visitor.open(here).status == 200


# -- what was typed ---------------------------------------------------------------------------------------------


def test_what_was_typed_too_late_is_sent_with_one_press_after_signing_in(
    app: Flask, visitor: Visitor, person: uuid.UUID
) -> None:
    reference = _type_contact(visitor)
    with later(hours=13):
        page = visitor.press("保存并继续")
        assert (page.status, page.h1) == (403, "请您重新登录")
        assert page.has_text("您填的内容没有丢")
        assert TYPED not in page.response.get_data(as_text=True)
        assert sign_in_again(app, visitor, person) == "/account/kept-form"
        assert visitor.open("/account").has_text("您填好的一页还没有发出去")
        visitor.follow("查看并发送")
        assert visitor.page.has_text(TYPED)
        visitor.press("现在发送")
        assert visitor.page.url.startswith(f"/applications/{reference}")
        assert visitor.page.status == 200
        visitor.follow("联系方式")
        assert TYPED in visitor.page.response.get_data(as_text=True)
        assert not visitor.open("/account").has_text("您填好的一页还没有发出去")
        assert visitor.open("/account/kept-form").url == "/account"


def test_the_same_after_being_signed_out_from_another_device(
    app: Flask, visitor: Visitor, other_visitor: Visitor, person: uuid.UUID
) -> None:
    _type_contact(visitor)
    sign_in(other_visitor, person)
    other_visitor.open("/account/sessions/everywhere")
    other_visitor.press("是，全部退出登录")
    assert visitor.press("保存并继续").has_text("您填的内容没有丢")
    assert sign_in_again(app, visitor, person) == "/account/kept-form"
    visitor.open("/account/kept-form")
    assert visitor.press("现在发送").status == 200


def test_somebody_else_never_sees_what_was_typed_and_it_is_destroyed(
    app: Flask, visitor: Visitor, other_visitor: Visitor, person: uuid.UUID, database: Database
) -> None:
    _type_contact(visitor)
    stranger = signed_in(other_visitor, name="李四")
    with later(hours=13):
        visitor.press("保存并继续")
        sign_in_again(app, visitor, stranger)
        page = visitor.open("/account/kept-form")
        assert page.url == "/account"
        assert TYPED not in page.response.get_data(as_text=True)
        with database.reading() as session:
            kept = session.scalars(sa.select(OneTimeCode).where(OneTimeCode.purpose == "kept_form")).one()
            assert kept.remembered is None
        sign_in_again(app, visitor, person)
        assert not visitor.open("/account").has_text("您填好的一页还没有发出去")


def test_in_another_browser_it_is_not_there(
    app: Flask, visitor: Visitor, other_visitor: Visitor, person: uuid.UUID
) -> None:
    _type_contact(visitor)
    with later(hours=13):
        visitor.press("保存并继续")
        sign_in(other_visitor, person)
        assert other_visitor.open("/account/kept-form").url == "/account"


def test_it_can_be_thrown_away(app: Flask, visitor: Visitor, person: uuid.UUID) -> None:
    _type_contact(visitor)
    with later(hours=13):
        visitor.press("保存并继续")
        sign_in_again(app, visitor, person)
        visitor.open("/account/kept-form")
        assert visitor.press("不需要了，删除").h1 == "我的账户"
        assert visitor.open("/account/kept-form").url == "/account"


def test_what_was_typed_for_another_person_waits_until_one_acts_for_them_again(
    app: Flask, visitor: Visitor, other_visitor: Visitor, person: uuid.UUID, database: Database
) -> None:
    with database.writing() as session:
        mother = make_person(session, name="奶奶")
        make_mandate(session, person, mother)
    act_for(visitor, mother)
    visitor.open("/book")
    writing = visitor.open("/account/still-there")
    sign_in(other_visitor, person)
    other_visitor.open("/account/sessions/everywhere")
    other_visitor.press("是，全部退出登录")
    visitor.show_again(writing)
    visitor.press("继续")
    sign_in_again(app, visitor, person)
    page = visitor.open("/account/kept-form")
    assert page.has_text("这一页是您替另一个人填的")
    act_for(visitor, mother)
    assert visitor.open("/account/kept-form").has_text("内容还没有发出去")


def test_whoever_goes_on_in_the_same_browser_still_acts_for_the_same_person(
    app: Flask, visitor: Visitor, person: uuid.UUID, database: Database
) -> None:
    with database.writing() as session:
        mother = make_person(session, name="奶奶")
        make_mandate(session, person, mother)
    act_for(visitor, mother)
    with later(hours=13):
        assert visitor.open("/my-data").status == 403
        sign_in_again(app, visitor, person)
        assert visitor.open("/my-data").has_text("奶奶")


def test_a_form_of_a_session_nobody_knows_any_more_is_not_taken_for_a_visitors(
    visitor: Visitor, person: uuid.UUID, database: Database
) -> None:
    _type_contact(visitor)
    writing = visitor.page
    visitor.open("/account")
    visitor.press("退出登录")
    visitor.show_again(writing)
    visitor.fill("您的姓名", TYPED)
    visitor.press("保存并继续")  # its token belongs to the key before
    page = visitor.press("再次提交")
    assert (page.status, page.h1) == (403, "请您重新登录")
    assert page.has_text("您刚才发送的内容没有保存")
    with database.reading() as session:
        assert session.scalars(sa.select(OneTimeCode).where(OneTimeCode.purpose == "kept_form")).all() == []


def test_who_was_never_signed_in_is_not_disturbed(visitor: Visitor) -> None:
    _type_contact(visitor)
    with later(days=3):
        assert visitor.press("保存并继续").status == 200


def _post_too_late(app: Flask, visitor: Visitor, **form: object) -> TestResponse:
    """A form of a page that was made for somebody signed in, and whose session is over."""
    sign_out(visitor)
    with app.test_request_context("/", headers=_cookies(app, visitor)):
        data = {"csrf_token": csrf_token(), "acting_for": "a mark", **form}
    headers = {"Sec-Fetch-Site": "same-origin"}
    return visitor.client.post("/account/still-there", data=data, headers=headers)


def _kept(database: Database) -> list[OneTimeCode]:
    with database.reading() as session:
        return list(session.scalars(sa.select(OneTimeCode).where(OneTimeCode.purpose == "kept_form")))


def test_files_cannot_be_kept_and_the_page_says_so(
    app: Flask, visitor: Visitor, person: uuid.UUID, database: Database
) -> None:
    answer = _post_too_late(app, visitor, paper=(BytesIO(b"x"), "paper.jpg"))
    assert answer.status_code == 403
    assert "照片或文件没有保存下来" in answer.get_data(as_text=True)
    assert _kept(database) == []
    assert sign_in_again(app, visitor, person) == "/account/still-there"


def test_a_terminal_keeps_nothing(app: Flask, visitor: Visitor, person: uuid.UUID, database: Database) -> None:
    with database.writing() as session:
        session.execute(sa.update(Visit).where(Visit.person_id == person).values(on_kiosk=True))
    answer = _post_too_late(app, visitor, name=TYPED)
    assert "没有保存" in answer.get_data(as_text=True)
    assert _kept(database) == []


def test_another_site_cannot_leave_a_form_to_be_sent(
    app: Flask, visitor: Visitor, person: uuid.UUID, database: Database
) -> None:
    sign_out(visitor)
    data = {"acting_for": "a mark", "name": "not mine"}
    answer = visitor.client.post("/account/still-there", data=data, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert _kept(database) == []


def test_of_two_forms_the_last_one_waits(app: Flask, visitor: Visitor, person: uuid.UUID, database: Database) -> None:
    _post_too_late(app, visitor, name="first")
    with app.test_request_context("/", headers=_cookies(app, visitor)):
        data = {"csrf_token": csrf_token(), "acting_for": "a mark", "name": "second"}
    visitor.client.post("/account/still-there", data=data, headers={"Sec-Fetch-Site": "same-origin"})
    waiting = [one.remembered["fields"] for one in _kept(database) if one.remembered]
    assert waiting == [[["name", "second"]]]
