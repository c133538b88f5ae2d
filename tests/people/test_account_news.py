"""Whoever is not the one who changed a way in hears of it: in their own channel, and on the page of their account."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from citizen.core import clock
from citizen.db.session import Database
from citizen.notices.kinds import words_of
from citizen.notices.models import WrittenNotice
from citizen.people import contacts, identity, notice_kinds
from citizen.people.contacts import Use
from citizen.people.credential_models import CodeChannel
from citizen.people.models import Person
from tests.people.card_steps import CODES, SQUARE, begin, make, type_code
from tests.people.codes import sign_in_by_code
from tests.people.passkey_steps import add, open_removal
from tests.support.authenticator import Authenticator
from tests.support.people import signed_in
from tests.support.visitor import Visitor

PHONE = "13800001234"
ABOUT_WAYS_IN = (
    notice_kinds.PASSKEY_ADDED,
    notice_kinds.PASSKEY_REMOVED,
    notice_kinds.CARD_MADE,
    notice_kinds.CARD_ENDED,
    notice_kinds.IDENTITY_CONNECTED,
    notice_kinds.IDENTITY_DISCONNECTED,
    notice_kinds.NEW_DEVICE,
)


def told(database: Database) -> list[tuple[str, str | None]]:
    """What was told of ways in, in the order it was written."""
    with database.reading() as session:
        rows = session.scalars(
            sa.select(WrittenNotice).where(WrittenNotice.kind.in_(ABOUT_WAYS_IN)).order_by(WrittenNotice.written_at)
        )
        return [(row.kind, row.address) for row in rows]


def give_phone(database: Database, person_id: uuid.UUID) -> None:
    with database.writing() as session:
        contacts.add_way(
            session,
            person_id=person_id,
            channel=CodeChannel.SMS,
            address=PHONE,
            use=Use(signs_in=True, gets_notices=True),
        )


def test_a_passkey_that_is_made_and_ended_is_told(visitor: Visitor, database: Database) -> None:
    give_phone(database, signed_in(visitor))
    add(visitor, Authenticator())
    open_removal(visitor)
    visitor.press("删除通行密钥")
    assert told(database) == [(notice_kinds.PASSKEY_ADDED, PHONE), (notice_kinds.PASSKEY_REMOVED, PHONE)]


def test_a_card_that_is_made_and_ended_is_told(visitor: Visitor, database: Database) -> None:
    give_phone(database, signed_in(visitor))
    make(visitor, SQUARE)
    visitor.press("卡已经留好了，继续")
    visitor.follow("登录卡（二维码）")
    visitor.press("挂失这张卡")
    assert told(database) == [(notice_kinds.CARD_MADE, PHONE), (notice_kinds.CARD_ENDED, PHONE)]


def test_an_identity_that_is_connected_and_ended_is_told(visitor: Visitor, database: Database) -> None:
    person_id = signed_in(visitor)
    give_phone(database, person_id)
    with database.writing() as session:
        for _twice in range(2):
            identity.connect(session, person_id=person_id, service="x", subject_hash="1" * 64)
    with database.writing() as session:
        [one] = identity.list_connections(session, person_id=person_id)
        identity.disconnect(session, person_id=person_id, connection_id=one.id)
    assert told(database) == [
        (notice_kinds.IDENTITY_CONNECTED, PHONE),
        (notice_kinds.IDENTITY_DISCONNECTED, PHONE),
    ]


def test_without_a_channel_it_stands_on_the_page_of_the_account(visitor: Visitor) -> None:
    signed_in(visitor)
    make(visitor, CODES)
    assert visitor.open("/account").has_text("您的账户办了新登录卡")


def test_another_device_is_told_and_the_same_one_is_not(
    visitor: Visitor, other_visitor: Visitor, database: Database
) -> None:
    codes = begin(visitor, CODES)
    assert told(database) == [], "Whoever has just begun knows."
    visitor.open("/account")
    visitor.press("退出登录")
    type_code(visitor, codes[0])
    assert visitor.open("/account").h1 == "我的账户"
    assert told(database) == [], "This browser was used before."
    type_code(other_visitor, codes[1])
    assert [kind for kind, _address in told(database)] == [notice_kinds.NEW_DEVICE]
    assert visitor.open("/account").has_text("您的账户在一台新设备上登录了")


def test_a_thief_with_a_stolen_card_is_told_of_long_after(
    visitor: Visitor, other_visitor: Visitor, database: Database
) -> None:
    codes = begin(visitor, CODES)
    with clock.fixed(clock.now() + timedelta(days=90)):
        type_code(other_visitor, codes[0])
    assert [kind for kind, _address in told(database)] == [notice_kinds.NEW_DEVICE]


def test_a_browser_known_to_one_person_is_new_to_another(app: Flask, visitor: Visitor, database: Database) -> None:
    """A family shares a telephone: each is told of the first time only."""
    mine, theirs = begin(visitor, CODES), begin(Visitor(app), CODES, name="李四")
    for code in (theirs[0], mine[0], theirs[1]):
        visitor.open("/account/sign-out")
        visitor.press("退出登录")
        type_code(visitor, code)
    with database.reading() as session:
        other = session.scalars(sa.select(Person)).all()
        [about] = session.scalars(sa.select(WrittenNotice.about).where(WrittenNotice.kind == notice_kinds.NEW_DEVICE))
    assert about in {f"account:{one.id.hex}" for one in other if one.name == "李四"}


def test_a_terminal_is_a_new_device_each_time(visitor: Visitor, other_visitor: Visitor, database: Database) -> None:
    codes = begin(visitor, CODES)
    for code in codes[:2]:
        other_visitor.open("/kiosk")
        type_code(other_visitor, code)
        other_visitor.press("结束并清除")
    with database.reading() as session:
        rows = session.scalars(sa.select(WrittenNotice).where(WrittenNotice.kind == notice_kinds.NEW_DEVICE)).all()
    assert len(rows) == 2
    words = words_of(rows[0].kind, about=rows[0].about, values=rows[0].values, language="zh-Hans")
    assert "服务大厅的自助机" in words.body


def test_the_first_number_that_signs_in_is_not_news(visitor: Visitor, database: Database) -> None:
    sign_in_by_code(visitor, PHONE)
    assert told(database) == []


@pytest.mark.parametrize("kind", ABOUT_WAYS_IN)
def test_each_says_what_to_do_if_it_was_not_you(app: Flask, kind: str) -> None:
    words = words_of(kind, about="account", values={"device": "Chrome"}, language="zh-Hans")
    assert "不是您？" in words.body
    assert "窗口" in words.body
    assert "不是您本人？" in words.sms
    assert len(words.sms) <= 70, "One text message."
