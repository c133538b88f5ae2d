"""From when to when an appointment is, as a person writes it in a public notice."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from citizen.booking.wording import show_times

BEIJING = ZoneInfo("Asia/Shanghai")


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=BEIJING).astimezone(UTC)


@pytest.mark.parametrize(
    ("start", "end", "language", "written"),
    [
        (at(24, 15), at(24, 15, 45), "zh-Hans", "2026年11月24日 星期二 下午3:00至3:45"),
        (at(24, 11, 30), at(24, 12, 15), "zh-Hans", "2026年11月24日 星期二 上午11:30至下午12:15"),
        (at(24, 22), at(25, 9), "zh-Hans", "2026年11月24日 星期二 下午10:00至2026年11月25日 星期三 上午9:00"),
        (at(24, 15), at(24, 15, 45), "zh-Hant", "2026年11月24日 星期二 下午3:00至3:45"),
        (at(24, 15), at(24, 15, 45), "en", "Tuesday, 24 November 2026, 3:00 to 3:45 pm"),
        (at(24, 11, 30), at(24, 12, 15), "en", "Tuesday, 24 November 2026, 11:30 am to 12:15 pm"),
    ],
)
def test_the_half_of_the_day_is_said_once(
    app: Flask, start: datetime, end: datetime, language: str, written: str
) -> None:
    with app.test_request_context(f"/?lang={language}"):
        app.preprocess_request()
        assert show_times(start, end, BEIJING) == written
