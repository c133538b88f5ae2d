"""Passkeys by the pages: what the script does is done here by hand, with a device made in software."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from citizen.config import for_tests
from citizen.db.session import Database
from citizen.people import passkeys
from citizen.people.models import Passkey, Visit
from citizen.people.passkey_page import this_site
from citizen.people.passkeys import Owner
from tests.people.card_steps import CODES, make
from tests.people.passkey_steps import add, answer_of, open_removal, post
from tests.support.authenticator import Authenticator
from tests.support.form_filling import NotOnThePage
from tests.support.people import signed_in
from tests.support.visitor import Visitor


def test_a_device_is_added_and_signs_in_on_another_browser(
    visitor: Visitor, other_visitor: Visitor, database: Database
) -> None:
    person_id, device = signed_in(visitor), Authenticator()
    assert add(visitor, device).headers["Location"] == "/account/passkeys?added=1"
    assert visitor.open("/account/passkeys?added=1").has_text("通行密钥加好了")
    assert visitor.page.has_text("我的手机")
    came_in = post(other_visitor, "/sign-in/passkey", answer=answer_of(other_visitor, device))
    assert came_in.status_code == 303
    assert other_visitor.open("/account/passkeys").has_text("我的手机")
    with database.reading() as session:
        ways = session.scalars(sa.select(Visit.way_in).where(Visit.person_id == person_id)).all()
    assert "passkey" in ways


def test_the_same_answer_sent_again_signs_nobody_in(visitor: Visitor, other_visitor: Visitor) -> None:
    device = Authenticator()
    signed_in(visitor)
    add(visitor, device)
    answer = answer_of(other_visitor, device)
    assert post(other_visitor, "/sign-in/passkey", answer=answer).status_code == 303
    thief = Visitor(visitor.client.application)
    thief.open("/sign-in/passkey")
    again = post(thief, "/sign-in/passkey", answer=answer)
    assert again.status_code == 403
    assert "没能登录" in again.get_data(as_text=True)


def test_a_removed_passkey_is_refused_in_plain_words(visitor: Visitor, other_visitor: Visitor) -> None:
    device = Authenticator()
    signed_in(visitor)
    add(visitor, device)
    make(visitor, CODES)
    open_removal(visitor)
    visitor.press("删除通行密钥")
    assert not visitor.page.has_text("我的手机")
    refused = post(other_visitor, "/sign-in/passkey", answer=answer_of(other_visitor, device))
    assert refused.status_code == 403
    assert "已被删除" in refused.get_data(as_text=True)


def test_without_a_script_the_page_says_so_and_names_the_other_ways(visitor: Visitor) -> None:
    visitor.open("/sign-in/passkey")
    assert visitor.page.has_text("这个浏览器用不了通行密钥")
    with pytest.raises(NotOnThePage):
        visitor.press("用通行密钥登录")
    visitor.follow("其他登录方式")
    assert visitor.page.url == "/sign-in"


def test_a_form_sent_without_an_answer_signs_nobody_in(visitor: Visitor) -> None:
    visitor.open("/sign-in/passkey")
    assert post(visitor, "/sign-in/passkey").status_code == 403


def test_passkeys_are_for_those_who_are_signed_in(visitor: Visitor) -> None:
    assert visitor.open("/account/passkeys").url == "/sign-in"
    visitor.open("/sign-in/passkey")
    assert post(visitor, "/account/passkeys/options").status_code == 403


def test_nobody_opens_or_removes_the_passkey_of_another(
    visitor: Visitor, other_visitor: Visitor, database: Database
) -> None:
    person_id = signed_in(visitor)
    add(visitor, Authenticator())
    with database.reading() as session:
        [key] = passkeys.list_passkeys(session, owner=Owner(person_id=person_id))
    signed_in(other_visitor)
    assert other_visitor.open(f"/account/passkeys/{key.id}/remove").status == 404
    other_visitor.open("/account/passkeys")
    assert post(other_visitor, f"/account/passkeys/{key.id}/remove").status_code == 404
    assert not other_visitor.page.has_text("我的手机")


def test_a_shared_terminal_makes_no_passkey(visitor: Visitor, database: Database) -> None:
    visitor.client.set_cookie("kiosk", "1")
    signed_in(visitor)
    visitor.open("/account/passkeys")
    assert visitor.page.has_text("这是公用终端")
    assert post_from_any_page(visitor).status_code == 403
    with database.reading() as session:
        assert session.scalars(sa.select(Passkey)).all() == []


def post_from_any_page(visitor: Visitor) -> TestResponse:
    visitor.open("/sign-in/card")
    return post(visitor, "/account/passkeys/options")


def test_a_page_of_another_site_gets_no_question(visitor: Visitor) -> None:
    visitor.open("/sign-in/passkey")
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {}):
        answered = visitor.client.post("/sign-in/passkey/options", data={"csrf_token": "x"}, headers=headers)
        assert answered.status_code in (400, 403)


def test_keys_are_made_for_the_address_people_know(app: Flask) -> None:
    with app.test_request_context("/", base_url="http://localhost:5000"):
        app.preprocess_request()
        site = this_site()
    assert (site.host, site.origin) == ("localhost", "http://localhost:5000")
    settings = app.extensions["settings"]
    app.extensions["settings"] = for_tests(public_url="https://fuwu.example.gov.cn")
    try:
        with app.test_request_context("/", base_url="http://10.0.0.5"):
            app.preprocess_request()
            site = this_site()
    finally:
        app.extensions["settings"] = settings
    assert (site.host, site.origin) == ("fuwu.example.gov.cn", "https://fuwu.example.gov.cn")
