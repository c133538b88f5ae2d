"""Joining a remote session: from when to when the way in is open. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

#: From so long before the start until the end the link can be opened; see docs/booking-day.md.
OPEN_BEFORE = timedelta(minutes=15)


class Door(StrEnum):
    """Not yet, now, no more."""

    EARLY = "early"
    OPEN = "open"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Span:
    """From when to when the session is."""

    start: datetime
    end: datetime

    @property
    def opens(self) -> datetime:
        return self.start - OPEN_BEFORE

    def door(self, now: datetime) -> Door:
        """Whether somebody can come in at this moment."""
        if now < self.opens:
            return Door.EARLY
        return Door.OPEN if now < self.end else Door.OVER
