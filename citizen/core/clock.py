"""The only source of "now". Tests fix it; nothing patches `datetime`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

#: All four districts live in this zone; the database stores UTC.
LOCAL_ZONE = ZoneInfo("Asia/Shanghai")

_fixed_at: datetime | None = None


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _fixed_at if _fixed_at is not None else datetime.now(UTC)


def today() -> date:
    """The calendar day in the districts."""
    return now().astimezone(LOCAL_ZONE).date()


@contextmanager
def fixed(moment: datetime) -> Iterator[None]:
    """Hold the clock at an aware moment, in every thread of this process."""
    global _fixed_at
    if moment.tzinfo is None:
        raise ValueError("the clock needs an aware datetime")
    before, _fixed_at = _fixed_at, moment.astimezone(UTC)
    try:
        yield
    finally:
        _fixed_at = before
