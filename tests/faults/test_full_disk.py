"""The disk is full: for what comes in, for SQLite's own files, for PostgreSQL. Whoever sends something reads what
happened and what to do, nothing is half kept, and when there is room again the same can be sent again.
"""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from citizen.applications.lifecycle import Phase
from citizen.applications.models import Application, Paper
from citizen.db.session import Database
from tests.applications.papers import jpeg
from tests.applications.test_killed_worker import ready_to_send
from tests.faults.conftest import BROWSER
from tests.faults.server import Server
from tests.faults.test_database_away import everything
from tests.faults.test_large_requests import on_the_page_for_papers, send
from tests.faults.waiting import is_postgresql
from tests.support.visitor import Visitor

pytestmark = pytest.mark.database

#: More than werkzeug keeps of a file in memory, less than the file that is sent.
ROOM, FILE = 6 * 1024 * 1024, 8 * 1024 * 1024


@contextmanager
def little_room(server: Server, size: int) -> Iterator[None]:
    """No file of the worker may become larger, as on a disk that has so much left."""
    (worker,) = server.workers
    before = resource.prlimit(worker, resource.RLIMIT_FSIZE)
    resource.prlimit(worker, resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.prlimit(worker, resource.RLIMIT_FSIZE, before)


def test_no_room_while_a_file_comes(server: Server, person: Visitor, database: Database, papers_folder: Path) -> None:
    reference = on_the_page_for_papers(person)
    before, files = everything(database), set(papers_folder.glob("*"))
    with little_room(server, ROOM):
        status, text = send(server, person, FILE, is_announced=True)
    assert status == 507
    assert "请稍后再试" in text
    assert "文件没有添加上" in text
    assert "再选一次文件" in text
    assert everything(database) == before
    assert set(papers_folder.glob("*")) == files
    person.open(f"/applications/{reference}/papers")
    person.follow("添加残疾人证")
    person.attach("选择文件", "残疾人证.jpg", jpeg())
    person.press("添加")
    with database.reading() as session:
        assert len(session.scalars(sa.select(Paper)).all()) == 1


def test_no_room_for_the_journal_of_sqlite(server: Server, person: Visitor, database: Database) -> None:
    if is_postgresql(database):
        pytest.skip("the files of PostgreSQL are written by its own processes")
    ready_to_send(person)
    before = everything(database)
    with little_room(server, 512):
        page = person.press("提交申请")
    assert (page.status, page.h1) == (503, "请稍后再试")
    assert everything(database) == before
    person.press("再次提交")
    assert person.page.h1 == "您的申请已提交"


def test_no_room_for_the_last_row_of_an_application(app: Flask, database: Database) -> None:
    """The fault PostgreSQL reports when its disk is full (53100), at the last thing that is written."""
    if not is_postgresql(database):
        pytest.skip("test_database_away fills the file of SQLite itself")
    visitor = Visitor(app, headers=BROWSER)
    ready_to_send(visitor)
    before = everything(database)
    with _full_for(database, "notice"):
        page = visitor.press("提交申请")
    assert (page.status, page.h1) == (503, "请稍后再试")
    assert everything(database) == before
    visitor.press("再次提交")
    with database.reading() as session:
        assert session.scalars(sa.select(Application)).one().phase is Phase.SENT


@contextmanager
def _full_for(database: Database, table: str) -> Iterator[None]:
    fault = "RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100';"
    with database.writing() as session:
        session.execute(
            sa.text(f"CREATE FUNCTION is_full() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {fault} END $$")
        )
        session.execute(sa.text(f"CREATE TRIGGER full_disk BEFORE INSERT ON {table} EXECUTE FUNCTION is_full()"))
    try:
        yield
    finally:
        with database.writing() as session:
            session.execute(sa.text("DROP FUNCTION is_full() CASCADE"))
