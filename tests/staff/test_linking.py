"""A paper or a counter for somebody who has an account already: found by what is theirs, confirmed by another member,
never by a name; the person reads who looked.
"""

from __future__ import annotations

import uuid

import pytest
import sqlalchemy as sa
from flask import Flask

from citizen.applications.models import Application
from citizen.db.session import Database
from citizen.people import cards, contacts
from citizen.people.credential_models import CardKind, CodeChannel
from citizen.people.models import Person
from citizen.proxies.authority import Basis, MandateState, Subject, Who
from citizen.proxies.models import ActRecord, MandateEvent, MandateRow
from tests.applications import steps
from tests.applications.builders import a_sent_application
from tests.staff.hall import at_the_desk
from tests.support.people import act_for, folder_of, make_mandate, make_person, sign_in
from tests.support.visitor import Visitor

pytestmark = pytest.mark.database

PHONE, NAME = "13800138000", "王秀英"


@pytest.fixture
def second(app: Flask) -> Visitor:
    return Visitor(app, comes_from="127.0.0.2")


class Paper:
    """A signed paper of somebody who is there already, and the record the paper made."""

    def __init__(self, database: Database, *, was_known: bool = True) -> None:
        with database.writing() as session:
            self.account, self.record = make_person(session, name=NAME), make_person(session, name=NAME)
            self.helper = make_person(session, name="孙女小娜")
            use = contacts.Use(signs_in=True, gets_notices=True)
            contacts.add_way(session, person_id=self.account, channel=CodeChannel.SMS, address=PHONE, use=use)
            own = Who(folder_of(session, self.account), Subject(person_id=self.account), actor_id=self.account)
            sent = a_sent_application(session, own)
            self.reference, self.code = sent.reference, sent.access_code
            self.card = cards.make_card(session, person_id=self.account, kind=CardKind.CODES)[0].number
            row = make_mandate(
                session, self.helper, self.record, basis=Basis.SIGNED_PAPER, state=MandateState.PROVISIONAL,
                subject_was_known=was_known,
            )  # fmt: skip
            row.district, self.mandate = "tongzhou", row.reference


def row_of(database: Database, reference: str) -> MandateRow:
    with database.reading() as session:
        return session.scalars(sa.select(MandateRow).where(MandateRow.reference == reference)).one()


def looks_at(database: Database, person: uuid.UUID) -> list[str]:
    with database.reading() as session:
        mine = sa.select(ActRecord.doing).where(ActRecord.subject_id == person, ActRecord.staff_id.is_not(None))
        return list(session.scalars(mine.order_by(ActRecord.at)))


def find(visitor: Visitor, mandate: str, how: str, typed: str, code: str = "") -> None:
    visitor.open(f"/staff/mandates/{mandate}")
    visitor.follow("本人已经有账户：查找")
    visitor.choose("您怎么知道是谁的账户？", how)
    visitor.fill("用什么查？", typed)
    visitor.fill("查询码（本人给了才填） （选填）", code)
    visitor.press("查找账户")


BY_CODE, BY_CARD = "本人给了办理编号和查询码", "本人出示了登录卡"
ASKED, PAPER = "本人在这里或打电话请我查", "我为核对授权书而查"


def confirm(visitor: Visitor, mandate: str) -> None:
    visitor.open(f"/staff/mandates/{mandate}")
    visitor.choose("核对结果怎样？", "没有问题，确认")
    visitor.press("保存核对结果")


def test_two_members_bring_it_to_the_account(visitor: Visitor, second: Visitor, database: Database) -> None:
    paper = Paper(database)
    at_the_desk(visitor)
    at_the_desk(second, "G2048", name="李四")
    find(visitor, paper.mandate, BY_CODE, paper.reference, paper.code)
    assert visitor.page.has_text("本人已经有账户")
    assert row_of(database, paper.mandate).subject_id == paper.record
    assert visitor.page.has_text("这是您录入的")
    page = second.open(f"/staff/mandates/{paper.mandate}")
    assert page.has_text(BY_CODE)
    assert page.has_text("G1024")
    confirm(second, paper.mandate)
    row = row_of(database, paper.mandate)
    assert (row.subject_id, row.state) == (paper.account, MandateState.LIVE)
    assert "found_by_code" in looks_at(database, paper.account)
    with database.reading() as session:
        record = session.get_one(Person, paper.record)
        assert record.erased_at is not None
        assert record.name is None


