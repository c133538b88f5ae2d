"""The tests of full disks and slow forms, with what they test taken away: now they must fail, or they show nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from citizen.config import Settings
from citizen.db.session import Database
from tests.conftest import database_of
from tests.faults import test_database_away as away
from tests.faults import test_full_disk as full
from tests.faults.careless import each_statement_by_itself
from tests.faults.conftest import BROWSER
from tests.faults.server import Server, over_the_wire, running, wait_for
from tests.faults.test_large_requests import on_the_page_for_papers, send
from tests.faults.test_slow_network import THREADS, half_a_form
from tests.faults.waiting import is_postgresql
from tests.support.visitor import Visitor

pytestmark = [pytest.mark.database, pytest.mark.control]


@pytest.fixture(scope="module")
def careless(settings: Settings, whole_app: Flask, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running(settings, tmp_path_factory.mktemp("careless"), entry="tests.faults.careless_app:app") as started:
        yield started


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    return Visitor(app, headers=BROWSER)


def fill_the_disk(app: Flask, visitor: Visitor, database: Database) -> None:
    """The test of this engine."""
    if is_postgresql(database):
        full.test_no_room_for_the_last_row_of_an_application(app, database)
    else:
        away.test_a_full_disk_keeps_all_or_nothing(visitor, database)


def test_without_transactions_a_full_disk_keeps_a_half(app: Flask, visitor: Visitor, database: Database) -> None:
    """The dictionaries of all rows differ."""
    with each_statement_by_itself(database), pytest.raises(AssertionError, match=r"^assert \{"):
        fill_the_disk(app, visitor, database)


def test_without_its_handler_a_full_disk_is_a_fault(
    app: Flask, visitor: Visitor, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(app.error_handler_spec[None][None], OperationalError)
    with pytest.raises(AssertionError, match=r"\(500, '|assert 0 > 0"):
        fill_the_disk(app, visitor, database)


@pytest.mark.once
def test_without_its_handler_no_room_for_a_file_is_a_fault(
    settings: Settings, app: Flask, careless: Server, database: Database
) -> None:
    wire = over_the_wire(settings, careless)
    person = Visitor(wire, headers=BROWSER)
    on_the_page_for_papers(person)
    with full.little_room(careless, full.ROOM):
        status, text = send(careless, person, full.FILE, is_announced=True)
    assert status == 500
    assert "文件没有添加上" not in text
    database_of(wire).dispose()


@pytest.mark.once
def test_with_endless_patience_half_forms_keep_everybody_out(settings: Settings, app: Flask, careless: Server) -> None:
    wire = over_the_wire(settings, careless)
    person = Visitor(wire, headers=BROWSER)
    person.open("/for-whom")
    cookie = person.client.get_cookie("visit")
    assert cookie
    waiting = [half_a_form(careless, "/for-whom", cookie.value) for _ in range(2 * THREADS)]
    another = careless.connection(seconds=3)
    another.request("GET", "/healthz")
    with pytest.raises(TimeoutError):
        another.getresponse()
    for connection in (*waiting, another):
        connection.close()
    wait_for(lambda: person.open("/for-whom").status == 200)
    database_of(wire).dispose()
