"""The calendar file in the hands of two other parsers, with nothing of ours in between."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import ics
import pytest
import vobject

from citizen.letters.calendar_file import Appointment, calendar_file
from tests.letters.test_calendar_file import FITTING, START

#: Longer than one line of the format may be, so that it is folded in the middle of Chinese characters.
LONG = replace(FITTING, summary="辅助器具适配评估" * 12, description="从东门进，没有台阶。\n" * 20)


@pytest.mark.parametrize("appointment", [FITTING, LONG], ids=["short", "folded"])
def test_vobject_reads_every_word_and_the_moment(appointment: Appointment) -> None:
    event = vobject.readOne(calendar_file(appointment).decode()).vevent
    assert event.summary.value == appointment.summary
    assert event.description.value == appointment.description
    assert event.location.value == appointment.location
    assert event.dtstart.value == START
    assert event.dtend.value - event.dtstart.value == timedelta(minutes=45)


@pytest.mark.parametrize("appointment", [FITTING, LONG], ids=["short", "folded"])
def test_ics_reads_every_word_and_the_moment(appointment: Appointment) -> None:
    (event,) = ics.Calendar(calendar_file(appointment).decode()).events
    assert (event.uid, event.name) == (appointment.uid, appointment.summary)
    assert event.description == appointment.description
    assert event.begin.datetime == START
    assert event.duration == timedelta(minutes=45)


def test_a_cancelled_appointment_says_so_everywhere() -> None:
    file = calendar_file(replace(FITTING, sequence=3, is_cancelled=True)).decode()
    read = vobject.readOne(file)
    assert (read.method.value, read.vevent.status.value, read.vevent.sequence.value) == ("CANCEL", "CANCELLED", "3")
    assert ics.Calendar(file).method == "CANCEL"


def test_the_zone_is_described_in_the_file_itself() -> None:
    read = vobject.readOne(calendar_file(FITTING).decode())
    assert read.vtimezone.tzid.value == "Asia/Shanghai"
    assert read.vevent.dtstart.params["X-VOBJ-ORIGINAL-TZID"] == ["Asia/Shanghai"]
