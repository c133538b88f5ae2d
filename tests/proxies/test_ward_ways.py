"""A guardian and the ways in of a child or ward, within the mandate; what is the own of an adult stays as it is."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.core import clock
from citizen.db.session import Database
from citizen.notices.models import WrittenNotice
from citizen.people import cards, contacts
from citizen.people.contacts import Use
from citizen.people.credential_models import CardKind, CodeChannel
from citizen.people.models import ContactWay, SignInCard, Visit
from citizen.proxies import wards
from citizen.proxies.authority import CAN_BE_ALLOWED, Act, Basis, MandateState, Relation
from citizen.proxies.models import ActRecord
from tests.people.card_steps import CODES, SQUARE, printed, type_code
from tests.people.codes import last_code
from tests.support.people import act_for, end_mandate, make_mandate, make_person, signed_in
from tests.support.visitor import Visitor

CHILD, ADULT = "2016-01-01", "1980-01-01"
OWN_PHONE = "13800001234"
MAKE = "给小明做一张卡"


def guardian_of(
    visitor: Visitor,
    database: Database,
    *,
    born: str | None = CHILD,
    relation: Relation = Relation.GUARDIAN,
    acts: Collection[Act] = CAN_BE_ALLOWED,
    state: MandateState = MandateState.LIVE,
) -> tuple[uuid.UUID, uuid.UUID]:
    """Signed in, and acting for 小明, who has a telephone of their own; returns both."""
    actor = signed_in(visitor, name="王秀英")
    visitor.client.own_words.add("小明")
    with database.writing() as session:
        ward = make_person(session, name="小明", birth_date=born)
        use = Use(signs_in=True, gets_notices=True)
        contacts.add_way(session, person_id=ward, channel=CodeChannel.SMS, address=OWN_PHONE, use=use)
        make_mandate(session, actor, ward, relation=relation, basis=Basis.GUARDIAN_DOCUMENT, acts=acts, state=state)
    act_for(visitor, ward)
    return actor, ward


def order(visitor: Visitor, kind: str) -> list[str]:
    visitor.open("/account/ward/cards")
    visitor.follow(MAKE)
    visitor.choose("您要哪一种卡？", kind)
    visitor.press("做这张卡")
    return printed(visitor)


def doings(database: Database, ward: uuid.UUID) -> list[str]:
    with database.reading() as session:
        return list(session.scalars(sa.select(ActRecord.doing).where(ActRecord.subject_id == ward)))


def told_at(database: Database, kind: str) -> list[str | None]:
    with database.reading() as session:
        return list(session.scalars(sa.select(WrittenNotice.address).where(WrittenNotice.kind == kind)))


def good_cards(database: Database, person_id: uuid.UUID) -> int:
    with database.reading() as session:
        return sum(one.is_good for one in cards.list_cards(session, person_id=person_id))


def test_a_card_is_ordered_printed_and_lets_the_child_in(
    visitor: Visitor, other_visitor: Visitor, database: Database
) -> None:
    actor, child = guardian_of(visitor, database)
    visitor.open("/account")
    visitor.follow("小明的登录卡")
    assert visitor.page.h1 == "小明的登录卡"
    codes = order(visitor, CODES)
    assert len(codes) == 10
    paper = visitor.page.url
    assert visitor.press("卡已经打印好了，继续").has_text("请交给本人")
    assert visitor.open(paper).status == 404, "Its codes are shown once."
    type_code(other_visitor, codes[0])
    with database.reading() as session:
        newest = session.scalars(sa.select(Visit).order_by(Visit.created_at.desc())).first()
        assert newest is not None
        assert newest.person_id == child
    assert good_cards(database, actor) == 0, "The guardian's own cards are another matter."
    assert doings(database, child) == ["card_handed_over"]
    assert OWN_PHONE in told_at(database, "done_for_you")


def test_a_lost_card_is_blocked_and_whoever_used_it_is_out(
    visitor: Visitor, other_visitor: Visitor, database: Database
) -> None:
    _actor, child = guardian_of(visitor, database)
    [square] = order(visitor, SQUARE)
    type_code(other_visitor, square)
    visitor.open("/account/ward/cards")
    visitor.follow("登录卡（二维码）")
    assert visitor.page.h1 == "挂失小明的登录卡"
    visitor.press("挂失这张卡")
    assert visitor.page.h1 == "小明的这张卡已经挂失"
    assert other_visitor.open("/account").h1 == "请您重新登录"
    assert (good_cards(database, child), doings(database, child)) == (0, ["card_handed_over", "card_reported_lost"])


@pytest.mark.parametrize("born", [ADULT, None], ids=["adult", "no birth date"])
def test_the_own_card_of_an_adult_is_not_replaced(visitor: Visitor, database: Database, born: str | None) -> None:
    _actor, ward = guardian_of(visitor, database, born=born)
    with database.writing() as session:
        cards.make_card(session, person_id=ward, kind=CardKind.CODES)
    assert order(visitor, CODES) == []
    assert visitor.page.status == 422
    assert visitor.page.has_text("本人已经有一张这样的卡，还能用")
    assert len(order(visitor, SQUARE)) == 1, "Beside it another kind can be made."
    assert good_cards(database, ward) == 2


def test_the_card_of_a_child_is_replaced(visitor: Visitor, database: Database) -> None:
    _actor, child = guardian_of(visitor, database)
    order(visitor, CODES)
    assert len(order(visitor, CODES)) == 10
    assert good_cards(database, child) == 1


def test_the_own_telephone_of_an_adult_stays_and_another_is_added_beside_it(
    visitor: Visitor, database: Database
) -> None:
    actor, ward = guardian_of(visitor, database, born=ADULT)
    page = visitor.open("/account/contacts")
    assert page.has_text("这是小明自己的，只有本人能改")
    with database.reading() as session:
        own = session.scalars(sa.select(ContactWay)).one().id
    assert visitor.open(f"/account/contacts/{own}").status == 403
    assert visitor.open(f"/account/contacts/{own}/remove").status == 403
    visitor.open("/account/contacts/add/email")
    visitor.fill("收验证码的邮箱", "guardian@example.com")
    visitor.press("发送验证码")
    visitor.fill("6位验证码", last_code(visitor.client.application))
    visitor.press("确认")
    with database.reading() as session:
        ways = {way.address: way.added_by for way in contacts.list_ways(session, person_id=ward)}
    assert ways == {OWN_PHONE: None, "guardian@example.com": actor}
    assert OWN_PHONE in told_at(database, "contact_changed")
    visitor.follow("删除 guardian@example.com")
    assert visitor.press("删除").has_text("已经删除")


def test_the_telephone_of_a_child_is_changed_and_the_child_is_told_there(visitor: Visitor, database: Database) -> None:
    guardian_of(visitor, database)
    visitor.open("/account/contacts")
    visitor.follow("更改 电话 13800001234")
    visitor.untick("消息")
    assert visitor.press("保存").url == "/account/contacts?done=changed"
    assert OWN_PHONE in told_at(database, "contact_changed")


@pytest.mark.parametrize(
    ("relation", "acts", "state"),
    [
        (Relation.AUTHORISED, CAN_BE_ALLOWED, MandateState.LIVE),
        (Relation.GUARDIAN, CAN_BE_ALLOWED, MandateState.PROVISIONAL),
    ],
    ids=["a helper with every act", "a guardian nobody has confirmed"],
)
def test_nobody_else_sees_or_orders_a_card(
    visitor: Visitor,
    database: Database,
    relation: Relation,
    acts: Collection[Act],
    state: MandateState,
) -> None:
    _actor, ward = guardian_of(visitor, database, relation=relation, acts=acts, state=state)
    with database.writing() as session:
        card, _codes = cards.make_card(session, person_id=ward, kind=CardKind.QR)
        number = card.number
    assert not visitor.open("/account").has_text("小明的登录卡")
    for path in ("", "/new", f"/{number}/paper", f"/{number}/lost"):
        assert visitor.open(f"/account/ward/cards{path}").status == 403, path
    assert good_cards(database, ward) == 1


def test_after_the_mandate_ended_an_open_page_orders_nothing(visitor: Visitor, database: Database) -> None:
    actor, child = guardian_of(visitor, database)
    visitor.open("/account/ward/cards/new")
    visitor.choose("您要哪一种卡？", CODES)
    with database.writing() as session:
        end_mandate(session, actor, child)
    assert visitor.press("做这张卡").status == 403
    with database.reading() as session:
        assert session.scalars(sa.select(SignInCard)).all() == []


def test_the_cards_of_another_child_are_not_found(visitor: Visitor, database: Database) -> None:
    guardian_of(visitor, database)
    with database.writing() as session:
        other, _codes = cards.make_card(session, person_id=make_person(session), kind=CardKind.QR)
        number = other.number
    assert visitor.open(f"/account/ward/cards/{number}/lost").status == 404


def test_acting_for_oneself_one_has_pages_of_ones_own(visitor: Visitor) -> None:
    signed_in(visitor)
    assert visitor.open("/account/ward/cards").url == "/account/cards"


@pytest.mark.parametrize(("days", "is_adult"), [(0, True), (1, False)], ids=["birthday", "day before"])
def test_on_the_18th_birthday_what_is_their_own_is_theirs(session: Session, days: int, is_adult: bool) -> None:
    with clock.fixed(datetime(2026, 11, 22, 4, 0, tzinfo=UTC)):
        born = (date(2008, 11, 22) + timedelta(days=days)).isoformat()
        assert wards.is_adult(session, person_id=make_person(session, birth_date=born)) is is_adult