def test_who_found_it_cannot_confirm_it(visitor: Visitor, second: Visitor, database: Database) -> None:
    paper = Paper(database)
    at_the_desk(visitor)
    at_the_desk(second, "G2048", name="李四")
    page = second.open(f"/staff/mandates/{paper.mandate}")
    find(visitor, paper.mandate, BY_CARD, paper.card)
    token = visitor.page.document.root.xpath("//input[@name='csrf_token']/@value")[0]
    answer = visitor.client.post(page.url, data={"csrf_token": token, "decision": "confirm"})
    assert answer.status_code == 403
    assert row_of(database, paper.mandate).subject_id == paper.record


def test_the_person_reads_who_looked_and_why(visitor: Visitor, other_visitor: Visitor, database: Database) -> None:
    paper = Paper(database)
    at_the_desk(visitor)
    find(visitor, paper.mandate, PAPER, PHONE)
    sign_in(other_visitor, paper.account)
    page = other_visitor.open("/account/activity")
    assert page.has_text("服务大厅的张三（工号 G1024）为核对授权书，查过您的账户。")


@pytest.mark.parametrize(
    ("how", "typed", "code"),
    [
        (BY_CODE, "{reference}", ""),
        (BY_CODE, "{reference}", "ABCD2345"),
        (BY_CODE, PHONE, "{code}"),
        (BY_CARD, PHONE, ""),
        (BY_CARD, "{reference}", ""),
        (ASKED, NAME, ""),
        (PAPER, NAME, ""),
        (ASKED, "13999999999", ""),
    ],
)
def test_what_does_not_fit_finds_nobody_and_a_name_never_does(
    visitor: Visitor, database: Database, how: str, typed: str, code: str
) -> None:
    paper = Paper(database)
    at_the_desk(visitor)
    said = {"reference": paper.reference, "code": paper.code}
    find(visitor, paper.mandate, how, typed.format(**said), code.format(**said))
    assert visitor.page.status == 422
    assert visitor.page.has_text("在您的区没有找到")
    assert "link" not in (row_of(database, paper.mandate).consent or {})
    assert looks_at(database, paper.account) == []


def test_a_card_that_was_reported_lost_finds_nobody(visitor: Visitor, database: Database) -> None:
    paper = Paper(database)
    with database.writing() as session:
        cards.report_lost(session, person_id=paper.account, number=paper.card)
    at_the_desk(visitor)
    find(visitor, paper.mandate, BY_CARD, paper.card)
    assert visitor.page.status == 422


def test_tries_are_counted(visitor: Visitor, database: Database) -> None:
    paper = Paper(database)
    at_the_desk(visitor)
    for number in range(10):
        find(visitor, paper.mandate, ASKED, f"1390000000{number}")
    find(visitor, paper.mandate, ASKED, PHONE)
    assert visitor.page.status == 429


def test_another_district_links_nothing(visitor: Visitor, database: Database) -> None:
    paper = Paper(database)
    at_the_desk(visitor, "H1", name="赵六", district="xicheng")
    assert visitor.open(f"/staff/mandates/{paper.mandate}/account").status == 404


def test_the_helpers_own_account_is_not_the_persons(visitor: Visitor, database: Database) -> None:
    paper = Paper(database)
    with database.writing() as session:
        use = contacts.Use(signs_in=True)
        contacts.add_way(session, person_id=paper.helper, channel=CodeChannel.SMS, address="13700000000", use=use)
    at_the_desk(visitor)
    find(visitor, paper.mandate, ASKED, "13700000000")
    assert visitor.page.has_text("这是代办人的账户")


def test_nobody_loses_a_record_for_which_others_act(visitor: Visitor, database: Database) -> None:
    paper = Paper(database)
    with database.writing() as session:
        make_mandate(session, make_person(session, name="张强"), paper.record)
    at_the_desk(visitor)
    find(visitor, paper.mandate, ASKED, PHONE)
    assert visitor.page.has_text("请先结束那些授权")


def test_what_was_begun_meanwhile_moves_and_the_helper_goes_on(
    visitor: Visitor, second: Visitor, other_visitor: Visitor, database: Database
) -> None:
    paper = Paper(database, was_known=False)
    sign_in(other_visitor, paper.helper)
    act_for(other_visitor, paper.record)
    draft = steps.start(other_visitor, for_whom=NAME)
    at_the_desk(visitor)
    at_the_desk(second, "G2048", name="李四")
    find(visitor, paper.mandate, ASKED, PHONE)
    confirm(second, paper.mandate)
    with database.reading() as session:
        moved = session.scalars(sa.select(Application).where(Application.reference == draft)).one()
        assert moved.visit_id == folder_of(session, paper.account)
        events = session.scalars(sa.select(MandateEvent.what)).all()
        assert {"account_found", "confirmed"} <= set(events)
    assert other_visitor.open(f"/applications/{draft}").status == 200
    assert other_visitor.open(f"/applications/{paper.reference}").status == 200
