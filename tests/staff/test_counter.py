"""What staff do at the counter, without script: cards, lost cards, new numbers, and mandates that take two."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from citizen.core import clock
from citizen.db.session import Database
from citizen.notices.kinds import words_of
from citizen.notices.models import WrittenNotice
from citizen.people import contacts
from citizen.people.credential_models import CodeChannel
from citizen.people.models import Person
from citizen.proxies import programme_areas
from citizen.proxies.authority import MandateState
from citizen.proxies.models import ActRecord, MandateRow
from tests.staff.hall import at_the_desk
from tests.support.people import make_mandate, make_person, signed_in
from tests.support.visitor import Visitor

OPEN = "一直有效，直到有人结束"


@pytest.fixture
def second(app: Flask) -> Visitor:
    """The browser of another member of staff."""
    return Visitor(app, comes_from="127.0.0.2")


def receive_new(visitor: Visitor, name: str = "王秀英") -> None:
    visitor.open("/staff/person/new")
    visitor.fill("怎么称呼这位？", name)
    visitor.press("开账户")


def person_called(database: Database, name: str) -> uuid.UUID:
    with database.reading() as session:
        return next(one.id for one in session.scalars(sa.select(Person)) if one.name == name)


def doings_of(database: Database, person_id: uuid.UUID) -> list[str]:
    with database.reading() as session:
        mine = sa.select(ActRecord.doing).where(ActRecord.subject_id == person_id, ActRecord.staff_id.is_not(None))
        return list(session.scalars(mine.order_by(ActRecord.at, ActRecord.id)))


def told(database: Database, kind: str) -> str:
    """The words of the one notice of this kind."""
    with database.reading() as session:
        row = session.scalars(sa.select(WrittenNotice).where(WrittenNotice.kind == kind)).one()
        return words_of(row.kind, about=row.about, values=row.values, language="zh-Hans").body


def enter_mandate(
    visitor: Visitor,
    helper: str = "李小红",
    *,
    areas: str = "本网站的所有事项",
    how_long: str = OPEN,
) -> str:
    """Returns the reference."""
    visitor.open("/staff/person/mandate")
    visitor.fill("谁可以替本人办？", helper)
    visitor.choose("凭什么替本人办？", "本人授权")
    visitor.tick("查看交了什么、办到哪一步")
    visitor.tick(areas)
    visitor.choose("本人授权到什么时候？", how_long)
    visitor.choose("本人怎样表示同意？", "本人用手语，有翻译在场")
    visitor.choose("您看了哪种证件，确认是本人？", "残疾人证")
    visitor.press("提交给第二位工作人员确认")
    return visitor.page.url.rpartition("/")[2]


def test_a_new_account_gets_a_card_that_signs_the_person_in(
    visitor: Visitor, other_visitor: Visitor, database: Database
) -> None:
    at_the_desk(visitor)
    receive_new(visitor)
    visitor.follow("发登录卡")
    visitor.press("制卡")
    assert visitor.page.status == 422
    visitor.choose("本人要哪种登录卡？", "10 个码的纸卡")
    visitor.choose("您看了哪种证件，确认是本人？", "身份证")
    visitor.press("制卡")
    code = re.search(r"[2-9A-Y]{4} [2-9A-Y]{4} [2-9A-Y]{4}", visitor.page.text)
    assert code
    paper = visitor.page.url
    visitor.press("本人已拿到卡")
    assert visitor.open(paper).status == 404
    other_visitor.open("/sign-in/card")
    other_visitor.fill("卡上的码", code[0])
    other_visitor.press("登录")
    assert "card_handed_over" in doings_of(database, person_called(database, "王秀英"))
    assert other_visitor.open("/account").url == "/account"
    assert other_visitor.open("/account/activity").has_text("为确认是您本人，看了身份证。没有记下证件号码。")
    assert "看了身份证" in told(database, "done_for_you")


def test_a_mandate_takes_two_members_and_opens_for_the_second_only(
    visitor: Visitor, second: Visitor, database: Database
) -> None:
    at_the_desk(visitor)
    at_the_desk(second, "G2048", name="李四")
    receive_new(visitor)
    reference = enter_mandate(visitor)
    assert visitor.page.has_text("这是您录入的")
    assert visitor.page.has_text("交给本人：授权编号和查询码")
    assert state_of(database, reference) is MandateState.PROVISIONAL
    second.open("/staff/waiting")
    second.open(f"/staff/mandates/{reference}")
    assert second.page.has_text("录入人工号 G1024")
    assert not second.page.has_text("交给本人：授权编号和查询码")
    second.choose("核对结果怎样？", "没有问题，确认")
    second.press("保存核对结果")
    assert second.page.has_text("确认人工号：G2048")
    assert state_of(database, reference) is MandateState.LIVE
    done = doings_of(database, person_called(database, "王秀英"))
    assert {"mandate_entered", "mandate_confirmed", "data_viewed"} <= set(done)


def test_nobody_confirms_what_they_entered_also_with_a_form_of_somebody_else(
    visitor: Visitor, second: Visitor, database: Database
) -> None:
    at_the_desk(visitor)
    at_the_desk(second, "G2048", name="李四")
    receive_new(visitor)
    reference = enter_mandate(visitor)
    page = second.open(f"/staff/mandates/{reference}")
    token = visitor.page.document.root.xpath("//input[@name='csrf_token']/@value")[0]
    answer = visitor.client.post(page.url, data={"csrf_token": token, "decision": "confirm"})
    assert answer.status_code == 403
    assert state_of(database, reference) is MandateState.PROVISIONAL


def test_another_district_finds_nothing_of_it(visitor: Visitor, second: Visitor) -> None:
    at_the_desk(visitor)
    at_the_desk(second, "H1", name="赵六", district="xicheng")
    receive_new(visitor)
    reference = enter_mandate(visitor)
    assert second.open(f"/staff/mandates/{reference}").status == 404
    assert second.open(f"/staff/mandates/{reference}/end").status == 404
    assert not second.open("/staff/waiting").has_text(reference[:3])


def test_a_call_ends_a_mandate_at_once(visitor: Visitor, database: Database) -> None:
    with database.writing() as session:
        actor, subject = make_person(session, name="李小红"), make_person(session, name="王秀英")
        reference = make_mandate(session, actor, subject).reference
    at_the_desk(visitor)
    visitor.follow("查看或结束授权")
    visitor.fill("授权编号", "M222 222 22")
    visitor.press("查找")
    assert visitor.page.status == 422
    visitor.fill("授权编号", reference.lower())
    visitor.press("查找")
    visitor.follow("结束这份授权")
    visitor.choose("怎样提出的？", "打电话")
    visitor.choose("为什么结束？", "授权被滥用，或担心被滥用")
    visitor.press("马上结束")
    assert visitor.page.has_text("已结束")
    assert state_of(database, reference) is MandateState.ENDED
    assert "mandate_ended" in doings_of(database, subject)


def test_a_new_number_counts_after_the_second_member(visitor: Visitor, second: Visitor, database: Database) -> None:
    at_the_desk(visitor)
    at_the_desk(second, "G2048", name="李四")
    receive_new(visitor)
    visitor.follow("换电话或邮箱")
    visitor.choose("换了什么？", "电话号码")
    visitor.fill("新的号码或邮箱", "不是号码")
    visitor.choose("您看了哪种证件，确认是本人？", "身份证")
    visitor.press("提交给第二位工作人员确认")
    assert visitor.page.status == 422
    visitor.fill("新的号码或邮箱", "13800138000")
    visitor.press("提交给第二位工作人员确认")
    address = visitor.page.url
    person = person_called(database, "王秀英")
    with database.reading() as session:
        assert contacts.list_ways(session, person_id=person) == []
    second.open(address)
    second.choose("核对结果怎样？", "没有问题，确认")
    second.press("保存核对结果")
    assert second.page.has_text("已确认，现在生效。")
    with database.reading() as session:
        assert [way.address for way in contacts.list_ways(session, person_id=person)] == ["13800138000"]
    visitor.open("/staff/person")
    visitor.fill("这位群众带了什么？", "138 0013 8000")
    visitor.press("查找")
    assert visitor.page.h1 == "王秀英"


def test_a_form_about_the_person_before_changes_nothing(visitor: Visitor, database: Database) -> None:
    at_the_desk(visitor)
    receive_new(visitor, "王秀英")
    visitor.open("/staff/person/lost")
    old = visitor.page
    receive_new(visitor, "陈大明")
    visitor.show_again(old)
    visitor.press("在所有设备上退出登录")
    assert visitor.page.status == 409
    assert "signed_out_everywhere" not in doings_of(database, person_called(database, "陈大明"))


def test_a_lost_telephone_signs_the_person_out_everywhere(
    visitor: Visitor, other_visitor: Visitor, database: Database
) -> None:
    person = signed_in(other_visitor, name="王秀英")
    with database.writing() as session:
        use = contacts.Use(signs_in=True)
        contacts.add_way(session, person_id=person, channel=CodeChannel.SMS, address="13800138000", use=use)
    at_the_desk(visitor)
    visitor.open("/staff/person")
    visitor.fill("这位群众带了什么？", "13800138000")
    visitor.press("查找")
    visitor.follow("登录卡或手机丢了")
    visitor.press("在所有设备上退出登录")
    assert visitor.page.has_text("已在所有设备上退出登录")
    assert not other_visitor.open("/account").has_text("王秀英")
    visitor.open("/staff/person/here")
    visitor.press("办完了，下一位")
    assert visitor.open("/staff/person/here").status == 404


def state_of(database: Database, reference: str) -> MandateState:
    with database.reading() as session:
        return session.scalars(sa.select(MandateRow.state).where(MandateRow.reference == reference)).one()


def row_of(database: Database, reference: str) -> MandateRow:
    with database.reading() as session:
        return session.scalars(sa.select(MandateRow).where(MandateRow.reference == reference)).one()


def test_what_it_is_about_and_until_when_is_chosen(visitor: Visitor, database: Database) -> None:
    at_the_desk(visitor)
    receive_new(visitor)
    page = visitor.open("/staff/person/mandate")
    assert not page.document.root.xpath("//input[@checked]")
    visitor.press("提交给第二位工作人员确认")
    assert visitor.page.has_text("请选择是哪方面的事")
    assert visitor.page.has_text("请选择授权多长时间")
    enter_mandate(visitor, areas="出行", how_long="到本人说的那一天")
    assert visitor.page.status == 422
    assert visitor.page.has_text("请填最后一天")
    last = clock.today() + timedelta(days=40)
    visitor.fill_date("最后一天 （选填）", last.year, last.month, last.day)
    visitor.press("提交给第二位工作人员确认")
    reference = visitor.page.url.rpartition("/")[2]
    row = row_of(database, reference)
    assert row.programmes
    assert programme_areas.names_of(row.programmes, "zh-Hans") == ["出行"]
    assert row.ends_at is not None
    assert row.ends_at.astimezone(clock.LOCAL_ZONE).date() == last + timedelta(days=1)
    assert visitor.page.has_text("出行")
