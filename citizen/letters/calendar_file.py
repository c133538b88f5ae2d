"""An appointment as a calendar file (iCalendar, RFC 5545) that phones and desktop calendars take over.

The UID stays the same for the life of an appointment and the SEQUENCE only grows, so that a calendar which took an
earlier file changes or cancels its entry instead of adding a second one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone

_PRODUCT = "-//citizen//appointments//ZH"


@dataclass(frozen=True, slots=True)
class Appointment:
    """What a calendar needs to know. Times are aware; they are written as local time of `zone`."""

    uid: str
    sequence: int
    start: datetime
    end: datetime
    zone: ZoneInfo
    summary: str
    description: str
    location: str
    changed_at: datetime
    is_cancelled: bool = False


def calendar_file(appointment: Appointment) -> bytes:
    """The file: METHOD PUBLISH, or CANCEL for an appointment that no longer takes place."""
    return calendar_file_of([appointment])


def calendar_file_of(appointments: Sequence[Appointment]) -> bytes:
    """Several appointments in one file, e.g. a whole series: METHOD CANCEL only when none of them takes place; one that
    is called off among others says so itself.
    """
    is_off = bool(appointments) and all(one.is_cancelled for one in appointments)
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "CANCEL" if is_off else "PUBLISH")
    for zone in dict.fromkeys(one.zone for one in appointments):
        calendar.add_component(_timezone(zone, [one for one in appointments if one.zone == zone]))
    for appointment in appointments:
        calendar.add_component(_event(appointment))
    content: bytes = calendar.to_ical()
    return content


def _timezone(zone: ZoneInfo, appointments: Sequence[Appointment]) -> Timezone:
    days = [one.start.astimezone(zone).date() for one in appointments]
    return Timezone.from_tzinfo(zone, first_date=min(days).replace(month=1, day=1), last_date=max(days))


def _event(appointment: Appointment) -> Event:
    event = Event()
    event.add("uid", appointment.uid)
    event.add("sequence", appointment.sequence)
    event.add("dtstamp", appointment.changed_at)
    event.add("last-modified", appointment.changed_at)
    event.add("dtstart", appointment.start.astimezone(appointment.zone))
    event.add("dtend", appointment.end.astimezone(appointment.zone))
    event.add("summary", appointment.summary)
    event.add("description", appointment.description)
    event.add("location", appointment.location)
    event.add("status", "CANCELLED" if appointment.is_cancelled else "CONFIRMED")
    return event
