"""When single resources work, day by day: weekly hours, public holidays, and days that are different. Reads only."""

from __future__ import annotations

import uuid
from datetime import date
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.booking import holidays, slots
from citizen.booking.models import Opening, OpeningException, Site


class OpenDays:
    """The hours of resources as they stand; each resource is read once, each day computed once."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._rules: dict[uuid.UUID, tuple[tuple[slots.OpeningRule, ...], tuple[slots.DatedChange, ...]]] = {}
        self._days: dict[tuple[uuid.UUID, date], frozenset[int]] = {}

    def open_ticks(self, site: Site, resource_id: uuid.UUID, day: date) -> frozenset[int]:
        """The ticks of a local day on which the resource works."""
        if (resource_id, day) not in self._days:
            rules, changes = self._hours(resource_id)
            kinds = holidays.day_kinds([day]) if site.keeps_holidays else slots.ORDINARY_DAYS
            timetable = slots.Timetable(resource_id, rules, changes, day_kinds=kinds)
            self._days[resource_id, day] = slots.open_ticks(timetable, day, ZoneInfo(site.zone))
        return self._days[resource_id, day]

    def _hours(self, resource_id: uuid.UUID) -> tuple[tuple[slots.OpeningRule, ...], tuple[slots.DatedChange, ...]]:
        if resource_id not in self._rules:
            rules = tuple(
                slots.OpeningRule(o.weekday, o.from_minute, o.to_minute, o.valid_from, o.valid_to)
                for o in self._session.scalars(sa.select(Opening).where(Opening.resource_id == resource_id))
            )
            changes = tuple(
                slots.DatedChange(e.day, e.from_minute, e.to_minute, e.is_open)
                for e in self._session.scalars(
                    sa.select(OpeningException).where(OpeningException.resource_id == resource_id)
                )
            )
            self._rules[resource_id] = rules, changes
        return self._rules[resource_id]
