"""Going on elsewhere: to the phone, to a terminal, once, within ten minutes."""

from __future__ import annotations

import re
import threading
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from citizen.core import clock
from citizen.core.errors import NotAllowed
from citizen.db.session import Database
from citizen.kiosk import hand_off
from citizen.kiosk.hand_off import UsedAlready
from citizen.kiosk.models import Direction, HandOff
from citizen.people import service as people
from citizen.people.models import Visit
from tests.journeys import steps
from tests.kiosk.operating_steps import at_a_terminal
from tests.support.people import signed_in
from tests.support.visitor import Visitor

pytestmark = pytest.mark.database
At = Callable[[datetime], AbstractContextManager[None]]
NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


def begin(terminal: Visitor) -> str:
    """A check in which one question is open; returns its address."""
    steps.begin_check(terminal)
    return terminal.page.url


def digits(page_text: str) -> str:
    return re.search(r"\d{4} \d{4}", page_text)[0]  # type: ignore[index]


def to_phone(terminal: Visitor) -> str:
    """The digits that the terminal shows."""
    terminal.follow("到手机上继续")
    terminal.press("显示二维码和数字")
    return digits(terminal.page.text)


def test_what_was_begun_goes_on_at_the_same_step_of_the_phone(visitor: Visitor, other_visitor: Visitor) -> None:
    terminal, phone = at_a_terminal(visitor), other_visitor
    here = begin(terminal)
    question = terminal.page.h1
    code = to_phone(terminal)
    assert here.split("/")[2] not in terminal.page.url
    phone.open("/continue")
    phone.fill("请输入另一个屏幕上的 8 位数字", code)
    phone.press("在这里继续")
    assert (phone.page.url, phone.page.h1) == (here, question)
    terminal.follow("手机上已经打开了")
    assert terminal.page.h1 == "请在手机上继续办"
    assert '"storage"' in terminal.page.headers["Clear-Site-Data"]
    assert terminal.open(here).status == 404
    assert phone.open(here).h1 == question


def test_opening_the_square_changes_nothing_the_button_does(
    visitor: Visitor, other_visitor: Visitor, database: Database
) -> None:
    terminal, phone = at_a_terminal(visitor), other_visitor
    here = begin(terminal)
    to_phone(terminal)
    address = _address(database)
    for _ in range(3):
        assert phone.open(address).h1 == "在这里接着办"
    assert phone.page.headers["Referrer-Policy"] == "no-referrer"
    assert terminal.open(here).status == 200
    phone.press("在这里继续")
    assert phone.page.url == here
    late = Visitor(terminal.client.application)
    assert late.open(address).status == 410


def _address(database: Database) -> str:
    with database.reading() as session:
        row = session.scalars(sa.select(HandOff)).one()
        return f"/continue/{hand_off.keys_of(row).token}"


def test_after_ten_minutes_it_opens_nothing(visitor: Visitor, other_visitor: Visitor, at: At) -> None:
    terminal, phone = at_a_terminal(visitor), other_visitor
    with at(NOON):
        begin(terminal)
        code = to_phone(terminal)
    with at(NOON + timedelta(minutes=10)):
        phone.open("/continue")
        phone.fill("请输入另一个屏幕上的 8 位数字", code)
        phone.press("在这里继续")
        assert phone.page.errors == ["数字不对，或者已经过了 10 分钟。请看另一个屏幕上的数字。"]


def test_new_digits_end_the_old_ones(visitor: Visitor, other_visitor: Visitor) -> None:
    terminal, phone = at_a_terminal(visitor), other_visitor
    here = begin(terminal)
    old = to_phone(terminal)
    terminal.open(here)
    to_phone(terminal)
    phone.open("/continue")
    phone.fill("请输入另一个屏幕上的 8 位数字", old)
    phone.press("在这里继续")
    assert phone.page.status == 422


def test_wrong_digits_are_counted(visitor: Visitor) -> None:
    visitor.open("/continue")
    for _ in range(people.SLIPS_IN_A_HALL):
        visitor.fill("请输入另一个屏幕上的 8 位数字", "1234 5678")
        visitor.press("在这里继续")
        assert visitor.page.status == 422
    visitor.press("在这里继续")
    assert visitor.page.status == 429


def test_ending_at_the_terminal_ends_the_digits(visitor: Visitor, other_visitor: Visitor) -> None:
    terminal, phone = at_a_terminal(visitor), other_visitor
    begin(terminal)
    code = to_phone(terminal)
    terminal.press("结束并清除")
    phone.open("/continue")
    phone.fill("请输入另一个屏幕上的 8 位数字", code)
    phone.press("在这里继续")
    assert phone.page.status == 422


def test_nothing_begun_nothing_to_move(visitor: Visitor) -> None:
    terminal = at_a_terminal(visitor)
    terminal.follow("到手机上继续")
    assert terminal.page.has_text("您还没有填内容")
    assert "显示二维码和数字" not in terminal.page.buttons


