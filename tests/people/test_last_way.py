"""The only way to sign in: another one is offered first, then it goes only when the person says what follows."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.core import clock
from citizen.db.session import Database
from citizen.people import cards, ways_back
from citizen.people.credential_models import CardKind
from citizen.people.models import CardCode, ContactWay, OutsideIdentity, Person
from tests.people.card_steps import CODES, SQUARE, begin, make
from tests.people.codes import sign_in_by_code
from tests.people.passkey_steps import add, open_removal
from tests.support.authenticator import Authenticator
from tests.support.people import make_person, signed_in
from tests.support.visitor import Visitor

LAST, SURE = "这是您最后一种登录办法", "真的一种登录办法都不留吗？"
I_KNOW = "我知道：之后我只能到服务窗口找回账户。"


def open_last_contact(visitor: Visitor) -> None:
    sign_in_by_code(visitor, "13800001234")
    visitor.open("/account/contacts")
    visitor.follow("删除 13800001234")


def open_last_passkey(visitor: Visitor) -> None:
    signed_in(visitor)
    add(visitor, Authenticator())
    open_removal(visitor)


def open_last_card(visitor: Visitor) -> None:
    begin(visitor, SQUARE)
    visitor.press("卡已经留好了，继续")
    visitor.follow("登录卡（二维码）")


EACH_WAY = pytest.mark.parametrize("open_last", [open_last_contact, open_last_passkey, open_last_card])


def left(database: Database) -> int:
    """How many ways in anybody has."""
    with database.reading() as session:
        persons = session.scalars(sa.select(Person.id))
        return sum(len(ways_back.ways_back(session, person_id=one)) for one in persons.all())


@EACH_WAY
def test_another_way_is_offered_first(visitor: Visitor, open_last: Callable[[Visitor], None]) -> None:
    open_last(visitor)
    assert visitor.page.h1 == LAST
    assert visitor.page.has_text("先加电话或邮箱")
    visitor.follow("先做一张登录卡")
    assert visitor.page.url == "/account/cards/new"


@EACH_WAY
def test_it_goes_only_when_the_person_says_what_follows(
    visitor: Visitor, database: Database, open_last: Callable[[Visitor], None]
) -> None:
    open_last(visitor)
    visitor.follow("还是不要它了")
    assert visitor.page.h1 == SURE
    assert visitor.page.has_text("之后您只能到服务窗口找回账户")
    visitor.press("确定不要了")
    assert (visitor.page.status, visitor.page.h1, left(database)) == (422, SURE, 1)
    visitor.tick(I_KNOW)
    visitor.press("确定不要了")
    assert (visitor.page.status, left(database)) == (200, 0)


@EACH_WAY
def test_keeping_it_is_one_press(visitor: Visitor, database: Database, open_last: Callable[[Visitor], None]) -> None:
    open_last(visitor)
    visitor.follow("还是不要它了")
    visitor.follow("不删除")
    assert left(database) == 1


def test_with_another_way_it_is_asked_about_once(visitor: Visitor, database: Database) -> None:
    sign_in_by_code(visitor, "13800001234")
    make(visitor, CODES)
    visitor.open("/account/contacts")
    visitor.follow("删除 13800001234")
    assert visitor.press("删除").has_text("已经删除")
    assert left(database) == 1


def test_a_page_opened_before_the_others_went_asks_again(visitor: Visitor, database: Database) -> None:
    """Two tabs: in each, one of two ways is removed."""
    sign_in_by_code(visitor, "13800001234")
    add(visitor, Authenticator())
    open_removal(visitor)
    of_passkey = visitor.page
    visitor.open("/account/contacts")
    visitor.follow("删除 13800001234")
    visitor.press("删除")
    visitor.show_again(of_passkey)
    visitor.press("删除通行密钥")
    assert (visitor.page.h1, left(database)) == (SURE, 1)


def test_an_address_no_longer_used_for_signing_in_is_asked_about_too(visitor: Visitor, database: Database) -> None:
    sign_in_by_code(visitor, "13800001234")
    visitor.open("/account/contacts")
    visitor.follow("更改 电话 13800001234")
    visitor.untick("登录")
    visitor.press("保存")
    assert visitor.page.h1 == SURE
    visitor.tick(I_KNOW)
    visitor.press("确定不要了")
    assert visitor.page.url == "/account/contacts?done=changed"
    with database.reading() as session:
        way = session.scalars(sa.select(ContactWay)).one()
        assert (way.signs_in, way.gets_notices) == (False, True), "What else was chosen is kept."


def test_what_lets_nobody_in_is_no_way_back(session: Session) -> None:
    """A card that is used up, and a service this site no longer speaks to."""
    person_id = make_person(session)
    card, _codes = cards.make_card(session, person_id=person_id, kind=CardKind.CODES)
    assert ways_back.is_only(session, person_id=person_id, way_id=card.id)
    session.execute(sa.update(CardCode).values(used_at=clock.now()))
    session.add(OutsideIdentity(person_id=person_id, service="gone", subject_hash="0" * 64, added_at=clock.now()))
    session.flush()
    assert ways_back.ways_back(session, person_id=person_id) == frozenset()
