"""The demo: everything there can be, all of it fictional and said to be, and each code opens what it says."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
import sqlalchemy as sa
from flask import Flask

from citizen.applications.lifecycle import Status
from citizen.applications.models import Case
from citizen.booking.models import Booking
from citizen.booking.terms import BookingState
from citizen.db.session import Database
from citizen.people.models import Person
from citizen.proxies.authority import MandateState
from citizen.proxies.models import MandateRow
from citizen.staff.models import StaffMember
from tests.support.visitor import Visitor

pytestmark = pytest.mark.once


def codes_of(told: str, name: str) -> list[str]:
    line = told.split(f"  {name}（虚构）")[1].splitlines()[1]
    return re.split(r" {2,}", line.strip())


def test_the_demo(app: Flask, database: Database, visitor: Visitor) -> None:
    filled = app.test_cli_runner().invoke(args=["demo", "fill"])
    assert filled.exit_code == 0, filled.exception
    everything_is_there_and_fictional(database)
    assert app.test_cli_runner().invoke(args=["audit", "verify"]).exit_code == 0
    a_printed_code_signs_in(filled.output, visitor)
    a_printed_enrolment_code_lets_staff_in(filled.output, visitor)
    again = app.test_cli_runner().invoke(args=["demo", "fill"])
    assert again.exit_code == 1
    assert "use an empty one" in again.output


def everything_is_there_and_fictional(database: Database) -> None:
    with database.reading() as session:
        statuses = set(session.scalars(sa.select(Case.status)))
        bookings = set(session.scalars(sa.select(Booking.state)))
        mandates = set(session.scalars(sa.select(MandateRow.state)))
        who = (Person.name, StaffMember.name, Booking.contact_name)
        names = [name for column in who for name in session.scalars(sa.select(column).where(column.is_not(None)))]
    assert statuses == set(Status)
    assert {BookingState.HELD, BookingState.CONFIRMED, BookingState.DONE, BookingState.NO_SHOW} < bookings
    assert {BookingState.CANCELLED_BY_PERSON, BookingState.CANCELLED_BY_SERVICE} < bookings
    assert mandates == {MandateState.ASKED, MandateState.PROVISIONAL, MandateState.LIVE, MandateState.ENDED}
    assert [name for name in names if not name.endswith("（虚构）")] == []


def a_printed_code_signs_in(told: str, visitor: Visitor) -> None:
    visitor.open("/sign-in/card")
    visitor.fill("卡上的码", codes_of(told, "陈建国")[0])
    visitor.press("登录")
    visitor.open("/applications")
    for programme in ("康复", "燃油"):
        assert visitor.page.has_text(programme)


def a_printed_enrolment_code_lets_staff_in(told: str, visitor: Visitor) -> None:
    visitor.open("/staff/enrol")
    visitor.fill("工号", "DEMO1")
    visitor.fill("登记码", told.split("（虚构） DEMO1")[1].splitlines()[1].strip())
    visitor.press("登录")
    assert visitor.page.has_text("工号：DEMO1")


def test_no_fictional_people_in_production(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    real = replace(app.extensions["settings"], mode="production")
    monkeypatch.setitem(app.extensions, "settings", real)
    assert "no fictional people here" in app.test_cli_runner().invoke(args=["demo", "fill"]).output
