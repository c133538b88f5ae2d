"""A log that nobody changes unseen, on both databases: read by one who does not trust the database."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from citizen.db import chained_log
from citizen.db.chained_log import Standing
from citizen.db.models import LogHead, LogLink
from citizen.db.session import Database
from citizen.staff import accesses
from citizen.staff.accesses import CHAIN
from citizen.staff.models import StaffAccess, StaffMember

pytestmark = pytest.mark.database
NOON = datetime(2026, 3, 7, 4, 0, tzinfo=UTC)
PAGES = ("staff.desk", "staff.find", "staff.look_at_case", "staff.leave")


@pytest.fixture
def database(database: Database, at: Callable) -> Database:
    """With four lines of one member, an hour between them."""
    with database.writing() as session:
        session.add(StaffMember(code="G1024", name="张三", district="tongzhou", roles=["desk"], enrolled_at=NOON))
    for hours, page in enumerate(PAGES):
        with at(NOON + timedelta(hours=hours)):
            write(database, page)
    return database


def write(database: Database, page: str) -> None:
    with database.writing() as session:
        staff_id = session.scalars(sa.select(StaffMember.id)).one()
        accesses.record(session, staff_id=staff_id, page=page, method="GET", status=200)


def forge(database: Database, *statements: str) -> None:
    """Change the database behind everybody's back."""
    with database.writing() as session:
        for one in statements:
            session.execute(sa.text(one))


def verified(database: Database) -> Standing:
    with database.reading() as session:
        return chained_log.verify(session, log=CHAIN)


def problems(database: Database) -> list[tuple[int, str]]:
    return [tuple(one) for one in verified(database).breaks]


def test_a_log_that_nobody_touched_is_whole(database: Database) -> None:
    found = verified(database)
    assert (found.lines, found.position, found.before, found.breaks) == (4, 4, 0, [])
    assert len(found.hash) == 64


_LINE = "(SELECT line_id FROM log_link WHERE position = 3)"
FORGERIES = {
    "another page": ([f"UPDATE staff_access SET page = 'staff.desk' WHERE id = {_LINE}"], (3, "changed")),
    "another result": ([f"UPDATE staff_access SET status = 403 WHERE id = {_LINE}"], (3, "changed")),
    "another moment": ([f"UPDATE staff_access SET at = '2020-01-01 00:00:00' WHERE id = {_LINE}"], (3, "changed")),
    "a line removed": ([f"DELETE FROM staff_access WHERE id = {_LINE}"], (3, "removed")),
    "with its link": (
        [f"DELETE FROM staff_access WHERE id = {_LINE}", "DELETE FROM log_link WHERE position = 3"],
        (3, "gap"),
    ),
    "and the rest moved up": (
        [
            f"DELETE FROM staff_access WHERE id = {_LINE}",
            "DELETE FROM log_link WHERE position = 3",
            "UPDATE log_link SET position = 3 WHERE position = 4",
            "UPDATE log_head SET position = 3",
        ],
        (3, "head_changed"),
    ),
    "the end cut off": (
        [
            "DELETE FROM staff_access WHERE id = (SELECT line_id FROM log_link WHERE position = 4)",
            "DELETE FROM log_link WHERE position = 4",
        ],
        (4, "cut_off"),
    ),
    "and the head put back": (
        [
            "DELETE FROM log_link WHERE position = 4",
            "UPDATE log_head SET position = 3, hash = (SELECT hash FROM log_link WHERE position = 3)",
        ],
        (3, "head_changed"),
    ),
    "the beginning cut off": (["DELETE FROM log_link WHERE position < 3"], (1, "gap")),
    "as if its time were over": (
        [
            "DELETE FROM log_link WHERE position < 3",
            "UPDATE log_head SET forgotten = 2, forgotten_hash = (SELECT hash FROM log_link WHERE position = 3)",
        ],
        (4, "head_changed"),
    ),
    "no head at all": (["DELETE FROM log_head"], (0, "head_changed")),
    "two lines exchanged": (
        [
            f"UPDATE staff_access SET page = 'staff.desk' WHERE id = {_LINE}",
            "UPDATE staff_access SET page = 'staff.look_at_case' WHERE page = 'staff.leave'",
        ],
        (3, "changed"),
    ),
}


@pytest.mark.parametrize(("statements", "problem"), FORGERIES.values(), ids=FORGERIES)
def test_what_was_done_behind_everybodys_back_is_found(
    database: Database, statements: list[str], problem: tuple[int, str]
) -> None:
    forge(database, *statements)
    assert problems(database)[0] == problem


def test_a_line_that_nobody_gave_a_place_is_found(database: Database) -> None:
    with database.writing() as session:
        staff_id = session.scalars(sa.select(StaffMember.id)).one()
        session.add(StaffAccess(staff_id=staff_id, page="staff.find", method="GET", status=200, at=NOON))
    assert problems(database) == [(0, "outside")]


def test_lines_from_before_there_was_a_chain_are_counted_and_no_break(database: Database) -> None:
    with database.writing() as session:
        staff_id = session.scalars(sa.select(StaffMember.id)).one()
        before = NOON - timedelta(days=1)
        session.add(StaffAccess(staff_id=staff_id, page="staff.find", method="GET", status=200, at=before))
    found = verified(database)
    assert (found.before, found.lines, found.breaks) == (1, 4, [])


def test_lines_whose_time_is_over_go_from_the_beginning_and_the_rest_stays_whole(
    database: Database, at: Callable
) -> None:
    with at(NOON + accesses.KEPT_FOR + timedelta(minutes=90)), database.writing() as session:
        assert accesses.forget_old(session) == 2
    found = verified(database)
    assert (found.lines, found.position, found.breaks) == (2, 4, [])
    with at(NOON + accesses.KEPT_FOR + timedelta(days=1)), database.writing() as session:
        assert accesses.forget_old(session) == 2
    assert verified(database).breaks == []
    write(database, "staff.desk")
    found = verified(database)
    assert (found.lines, found.position, found.breaks) == (1, 5, [])


def test_a_database_that_was_put_back_differs_from_what_was_noted_elsewhere(database: Database) -> None:
    noted = verified(database).hash[:16]
    with database.reading() as session:
        assert not chained_log.differs_from(session, log=CHAIN, position=4, beginning=noted)
        assert chained_log.differs_from(session, log=CHAIN, position=3, beginning=noted)
        assert chained_log.differs_from(session, log=CHAIN, position=5, beginning=noted)


def test_many_who_write_at_once_get_places_one_after_the_other(database: Database) -> None:
    start = threading.Barrier(4)

    def writing() -> None:
        start.wait()
        for _number in range(10):
            write(database, "staff.find")

    writers = [threading.Thread(target=writing) for _number in range(4)]
    for one in writers:
        one.start()
    for one in writers:
        one.join()
    found = verified(database)
    assert (found.lines, found.position, found.breaks) == (44, 44, [])


def test_what_was_given_up_leaves_no_gap(database: Database) -> None:
    with database.open_writing() as session:
        staff_id = session.scalars(sa.select(StaffMember.id)).one()
        accesses.record(session, staff_id=staff_id, page="staff.find", method="GET", status=200)
        session.rollback()
    write(database, "staff.desk")
    assert verified(database).breaks == []
    with database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(LogLink)) == 5
        assert session.scalars(sa.select(LogHead.position)).one() == 5
