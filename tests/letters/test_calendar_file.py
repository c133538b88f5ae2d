"""The calendar file, read back by the library that other programs use."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar, Event

from citizen.letters.calendar_file import Appointment, calendar_file

START = datetime(2026, 11, 24, 2, 15, tzinfo=UTC)
FITTING = Appointment(
    uid="1b2c@booking",
    sequence=0,
    start=START,
    end=START + timedelta(minutes=45),
    zone=ZoneInfo("Asia/Shanghai"),
    summary="辅助器具适配评估；试用，\\ 逗号",
    description="办理编号：B22 222 222\n第二行",
    location="示例通州康复中心, 示例路1号",
    changed_at=datetime(2026, 11, 20, tzinfo=UTC),
)


def read(appointment: Appointment) -> tuple[Calendar, Event]:
    calendar = Calendar.from_ical(calendar_file(appointment))
    return calendar, calendar.walk("VEVENT")[0]


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "Europe/Paris", "America/New_York"])
def test_other_programs_read_the_same_moment(zone: str) -> None:
    calendar, event = read(replace(FITTING, zone=ZoneInfo(zone)))
    assert event.decoded("dtstart") == START
    assert event.decoded("dtend") - event.decoded("dtstart") == timedelta(minutes=45)
    assert event["dtstart"].params["TZID"] == zone
    assert [str(one["tzid"]) for one in calendar.walk("VTIMEZONE")] == [zone]


def test_words_survive_with_commas_and_lines() -> None:
    _calendar, event = read(FITTING)
    assert str(event["summary"]) == FITTING.summary
    assert str(event["description"]) == FITTING.description
    assert str(event["location"]) == FITTING.location


def test_a_change_keeps_the_uid_and_raises_the_sequence() -> None:
    _calendar, before = read(FITTING)
    calendar, after = read(replace(FITTING, sequence=1, is_cancelled=True))
    assert before["uid"] == after["uid"]
    assert (before["sequence"], after["sequence"]) == (0, 1)
    assert calendar["method"] == "CANCEL"
    assert after["status"] == "CANCELLED"


def test_lines_are_as_the_standard_wants_them() -> None:
    content = calendar_file(FITTING)
    lines = content.split(b"\r\n")
    assert lines[-1] == b""
    assert all(len(line) <= 75 and b"\n" not in line for line in lines)
