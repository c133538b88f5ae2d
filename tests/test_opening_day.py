"""The opening day in small: the same journeys, the same race, the same promises. `make load` plays the whole of it."""

from __future__ import annotations

import threading

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.serving import make_server

from benchmarks.opening import promises, world
from benchmarks.opening.browser import Form, Page
from benchmarks.opening.day import Day, Outcome, Plan
from benchmarks.opening.journeys import Told
from benchmarks.opening.world import Rush
from citizen.applications.models import Application
from citizen.booking.models import Booking, Claim, PersonSlot, SessionSeat
from citizen.db.session import Database

pytestmark = [pytest.mark.once, pytest.mark.slow]

#: Journeys of each kind, and six people each for five times and for five seats.
_PLAN = Plan(journeys=5, minutes=0.01, racers=12, places=10)
_GOOD = {"read", "result", "sent", "booked"}


class InThisProcess:
    """A real server, but of this process: a start of gunicorn would cost more than the whole day."""

    workers: list[int] = []

    def __init__(self, app: Flask) -> None:
        self._server = make_server("127.0.0.1", 0, app, threaded=True)
        self.port = self._server.server_port
        self._thread = threading.Thread(target=self._server.serve_forever)

    def __enter__(self) -> InThisProcess:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def memory(self) -> dict[str, int]:
        return {}

    def cpu_seconds(self) -> float:
        return 0.0


@pytest.fixture
def played(app: Flask, database: Database) -> tuple[Outcome, Rush]:
    """The small day; every kind of journey is there once."""
    with database.writing() as session:
        rush = world.build(session, places=_PLAN.places)
    with InThisProcess(app) as server:
        return Day(_PLAN, server).play(), rush


def test_nothing_fails_nothing_is_lost_and_nothing_is_sold_twice(
    played: tuple[Outcome, Rush], database: Database
) -> None:
    outcome, rush = played
    assert not outcome.day.faults + outcome.race.faults
    assert {one.end for one in outcome.told} == _GOOD
    with database.reading() as session:
        assert promises.broken(session, outcome.told, outcome.raced, rush) == []
    for spoil, said in _SPOILT.items():
        with database.open_writing() as session:
            session.execute(sa.text(spoil))
            found = "\n".join(promises.broken(session, outcome.told, outcome.raced, rush))
            session.rollback()
        assert said in found, spoil
    with database.reading() as session:
        unsaid = [one for one in outcome.told if one.end != "sent"]
        assert promises.broken(session, unsaid, outcome.raced, rush)
        twice = [*outcome.told, *(one for one in outcome.told if one.end == "booked")]
        assert any("two people" in line for line in promises.broken(session, twice, outcome.raced, rush))


#: What a fault would leave behind, and what is said of it.
_SPOILT = {
    f"UPDATE {Application.__tablename__} SET phase = 'draft'": "applications told and lost",
    f"UPDATE {Booking.__tablename__} SET state = 'cancelled_by_person'": "bookings told and lost",
    f"DELETE FROM {Claim.__tablename__} WHERE booking_id IS NOT NULL": "claims differ",
    f"DELETE FROM {PersonSlot.__tablename__}": "own times differ",
    f"DELETE FROM {SessionSeat.__tablename__}": "seats taken",
}


def test_whoever_got_no_answer_may_have_a_booking_nobody_was_told_of() -> None:
    assert promises._without_answer([Told("no answer: TimeoutError"), Told("booked", "B1"), Told("full")]) == 1


def test_a_form_is_filled_in_as_a_browser_would() -> None:
    page = Page(
        "/a/b",
        200,
        '<form method="post" action="/c?d=1&amp;e=2"><input type="hidden" name="token" value="t&quot;"><input '
        'type="radio" name="one" value="x"><input type="radio" name="one" value="y" checked><input name="who">'
        '<select name="kind"><option value="">?</option><option value="k">K</option></select>'
        '<button name="press" value="p">P</button></form><form method="get"></form>',
    )
    form = page.form(having="one")
    assert isinstance(form, Form)
    assert form.action == "/c?d=1&e=2"
    assert form.filled({"who": "甲"}) == [("token", 't"'), ("one", "y"), ("who", "甲"), ("kind", "k")]
    assert form.filled({"one": "x", "who": None, "kind": "k", "press": "p"})[1:] == [
        ("one", "x"),
        ("kind", "k"),
        ("press", "p"),
    ]
