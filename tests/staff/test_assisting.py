"""A session that staff open for somebody who is present: it leaves nothing, and is never one of the staff."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from flask import Flask

from citizen.db.session import Database
from citizen.people import cards
from citizen.people.credential_models import CardKind
from citizen.people.models import Visit
from tests.staff.hall import at_the_desk
from tests.support.people import make_person
from tests.support.visitor import Visitor

NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)


def begin(visitor: Visitor) -> None:
    at_the_desk(visitor)
    visitor.follow("帮一位办事")
    visitor.press("开始：屏幕交给这位群众")


def test_every_page_says_who_helps_and_no_page_of_staff_is_within_reach(visitor: Visitor) -> None:
    begin(visitor)
    desk = "/staff/desk"
    for path in ("/", "/check", "/help", "/programmes"):
        assert visitor.open(path).has_text("张三 · 工号：G1024")
    assert visitor.open(desk).url == "/staff"
    visitor.back()
    assert not visitor.page.has_text("工作台")


def test_nothing_is_left_for_the_next_person(visitor: Visitor, database: Database) -> None:
    begin(visitor)
    visitor.open("/needs/for-whom")
    visitor.choose("您在为谁办理？", "我自己")
    visitor.press("继续")
    begun = visitor.page.url
    visitor.press("结束帮办并清除")
    assert visitor.page.url == "/staff"
    assert not visitor.open("/").has_text("工号：G1024")
    visitor.open(begun)
    assert not visitor.page.has_text("G1024")
    with database.reading() as session:
        open_ones = sa.select(sa.func.count()).where(Visit.ended_at.is_(None), Visit.staff_id.is_not(None))
        assert session.scalar(open_ones) == 0


def test_the_person_signs_in_with_their_own_card_and_the_mark_of_help_stays(
    visitor: Visitor, database: Database
) -> None:
    with database.writing() as session:
        person = make_person(session, name="王秀英")
        _card, codes = cards.make_card(session, person_id=person, kind=CardKind.CODES)
    begin(visitor)
    visitor.open("/sign-in/card")
    visitor.fill("卡上的码", codes[0])
    visitor.press("登录")
    assert visitor.page.has_text("工号：G1024")
    with database.reading() as session:
        visit = session.scalars(sa.select(Visit).where(Visit.person_id == person, Visit.ended_at.is_(None))).one()
        assert visit.is_assisted
        assert visit.staff_id is not None
    visitor.press("结束帮办并清除")
    assert visitor.open("/account").url.startswith("/sign-in")


def test_whoever_helps_and_is_revoked_helps_no_longer(app: Flask, visitor: Visitor) -> None:
    begin(visitor)
    app.test_cli_runner().invoke(args=["staff", "revoke", "G1024"])
    assert not visitor.open("/").has_text("工号：G1024")


def test_a_session_left_alone_ends_by_itself_and_use_keeps_it(visitor: Visitor, at) -> None:
    with at(NOON):
        begin(visitor)
    for minutes in (20, 40):
        with at(NOON + timedelta(minutes=minutes)):
            assert visitor.open("/").has_text("工号：G1024")
    with at(NOON + timedelta(minutes=71)):
        assert not visitor.open("/").has_text("工号：G1024")


def test_a_place_helps_nobody(visitor: Visitor) -> None:
    at_the_desk(visitor, roles="place")
    assert not visitor.page.has_text("帮一位办事")
    assert visitor.open("/staff/assist").status == 403
