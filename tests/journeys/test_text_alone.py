"""Check, apply and book by somebody who neither sees nor hears, on a braille display: every page whole as text.

What each page must hold is in tests/support/braille_reader.py. Here the journeys are walked with their mistakes, their
ways to come back, their time limits and their ways to a person, and all of it goes through the braille translator.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from flask import Flask

from citizen.booking.sample import load_sample
from citizen.core import clock
from citizen.db.session import Database
from tests.applications import steps as applying
from tests.journeys import steps
from tests.support.braille_reader import BrailleReader, in_braille, without_cells

#: What stands on a page, whichever engine keeps it.
pytestmark = pytest.mark.once

#: Friday 20 November 2026, 8:00 in Beijing.
MORNING = datetime(2026, 11, 20, 0, 0, tzinfo=UTC)
WAYS_TO_A_PERSON = ("/help", "/talk", "/accessibility", "/sign-in/ways", "/privacy")


@pytest.fixture
def reader(app: Flask) -> Iterator[BrailleReader]:
    """On the Chinese site, at a time for which there are sample appointments."""
    database: Database = app.extensions["database"]
    with clock.fixed(MORNING):
        with database.writing() as session:
            load_sample(session)
        yield BrailleReader(app)


def test_checking(reader: BrailleReader) -> None:
    reader.open("/")
    steps.begin_check(reader)
    reader.press("继续")
    assert reader.page.errors, "A mistake is a page like any other."
    while "/question/" in reader.page.url:
        steps.answer_one(reader)
    assert reader.page.h1 == "您的结果"
    reader.press("保存这次结果")
    codes = reader.page.summary
    reader.open("/check/find")
    for name in ("办理编号", "查询码"):
        reader.fill(name, codes[name])
    reader.press("查找")
    assert reader.page.h1 == "您保存的结果"
    _check_cells(reader)


def test_applying(reader: BrailleReader) -> None:
    reference = applying.start(reader)
    applying.answer(reader)
    reader.follow("联系方式")
    reader.press("保存并继续")
    assert reader.page.errors
    reader.open(f"/applications/{reference}")
    applying.give_contact(reader)
    reader.follow("材料")
    applying.add_paper(reader)
    applying.finish_papers(reader)
    applying.send(reader)
    assert applying.access_code(reader)
    reader.open(f"/applications/{reference}/status")
    reader.follow("撤回申请")
    _check_cells(reader)


def test_booking(reader: BrailleReader) -> None:
    steps.hold_first_time(reader)
    held = reader.page.main
    assert "为您留" in held or "保留" in held, f"How long the time is kept stands there as text: {held}"
    reader.press("确认预约")
    assert reader.page.errors
    reader.fill("您的姓名或称呼", "王秀英")
    reader.press("确认预约")
    assert reader.page.h1 == "已经约好了"
    reader.follow("取消这个预约")
    reader.press("是，取消预约")
    _check_cells(reader)


def test_every_way_to_a_person_and_every_time_limit(reader: BrailleReader) -> None:
    for path in WAYS_TO_A_PERSON:
        assert reader.open(path).status == 200
    reader.open("/kiosk")
    reader.open("/kiosk/still-there?back=/check")
    reader.open("/no-such-page")
    assert reader.page.status == 404
    _check_cells(reader)


def _check_cells(reader: BrailleReader) -> None:
    """Every line of every page has cells: nothing that a display would leave out or show as a code."""
    cells = in_braille(reader.pages)
    dark = {line for page, shown in zip(reader.pages, cells, strict=True) for line in without_cells(page, shown)}
    assert not dark, "\n".join(sorted(dark))
