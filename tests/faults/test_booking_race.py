"""Fifty people over HTTP, five times and five seats, several processes, a pause between the look and the write, and a
worker that is killed in the middle. Whoever was told that they have a time has it, and nobody has what another has.

The control runs the same site with its protection switched off: it must sell times twice, or the race proves nothing.
"""

from __future__ import annotations

import http.client
import os
import secrets
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from citizen.booking import group_sessions, inventory, wishes
from citizen.booking.models import Booking as Row
from citizen.booking.models import Claim, GroupSession, PersonSlot, SessionSeat, Site
from citizen.booking.terms import BookingState
from citizen.config import Settings
from citizen.core import clock
from citizen.db.session import Database
from citizen.people import service as people
from citizen.proxies.authority import Who
from tests.booking.conftest import PLACE, SERVICE, add_place
from tests.conftest import database_of
from tests.faults.conftest import BROWSER
from tests.faults.server import Server, over_the_wire, running
from tests.support.audited_client import AuditedClient
from tests.support.visitor import Visitor

pytestmark = [pytest.mark.database, pytest.mark.slow, pytest.mark.timeout(600)]

PEOPLE, PLACES = 50, 5
LIVE = (BookingState.HELD, BookingState.CONFIRMED)
_GROUP = "a-group-service"
_CUT = "cut off"
_WHICH = "您想参加哪一场？"


@pytest.fixture(autouse=True)
def not_audited(monkeypatch: pytest.MonkeyPatch) -> None:
    """How pages must be is asked elsewhere; here it would only slow the race down."""
    monkeypatch.setattr(AuditedClient, "audits", False)


@pytest.fixture
def places(database: Database) -> None:
    """One hour a week with five therapists, and one session with five seats, on other days."""
    with database.writing() as session:
        add_place(session, staff=PLACES)
        single = inventory.find_service(session, code=SERVICE)
        site = session.scalars(sa.select(Site).where(Site.code == PLACE)).one()
        assert single is not None
        columns = [one.key for one in sa.inspect(type(single)).columns if one.key not in ("id", "code")]
        group = type(single)(code=_GROUP, **{name: getattr(single, name) for name in columns})
        group.is_group = True
        session.add(group)
        session.flush()
        start = (clock.now() + timedelta(days=9)).replace(minute=0, second=0, microsecond=0)
        opened = group_sessions.Opened("a-session", start, start + timedelta(hours=1), PLACES)
        group_sessions.open_session(session, service=group, site=site, opened=opened)


@pytest.fixture
def crowd(app: Flask, database: Database, places: None) -> list[tuple[str, str]]:
    """Fifty browsers that have said what they look for: the key of each, and the service."""
    keys = [(secrets.token_hex(16), _GROUP if number % 2 else SERVICE) for number in range(PEOPLE)]
    with database.writing() as session:
        for key, code in keys:
            visit = people.start_visit(session, key=key, on_kiosk=False)
            people.set_subject(session, visit_id=visit.id, relation="self", name="")
            wish = wishes.open_wish(session, who=Who(visit_id=visit.id))
            wish.district, wish.service_code = "tongzhou", code
    return keys


class Race:
    """All at once through the real pages; `told` is what each was told in the end."""

    def __init__(self, settings: Settings, server: Server) -> None:
        self._server, self._wire = server, over_the_wire(settings, server)
        self.told: list[str] = []

    def run(self, crowd: list[tuple[str, str]], *, is_killed: bool) -> Counter[str]:
        gate = threading.Barrier(len(crowd) + 1)
        with ThreadPoolExecutor(len(crowd)) as pool:
            answers = [pool.submit(self._book, gate, key, code) for key, code in crowd]
            gate.wait(timeout=300)
            if is_killed:
                time.sleep(0.4)
                os.kill(self._server.workers[0], 9)
            self.told = [answer.result(timeout=300) for answer in answers]
        database_of(self._wire).dispose()
        return Counter("confirmed" if one.startswith("B") else one for one in self.told)

    def _book(self, gate: threading.Barrier, key: str, code: str) -> str:
        visitor = Visitor(self._wire, headers=BROWSER)
        visitor.client.set_cookie("visit", key)
        try:
            visitor.open("/book/sessions" if code == _GROUP else f"/book/places/{PLACE}")
            if code == _GROUP:
                (session,) = visitor.offered(_WHICH)
                visitor.choose(_WHICH, session)
        finally:
            gate.wait(timeout=300)
        try:
            return _hold_and_confirm(visitor, "给我留一个名额" if code == _GROUP else "选这个时间")
        except (OSError, http.client.HTTPException):
            return _CUT


