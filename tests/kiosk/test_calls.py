"""“请工作人员过来”: from any page of a terminal to the desk of its district, and back."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from citizen.core.errors import Conflict
from citizen.db.session import Database
from citizen.kiosk import calls
from citizen.kiosk.models import StaffCall, Terminal
from citizen.staff import service as staff
from citizen.staff.duties import Member, Role
from tests.kiosk.operating_steps import at_a_terminal
from tests.staff.hall import at_the_desk
from tests.support.visitor import Visitor

pytestmark = pytest.mark.database
At = Callable[[datetime], AbstractContextManager[None]]
MORNING = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


def test_one_press_calls_and_somebody_comes(visitor: Visitor, other_visitor: Visitor) -> None:
    terminal, desk = at_a_terminal(visitor), other_visitor
    at_the_desk(desk)
    terminal.open("/help")
    terminal.press("请工作人员过来")
    assert terminal.page.h1 == "已经叫了工作人员，请稍等"
    assert terminal.page.has_text("工作人员的屏幕上已经显示您的呼叫")
    terminal.press("我用手语")
    desk.open("/staff/desk")
    desk.follow("大厅机器的呼叫")
    assert desk.page.h1 == "大厅机器有 1 个呼叫"
    assert desk.page.title.startswith("大厅机器有 1 个呼叫")
    assert desk.page.has_text("我用手语")
    assert desk.page.has_text("tongzhou-hall · 东门旁")
    desk.press("我去 TZ-1")
    terminal.follow("看看有没有人过来")
    assert terminal.page.h1 == "工作人员正在过来"
    terminal.follow("回到机器上接着办")
    assert terminal.page.url == "/help"
    desk.press("TZ-1：已经帮好")
    assert desk.page.h1 == "大厅机器的呼叫：没有人在等"
    assert desk.page.has_text("张三")


def test_pressing_twice_is_one_call_and_it_can_be_taken_back(visitor: Visitor, database: Database) -> None:
    terminal = at_a_terminal(visitor)
    terminal.press("请工作人员过来")
    terminal.open("/check")
    terminal.press("请工作人员过来")
    terminal.press("取消呼叫")
    assert terminal.page.h1 == "这次呼叫已经结束"
    with database.reading() as session:
        assert session.scalars(sa.select(StaffCall)).one().ended_at is not None


def test_it_says_honestly_when_nobody_looks(visitor: Visitor) -> None:
    terminal = at_a_terminal(visitor)
    terminal.press("请工作人员过来")
    assert terminal.page.has_text("现在没有工作人员在看呼叫")
    assert terminal.page.has_text("人工窗口")


def test_staff_of_another_district_are_nobody_here_and_see_nothing(visitor: Visitor, other_visitor: Visitor) -> None:
    terminal = at_a_terminal(visitor)
    at_the_desk(other_visitor, district="xicheng")
    terminal.press("请工作人员过来")
    assert terminal.page.has_text("现在没有工作人员在看呼叫")
    assert other_visitor.open("/staff/calls").h1 == "大厅机器的呼叫：没有人在等"


def test_a_machine_nobody_enrolled_shows_the_way_to_a_counter(visitor: Visitor) -> None:
    visitor.open("/kiosk")
    visitor.press("请工作人员过来")
    assert visitor.page.h1 == "这台机器不能呼叫工作人员"
    assert visitor.page.has_text("请到大厅的人工窗口")


def test_a_call_of_another_terminal_cannot_be_opened(visitor: Visitor, other_visitor: Visitor) -> None:
    first = at_a_terminal(visitor)
    first.press("请工作人员过来")
    other = at_a_terminal(other_visitor, "TZ-2")
    assert other.open(first.page.url.partition("?")[0]).status == 404


def test_the_desk_looks_again_by_itself_only_when_asked(visitor: Visitor) -> None:
    at_the_desk(visitor)
    assert "Refresh" not in visitor.open("/staff/calls").headers
    visitor.follow("每 30 秒自动刷新")
    assert visitor.page.headers["Refresh"] == "30; url=/staff/calls?again=1"


def test_only_those_who_run_the_hall_see_calls(visitor: Visitor) -> None:
    assert visitor.open("/staff/calls").url == "/staff"


# -- the service ---------------------------------------------------------------------------------------------------


def _terminal(database: Database) -> uuid.UUID:
    with database.writing() as session:
        row = Terminal(code="TZ-9", hall="x", district="tongzhou", settings={}, added_at=MORNING)
        session.add(row)
        session.flush()
        return row.id


def _member(database: Database, code: str) -> Member:
    with database.writing() as session:
        staff.enrol_member(session, code=code, name=code, district="tongzhou", roles={Role.DESK})
        found = staff.find_member(session, member_id=staff.get_member_row(session, code=code).id)
    assert found is not None
    return found


def test_of_two_who_press_at_once_one_goes(database: Database) -> None:
    terminal, members = _terminal(database), [_member(database, "G1"), _member(database, "G22")]
    with database.writing() as session:
        call_id = calls.call_staff(session, terminal_id=terminal, district="tongzhou").id
    together, outcomes = threading.Barrier(2), []

    def go(member: Member) -> None:
        together.wait()
        try:
            with database.writing() as session:
                calls.answer(session, member=member, call_id=call_id)
            outcomes.append(member.id)
        except Conflict:
            outcomes.append(None)

    threads = [threading.Thread(target=go, args=(one,)) for one in members]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert outcomes.count(None) == 1
    with database.reading() as session:
        assert session.get_one(StaffCall, call_id).answered_by in outcomes


def test_a_call_of_the_morning_is_not_one_of_the_evening(database: Database, at: At) -> None:
    terminal = _terminal(database)
    with at(MORNING), database.writing() as session:
        first = calls.call_staff(session, terminal_id=terminal, district="tongzhou").id
    with at(MORNING + timedelta(hours=4)), database.writing() as session:
        assert calls.list_open(session, district="tongzhou") == []
        assert calls.call_staff(session, terminal_id=terminal, district="tongzhou").id != first
    with at(MORNING + timedelta(days=31)), database.writing() as session:
        assert calls.forget_old(session) == 2