def test_from_home_to_the_terminal_and_what_was_there_before_is_gone(visitor: Visitor, other_visitor: Visitor) -> None:
    terminal, home = at_a_terminal(visitor), other_visitor
    before = begin(terminal)
    here = begin(home)
    home.open(f"/continue/at-a-terminal?back={here}")
    home.press("显示数字")
    code = digits(home.page.text)
    terminal.open("/kiosk")
    terminal.follow("接着办在家开始的事")
    terminal.fill("请输入另一个屏幕上的 8 位数字", code)
    terminal.press("在这里继续")
    assert terminal.page.url == here
    assert terminal.open(before).status == 404
    assert home.open(here).status == 404
    terminal.press("结束并清除")
    assert terminal.open(here).status == 404


def test_who_is_signed_in_at_home_stays_so(visitor: Visitor, other_visitor: Visitor, database: Database) -> None:
    terminal, home = at_a_terminal(visitor), other_visitor
    person = signed_in(home)
    home.open("/continue/at-a-terminal?back=/account")
    home.press("显示数字")
    code = digits(home.page.text)
    terminal.open("/continue")
    terminal.fill("请输入另一个屏幕上的 8 位数字", code)
    terminal.press("在这里继续")
    assert terminal.page.url == home.open("/account").url == "/account"
    with database.reading() as session:
        visits = session.scalars(sa.select(Visit).where(Visit.person_id == person)).all()
        assert sorted(one.on_kiosk for one in visits) == [False, True]
    terminal.press("结束并清除")
    assert home.open("/account").status == 200


def test_a_scanner_of_squares_types_the_whole_address(visitor: Visitor, other_visitor: Visitor, app: Flask) -> None:
    terminal, home = at_a_terminal(visitor), other_visitor
    here = begin(home)
    home.open(f"/continue/at-a-terminal?back={here}")
    home.press("显示数字")
    address = _address(app.extensions["database"])
    terminal.open("/continue")
    terminal.fill("请输入另一个屏幕上的 8 位数字", f"http://localhost{address}")
    terminal.press("在这里继续")
    assert terminal.page.url == here


def test_a_terminal_takes_only_what_comes_from_home_and_a_phone_only_what_comes_from_a_terminal(
    visitor: Visitor, other_visitor: Visitor
) -> None:
    first = at_a_terminal(visitor)
    begin(first)
    code = to_phone(first)
    other = other_visitor
    other.open("/kiosk")  # another terminal, never enrolled
    other.open("/continue")
    other.fill("请输入另一个屏幕上的 8 位数字", code)
    other.press("在这里继续")
    assert other.page.status == 422


@pytest.mark.parametrize("step", ["https://elsewhere.example/", "//elsewhere.example", "/kiosk/leave", "/staff"])
def test_the_step_is_a_page_of_this_site(visitor: Visitor, other_visitor: Visitor, step: str) -> None:
    terminal, phone = at_a_terminal(visitor), other_visitor
    begin(terminal)
    with terminal.allowing("terminals_lead_to_no_other_place"):  # somebody typed this address by hand
        terminal.open(f"/kiosk/phone?back={step}")
    terminal.press("显示二维码和数字")
    phone.open("/continue")
    phone.fill("请输入另一个屏幕上的 8 位数字", digits(terminal.page.text))
    phone.press("在这里继续")
    assert phone.page.url == "/"


# -- the service ---------------------------------------------------------------------------------------------------


def test_nothing_of_the_keys_stands_in_the_table(database: Database) -> None:
    row = _given(database)
    keys = hand_off.keys_of(row)
    with database.reading() as session:
        kept = " ".join(map(str, session.execute(sa.text("select * from hand_off")).one()))
    assert keys.code not in kept
    assert keys.token not in kept
    assert "/check" not in kept


def test_of_two_devices_at_once_exactly_one_gets_it(database: Database) -> None:
    row, outcomes, begin_together = _given(database), [], threading.Barrier(2)

    def take(number: int) -> None:
        begin_together.wait()
        try:
            with database.writing() as session:
                found = hand_off.find(session, hand_off_id=row.id)
                assert found is not None
                hand_off.use(session, row=found)
                hand_off.move(session, row=found, key=f"key-{number}", device=None)
            outcomes.append(number)
        except UsedAlready:
            outcomes.append(None)

    threads = [threading.Thread(target=take, args=(number,)) for number in (1, 2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert outcomes.count(None) == 1
    winner = next(one for one in outcomes if one is not None)
    with database.reading() as session:
        found = people.find_visit(session, key=f"key-{winner}", kiosk_idle_limit=lambda: timedelta(minutes=5))
        assert found is not None
        assert found.id == row.visit_id


def test_a_session_of_staff_stays_where_it_is(database: Database) -> None:
    with database.writing() as session:
        visit = people.start_visit(session, key="k" * 30, on_kiosk=True)
        visit.is_folder = True
        session.flush()
        with pytest.raises(NotAllowed):
            hand_off.start(session, visit_id=visit.id, direction=Direction.TO_PHONE, step="/")


def _given(database: Database) -> HandOff:
    with database.writing() as session:
        visit = people.start_visit(session, key=uuid.uuid4().hex, on_kiosk=True)
        row = hand_off.start(session, visit_id=visit.id, direction=Direction.TO_PHONE, step="/check")
        session.expunge_all()
    assert row.expires_at - clock.now() <= hand_off.LIFETIME
    return row
