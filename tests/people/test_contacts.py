"""Telephones and mail addresses: added only with a code, used as the person says, and never the last way in lost."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from citizen.core import clock
from citizen.core.errors import Conflict, NotFound
from citizen.db.session import Database
from citizen.notices.models import WrittenNotice
from citizen.people import contacts, ways_back
from citizen.people.contacts import Use, masked, tidy_address
from citizen.people.credential_models import CodeChannel
from citizen.people.models import ContactWay, Person
from citizen.people.notice_kinds import CONTACT_CHANGED
from citizen.proxies.authority import Act, Relation
from tests.people.codes import last_code, sign_in_by_code
from tests.support.people import act_for, make_mandate, make_person, signed_in
from tests.support.visitor import Visitor

pytestmark = pytest.mark.database
NOON = datetime(2026, 3, 7, 4, 0, tzinfo=UTC)
BOTH = Use(signs_in=True, gets_notices=True)


@pytest.mark.parametrize(
    ("channel", "typed", "meant"),
    [
        (CodeChannel.SMS, " 138 0000-1234 ", "13800001234"),
        (CodeChannel.SMS, "＋８６ １３８００００１２３４", "13800001234"),
        (CodeChannel.SMS, "0086 13800001234", "13800001234"),
        (CodeChannel.SMS, "+1 (202) 555-0100", "+12025550100"),
        (CodeChannel.VOICE, "010－1234 5678", "01012345678"),
        (CodeChannel.SMS, "12345", None),
        (CodeChannel.SMS, "138000012x4", None),
        (CodeChannel.EMAIL, " Wang@Example.com ", "wang@example.com"),
        (CodeChannel.EMAIL, "ｗａｎｇ＠example.com", "wang@example.com"),
        (CodeChannel.EMAIL, "a@b", None),
        (CodeChannel.EMAIL, "a@example.com, b@example.com", None),
        (CodeChannel.EMAIL, "a@example.com\nBcc: b@example.com", None),
    ],
)
def test_an_address_is_written_in_one_way(channel: CodeChannel, typed: str, meant: str | None) -> None:
    assert tidy_address(channel, typed) == meant


@pytest.mark.parametrize(
    ("address", "shown"),
    [("13800001234", "138••••1234"), ("1234567", "••••567"), ("w@example.com", "w••••@example.com")],
)
def test_an_address_is_known_again_but_not_read_off(address: str, shown: str) -> None:
    assert masked(address) == shown


def add(session: Session, person_id: uuid.UUID, address: str, use: Use = BOTH) -> ContactWay:
    return contacts.add_way(session, person_id=person_id, channel=CodeChannel.SMS, address=address, use=use)


def test_one_address_signs_in_one_person(session: Session) -> None:
    first, second = make_person(session), make_person(session, name="李平")
    way = add(session, first, "13800001234")
    with pytest.raises(Conflict):
        add(session, second, "13800001234")
    shared = add(session, second, "13800001234", Use(gets_notices=True))
    with pytest.raises(Conflict):
        contacts.change_use(session, way=shared, use=BOTH)
    assert contacts.person_of(session, channel=CodeChannel.VOICE, address="13800001234").id == first
    contacts.change_use(session, way=way, use=BOTH)


def test_a_removed_address_signs_nobody_in_any_more(session: Session) -> None:
    person_id = make_person(session)
    old, _new = add(session, person_id, "13800001234"), add(session, person_id, "13800005678")
    contacts.remove_way(session, way=old)
    assert old.address is None
    assert contacts.person_of(session, channel=CodeChannel.SMS, address="13800001234").id != person_id
    with pytest.raises(NotFound):
        contacts.get_way(session, person_id=person_id, way_id=old.id)


def test_others_ways_are_not_found(session: Session) -> None:
    way = add(session, make_person(session), "13800001234")
    with pytest.raises(NotFound):
        contacts.get_way(session, person_id=make_person(session), way_id=way.id)


def test_two_browsers_prove_a_new_address_at_once(database: Database) -> None:
    def prove(_number: int) -> uuid.UUID:
        with database.writing() as session:
            return contacts.person_of(session, channel=CodeChannel.SMS, address="13800001234").id

    with ThreadPoolExecutor(4) as pool:
        found = set(pool.map(prove, range(4)))
    with database.reading() as session:
        assert set(session.scalars(sa.select(Person.id))) == found
    assert len(found) == 1


def test_of_two_last_ways_that_go_at_once_one_is_asked_about_again(database: Database) -> None:
    with database.writing() as session:
        person_id = make_person(session)
        ways = [add(session, person_id, number).id for number in ("13800001234", "13800005678")]

    def remove(way_id: uuid.UUID) -> str:
        with database.writing() as session:
            way = contacts.get_way(session, person_id=person_id, way_id=way_id)
            if ways_back.is_only(session, person_id=person_id, way_id=way_id, hold=True):
                return "asked again"
            contacts.remove_way(session, way=way)
        return "removed"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(remove, ways)) == ["asked again", "removed"]


def told(app: Flask) -> list[str]:
    with app.extensions["database"].reading() as session:
        rows = session.scalars(sa.select(WrittenNotice).where(WrittenNotice.kind == CONTACT_CHANGED))
        return sorted(row.address or "" for row in rows)


def add_email(visitor: Visitor, address: str) -> None:
    visitor.open("/account/contacts")
    visitor.follow("发邮件")
    visitor.fill("收验证码的邮箱", address)
    visitor.press("发送验证码")
    visitor.fill("6位验证码", last_code(visitor.client.application))
    visitor.press("确认")


def test_a_new_number_in_place_of_a_lost_one(visitor: Visitor, app: Flask) -> None:
    """Signed in by any way: the new one is proved, the old one hears of it and goes, and needs no code."""
    sign_in_by_code(visitor, "13800001234")
    add_email(visitor, "wang@example.com")
    assert visitor.page.h1 == "电话和邮箱"
    assert visitor.page.has_text("已经加上")
    assert told(app) == ["13800001234"]
    visitor.follow("删除 13800001234")
    visitor.press("删除")
    assert visitor.page.has_text("已经删除")
    assert not visitor.page.has_text("13800001234")
    assert told(app) == ["13800001234", "13800001234", "wang@example.com"]
    visitor.follow("删除 wang@example.com")
    assert visitor.page.h1 == "这是您最后一种登录办法"


def test_what_it_is_used_for_is_changed(visitor: Visitor, app: Flask) -> None:
    sign_in_by_code(visitor, "13800001234")
    visitor.open("/account/contacts")
    visitor.follow("更改 电话 13800001234")
    visitor.untick("登录")
    visitor.press("保存")
    assert visitor.page.h1 == "真的一种登录办法都不留吗？"
    visitor.follow("不删除")
    visitor.follow("更改 电话 13800001234")
    visitor.untick("消息")
    visitor.press("保存")
    assert visitor.page.has_text("收登录验证码")
    assert told(app) == ["13800001234"]


def test_a_taken_number_is_said_only_to_who_proved_it(visitor: Visitor, other_visitor: Visitor, app: Flask) -> None:
    with clock.fixed(NOON):
        sign_in_by_code(visitor, "wang@example.com", way="发邮件")
    with clock.fixed(NOON + timedelta(minutes=2)):
        sign_in_by_code(other_visitor, "13800001234")
    with clock.fixed(NOON + timedelta(minutes=3)):
        add_email(other_visitor, "wang@example.com")
    assert other_visitor.page.status == 422
    assert other_visitor.page.has_text("它已经用来登录另一个账户")
    assert told(app) == []


def test_a_code_for_adding_signs_nobody_in(visitor: Visitor, other_visitor: Visitor, app: Flask) -> None:
    signed_in(visitor)
    visitor.open("/account/contacts/add/sms")
    visitor.fill("收短信的手机号码", "13800001234")
    visitor.press("发送验证码")
    visitor.open("/sign-in/code/enter")
    assert visitor.page.url != "/sign-in/code/enter"
    assert other_visitor.open("/account/contacts").h1 == "您想怎样登录？"


def test_a_helper_may_change_where_news_goes_and_never_what_signs_in(visitor: Visitor, app: Flask) -> None:
    helper = signed_in(visitor, name="李平")
    with app.extensions["database"].writing() as session:
        person_id = make_person(session)
        own = add(session, person_id, "13800001234").id
        make_mandate(session, helper, person_id, acts={Act.MANAGE})
    act_for(visitor, person_id)
    add_email(visitor, "helper@example.com")
    assert visitor.page.has_text("王秀英的电话和邮箱")
    with app.extensions["database"].reading() as session:
        found = {way.address: way.signs_in for way in session.scalars(sa.select(ContactWay))}
    assert found == {"13800001234": True, "helper@example.com": False}
    assert visitor.open(f"/account/contacts/{own}/remove").status == 403
    visitor.open(f"/account/contacts/{own}")
    assert not visitor.page.has_text("可以往那里发验证码")
    assert "13800001234" in told(app)


def test_a_guardian_may(visitor: Visitor, app: Flask) -> None:
    guardian = signed_in(visitor, name="李平")
    with app.extensions["database"].writing() as session:
        child = make_person(session, name="小明")
        make_mandate(session, guardian, child, relation=Relation.GUARDIAN)
    act_for(visitor, child)
    add_email(visitor, "child@example.com")
    with app.extensions["database"].reading() as session:
        assert session.scalars(sa.select(ContactWay.signs_in)).all() == [True]


def test_without_that_permission_nothing_is_seen(visitor: Visitor, app: Flask) -> None:
    helper = signed_in(visitor, name="李平")
    with app.extensions["database"].writing() as session:
        person_id = make_person(session)
        add(session, person_id, "13800001234")
        make_mandate(session, helper, person_id, acts={Act.FILL})
    act_for(visitor, person_id)
    visitor.open("/account/contacts")
    assert visitor.page.status == 403
    assert not visitor.page.has_text("13800001234")