def _hold_and_confirm(visitor: Visitor, button: str) -> str:
    """What the person reads in the end: a reference, or that it was not to be had."""
    visitor.press(button)
    if visitor.page.url.startswith("/book/hold/"):
        visitor.fill("您的姓名或称呼", "甲")
        visitor.press("确认预约")
    if visitor.page.status >= 500:
        return f"fault {visitor.page.status}"
    is_booked = visitor.page.url.startswith("/book/bookings/")
    return visitor.page.summary["办理编号"].replace(" ", "") if is_booked else "refused"


def everything_adds_up(database: Database, told: list[str], *, is_killed: bool) -> None:
    """Told is stored (P4), exact claims, seats and own times, no time twice."""
    with database.reading() as session:
        rows = session.scalars(sa.select(Row)).all()
        live = [row for row in rows if row.state in LIVE]
        confirmed = {row.public_ref for row in rows if row.state is BookingState.CONFIRMED}
        references = {one for one in told if one.startswith("B")}
        assert references <= confirmed, "told of a booking that is not there"
        assert len(confirmed - references) <= told.count(_CUT), "somebody has a booking and does not know"
        for seats in (True, False):
            count = sum((row.session_id is not None) is seats for row in live)
            assert count == PLACES if not is_killed else count <= PLACES
        times = {row.id for row in live if row.session_id is None}
        claimed = Counter(session.scalars(sa.select(Claim.booking_id)))
        assert claimed == dict.fromkeys(times, 4), "claims are not exact"
        owned = Counter(session.scalars(sa.select(PersonSlot.booking_id)))
        assert owned == {row.id: 4 for row in live}
        seated = set(session.scalars(sa.select(SessionSeat.booking_id)))
        assert seated == {row.id for row in live if row.session_id is not None}
        assert session.scalar(sa.select(GroupSession.booked)) == len(seated)


@pytest.mark.parametrize("is_killed", [False, True], ids=["running", "a worker is killed"])
def test_fifty_people_for_five_times_and_five_seats(
    settings: Settings,
    whole_app: Flask,
    database: Database,
    crowd: list[tuple[str, str]],
    tmp_path: Path,
    is_killed: bool,
) -> None:
    with running(settings, tmp_path, entry="tests.faults.slow_booking_app:app", workers=2) as server:
        race = Race(settings, server)
        told = race.run(crowd, is_killed=is_killed)
        assert not [one for one in race.told if one.startswith("fault")], server.log()
    assert is_killed or told == {"confirmed": 2 * PLACES, "refused": PEOPLE - 2 * PLACES}
    everything_adds_up(database, race.told, is_killed=is_killed)


@pytest.mark.control
def test_control_without_protection_times_are_sold_twice(
    settings: Settings, database: Database, crowd: list[tuple[str, str]], tmp_path: Path
) -> None:
    entry, careless = "tests.faults.slow_booking_app:app", {"CARELESS_BOOKING": "1"}
    with running(settings, tmp_path, entry=entry, workers=2, **careless) as server:
        race = Race(settings, server)
        race.run([one for one in crowd if one[1] == SERVICE][: 2 * PLACES], is_killed=False)
    with pytest.raises(AssertionError):
        everything_adds_up(database, race.told, is_killed=True)
    assert sum(one.startswith("B") for one in race.told) > PLACES
