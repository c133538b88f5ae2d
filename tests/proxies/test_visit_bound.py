"""A yes for this visit only ends with the visit: signing out, another sign-in, the end of the day, another device."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from citizen.core import clock
from citizen.db.session import Database
from citizen.people import sessions
from citizen.proxies.authority import MandateState
from citizen.proxies.models import MandateEvent, MandateRow
from tests.proxies.test_consent import begin_turn, reply
from tests.support.people import sign_in, signed_in, visit_of
from tests.support.visitor import Visitor

pytestmark = pytest.mark.database


def ask_for_this_visit(visitor: Visitor) -> uuid.UUID:
    helper = signed_in(visitor, name="李娜")
    visitor.open("/for-whom/ask/here")
    visitor.fill("他叫什么？", "王秀英")
    visitor.fill("他怎么称呼您？", "女儿李娜")
    visitor.tick("填表、交材料")
    visitor.tick("本网站的所有事项")
    visitor.choose("授权多长时间？", "只限这一次")
    visitor.press("继续")
    return helper


def allowed(visitor: Visitor) -> uuid.UUID:
    """The person said yes for this visit, and the helper has begun."""
    helper = ask_for_this_visit(visitor)
    begin_turn(visitor)
    assert visitor.page.has_text("只限这一次。女儿李娜退出登录就结束，最晚到今天半夜12点。")
    reply(visitor, "同意")
    visitor.press("我看完了，交还设备")
    assert visitor.page.has_text("只限这一次。您退出登录就结束，最晚到今天半夜12点。")
    visitor.press("开始为王秀英办理")
    assert visitor.page.has_text("您正在为 王秀英 办理。")
    return helper


def the_mandate(database: Database) -> MandateRow:
    with database.reading() as session:
        return session.scalars(sa.select(MandateRow)).one()


def why_ended(database: Database) -> tuple[object, object, object]:
    with database.reading() as session:
        event = session.scalars(sa.select(MandateEvent).where(MandateEvent.what == "ended")).one()
        return event.person_id, event.staff_id, (event.detail or {})["why"]


def test_it_counts_while_the_visit_lasts(visitor: Visitor, database: Database) -> None:
    allowed(visitor)
    assert visitor.open("/check/for-whom").has_text("您正在为 王秀英 办理。")
    assert the_mandate(database).state is MandateState.LIVE


def test_signing_out_ends_it_for_good(visitor: Visitor, database: Database) -> None:
    helper = allowed(visitor)
    visitor.open("/account")
    visitor.press("退出登录")
    assert the_mandate(database).state is MandateState.ENDED
    assert why_ended(database) == (None, None, "visit_over")
    sign_in(visitor, helper)
    assert not visitor.open("/for-whom").has_text("王秀英")


def test_ending_the_session_from_another_device_ends_it(visitor: Visitor, database: Database) -> None:
    helper = allowed(visitor)
    with database.writing() as session:
        sessions.end_every_session(session, person_id=helper)
    assert the_mandate(database).state is MandateState.ENDED


def test_signing_in_again_is_another_visit(visitor: Visitor, database: Database) -> None:
    helper = allowed(visitor)
    with database.writing() as session:
        visit = visit_of(session, visitor)
        cookie = visitor.client.get_cookie("visit") or visitor.client.get_cookie("__Host-visit")
        assert cookie is not None
        later = clock.now() + timedelta(seconds=1)
        with clock.fixed(later):
            assert sessions.go_on_with(
                session, old_key=cookie.value, new_key=cookie.value, person_id=helper, way_in="code", device=None
            )
        assert visit.subject_id is not None
    page = visitor.open("/check/for-whom")
    assert page.status == 403
    assert not visitor.open("/check/for-whom").has_text("王秀英")


def test_on_another_device_it_never_counted(visitor: Visitor, other_visitor: Visitor) -> None:
    helper = allowed(visitor)
    sign_in(other_visitor, helper)
    assert not other_visitor.open("/for-whom").has_text("王秀英")


def test_at_the_end_of_the_day_it_is_over_though_nobody_signed_out(visitor: Visitor, database: Database) -> None:
    evening = datetime(2026, 3, 2, 23, 30, tzinfo=clock.LOCAL_ZONE)
    with clock.fixed(evening):
        allowed(visitor)
    with clock.fixed(evening + timedelta(minutes=31)):
        assert visitor.open("/check/for-whom").status == 403


def test_a_terminal_that_is_cleared_ends_it(visitor: Visitor, database: Database) -> None:
    visitor.open("/kiosk")
    allowed(visitor)
    visitor.press("结束并清除")
    assert the_mandate(database).state is MandateState.ENDED


def test_a_person_cannot_make_a_longer_one_of_it(visitor: Visitor) -> None:
    ask_for_this_visit(visitor)
    begin_turn(visitor)
    reply(visitor, "只同意一部分")
    assert visitor.page.has_text("只限这一次")
    assert not visitor.page.has_text("只今天")


def test_the_person_reads_that_it_is_for_a_visit(visitor: Visitor, other_visitor: Visitor, database: Database) -> None:
    allowed(visitor)
    row = the_mandate(database)
    sign_in(other_visitor, row.subject_id)
    page = other_visitor.open("/account/helpers")
    assert page.has_text("帮手退出登录为止；最晚到")
    visitor.open("/account")
    visitor.press("退出登录")
    page = other_visitor.open(f"/account/helpers/{row.reference}")
    assert page.has_text("这一次办事结束了，授权也结束了")
