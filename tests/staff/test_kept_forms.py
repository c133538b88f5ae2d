"""What staff typed when their session was over comes back after signing in: to the same member, in the same browser,
and about the same person at the counter only.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from citizen.core import clock
from citizen.db.session import Database
from citizen.people.models import Person
from citizen.proxies.models import MandateRow
from citizen.staff import service
from tests.staff.hall import at_the_desk, use_enrolment
from tests.staff.test_counter import OPEN, receive_new
from tests.support.visitor import Visitor

pytestmark = pytest.mark.database

AWAY = timedelta(minutes=45)


def come_back(visitor: Visitor, database: Database, code: str = "G1024") -> None:
    """Signing in again, as with a new enrolment code; passkeys and codes lead through the same door."""
    with database.writing() as session:
        member = service.get_member_row(session, code=code)
        enrolment = service._new_enrolment(session, member)
    use_enrolment(visitor, code, enrolment)


def names_of(database: Database) -> set[str]:
    with database.reading() as session:
        return {one.name for one in session.scalars(sa.select(Person)) if one.name}


def late(visitor: Visitor, name: str = "陈大明") -> None:
    """The page was opened in time; the form arrives when the session is over."""
    at_the_desk(visitor)
    visitor.open("/staff/person/new")
    visitor.fill("怎么称呼这位？", name)
    with clock.fixed(clock.now() + AWAY):
        visitor.press("开账户")


def test_it_is_kept_and_sent_with_one_press(visitor: Visitor, database: Database) -> None:
    late(visitor)
    assert visitor.page.status == 403
    assert visitor.page.h1 == "请重新登录工作台"
    assert not visitor.page.has_text("陈大明")
    assert names_of(database) == set()
    with clock.fixed(clock.now() + AWAY):
        come_back(visitor, database)
        assert visitor.page.h1 == "退出前您填的内容"
        assert visitor.page.has_text("陈大明")
        visitor.press("现在提交")
        assert visitor.page.h1 == "陈大明"
        assert names_of(database) == {"陈大明"}
        assert visitor.open("/staff/kept-form").url == "/staff/desk"


def test_nobody_else_sees_it_and_it_is_destroyed(visitor: Visitor, database: Database) -> None:
    late(visitor)
    with clock.fixed(clock.now() + AWAY):
        at_the_desk(visitor, "G2048", name="李四")
        assert visitor.open("/staff/kept-form").url == "/staff/desk"
        come_back(visitor, database)
        assert visitor.page.url != "/staff/kept-form"
        assert not visitor.open("/staff/kept-form").has_text("陈大明")


def test_another_browser_of_the_same_member_does_not_get_it(
    visitor: Visitor, other_visitor: Visitor, database: Database
) -> None:
    late(visitor)
    with clock.fixed(clock.now() + AWAY):
        come_back(other_visitor, database)
        assert other_visitor.open("/staff/kept-form").url == "/staff/desk"


def test_it_can_be_thrown_away(visitor: Visitor, database: Database) -> None:
    late(visitor)
    with clock.fixed(clock.now() + AWAY):
        come_back(visitor, database)
        visitor.press("不需要了，删除")
        assert visitor.open("/staff/kept-form").url == "/staff/desk"
        assert names_of(database) == set()


def test_whoever_signed_out_or_was_revoked_left_nothing(visitor: Visitor, app: Flask, database: Database) -> None:
    at_the_desk(visitor)
    old = visitor.open("/staff/person/new")
    assert app.test_cli_runner().invoke(args=["staff", "revoke", "G1024"]).exit_code == 0
    visitor.show_again(old)
    visitor.fill("怎么称呼这位？", "陈大明")
    visitor.press("开账户")
    assert visitor.page.url == "/staff"
    with database.reading() as session:
        assert "陈大明" not in [one.name for one in session.scalars(sa.select(Person))]


def test_a_terminal_keeps_nothing(visitor: Visitor, database: Database) -> None:
    visitor.open("/kiosk")
    late(visitor)
    assert visitor.page.h1 != "请重新登录工作台"
    assert names_of(database) == set()


def test_about_a_person_only_while_they_are_there(visitor: Visitor, database: Database) -> None:
    at_the_desk(visitor)
    receive_new(visitor)
    visitor.open("/staff/person/mandate")
    page = visitor.page
    with clock.fixed(clock.now() + AWAY):
        visitor.show_again(page)
        visitor.fill("谁可以替本人办？", "李小红")
        visitor.choose("凭什么替本人办？", "本人授权")
        visitor.tick("查看交了什么、办到哪一步")
        visitor.tick("本网站的所有事项")
        visitor.choose("本人授权到什么时候？", OPEN)
        visitor.choose("本人怎样表示同意？", "本人用手语，有翻译在场")
        visitor.choose("您看了哪种证件，确认是本人？", "残疾人证")
        visitor.press("提交给第二位工作人员确认")
        assert visitor.page.status == 403
        come_back(visitor, database)
        assert visitor.page.has_text("这位还在吗？")
        assert not visitor.page.has_text("李小红")
        visitor.press("还在，继续办")
        assert visitor.page.has_text("李小红")
        visitor.press("现在提交")
        assert visitor.page.has_text("这是您录入的")
    with database.reading() as session:
        row = session.scalars(sa.select(MandateRow)).one()
        assert row.actor_name == "李小红"


def test_after_next_please_the_person_does_not_come_back(visitor: Visitor, database: Database) -> None:
    at_the_desk(visitor)
    receive_new(visitor)
    visitor.open("/staff/person/mandate")
    old = visitor.page
    visitor.open("/staff/person/here")
    visitor.press("办完了，下一位")
    with clock.fixed(clock.now() + AWAY):
        visitor.show_again(old)
        visitor.press("提交给第二位工作人员确认")
        come_back(visitor, database)
        assert visitor.page.has_text("重新查找这位")
        assert "还在，继续办" not in visitor.page.text
