"""The database stops in the middle of a request: locked, gone, or its disk full. No row is half written, the answer
says so in the person's language, and what was typed can be sent again.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import event

from citizen.applications.lifecycle import Phase
from citizen.applications.models import Application, ApplicationEvent, Message, Paper
from citizen.db import writers_queue
from citizen.db.base import Base
from citizen.db.session import Database
from tests.applications import steps
from tests.applications.papers import jpeg
from tests.applications.test_killed_worker import ready_to_send
from tests.faults.conftest import BROWSER
from tests.faults.server import wait_for
from tests.faults.waiting import end_who_waits, is_postgresql, writers_wait
from tests.support.page import Page
from tests.support.visitor import Visitor

pytestmark = pytest.mark.database


@contextmanager
def connections_with(database: Database, *pragmas: str) -> Iterator[None]:
    """New connections of SQLite that say this first."""

    def say(connection: Any, _record: object) -> None:
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")

    database.dispose()
    event.listen(database.writer, "connect", say)
    try:
        yield
    finally:
        event.remove(database.writer, "connect", say)
        database.dispose()


def press_while_it_stops(visitor: Visitor, database: Database, reference: str, button: str) -> Page:
    """Press; the database gives no answer any more, and in the end none at all."""
    if not is_postgresql(database):
        with _little_patience(), connections_with(database, "busy_timeout=200"), writers_wait(database, reference):
            return visitor.press(button)
    pages: list[Page] = []
    with writers_wait(database, reference) as is_waited_for:
        pressing = threading.Thread(target=lambda: pages.append(visitor.press(button)))
        pressing.start()
        wait_for(is_waited_for)
        assert end_who_waits(database) == 1
        pressing.join(timeout=30)
    return pages[0]


@contextmanager
def _little_patience() -> Iterator[None]:
    """As with the usual patience, but nobody waits a quarter of a minute for it in a test."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(writers_queue, "PATIENCE", 0.5)
        yield


def everything(database: Database) -> dict[str, list[Any]]:
    """All rows there are."""
    with database.reading() as session:
        return {
            table.name: sorted(map(repr, session.execute(sa.select(table)))) for table in Base.metadata.sorted_tables
        }


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    return Visitor(app, headers=BROWSER)


def test_gone_while_a_part_is_saved(visitor: Visitor, database: Database) -> None:
    reference = steps.start(visitor)
    visitor.follow("联系方式")
    visitor.fill("您的姓名", "𠮷野·家")
    visitor.choose("有消息时，怎样通知？", "自己在本网站查看，或到服务大厅问")
    before = everything(database)
    page = press_while_it_stops(visitor, database, reference, "保存并继续")
    assert (page.status, page.h1) == (503, "请稍后再试")
    assert page.headers["Retry-After"]
    assert everything(database) == before
    visitor.press("再次提交")
    assert visitor.page.has_text("已保存：联系方式")
    visitor.follow("联系方式")
    assert 'value="𠮷野·家"' in visitor.page.html


def test_gone_while_an_application_is_sent(visitor: Visitor, database: Database) -> None:
    reference = ready_to_send(visitor)
    before = everything(database)
    assert press_while_it_stops(visitor, database, reference, "提交申请").status == 503
    assert everything(database) == before
    visitor.press("再次提交")
    assert visitor.page.h1 == "您的申请已提交"
    with database.reading() as session:
        assert session.scalars(sa.select(Application)).one().phase is Phase.SENT


def test_gone_while_a_file_comes(visitor: Visitor, database: Database, papers_folder: Path) -> None:
    reference = steps.start(visitor)
    visitor.follow("材料")
    visitor.follow("添加残疾人证")
    visitor.attach("选择文件", "残疾人证.jpg", jpeg())
    before, files = everything(database), set(papers_folder.glob("*"))
    page = press_while_it_stops(visitor, database, reference, "添加")
    assert (page.status, page.h1) == (503, "请稍后再试")
    assert page.has_text("文件没有添加上")
    assert page.has_text("再选一次文件")
    assert everything(database) == before
    assert set(papers_folder.glob("*")) == files
    visitor.open(f"/applications/{reference}/papers/add?kind=disability_certificate")
    visitor.open(f"/applications/{reference}/papers")
    steps.add_paper(visitor)
    with database.reading() as session:
        assert len(session.scalars(sa.select(Paper)).all()) == 1


def test_the_page_speaks_the_language_of_the_person(visitor: Visitor, database: Database) -> None:
    reference = steps.start(visitor)
    visitor.open(f"/applications/{reference}/contact?lang=en")
    visitor.fill("Your name", "Ёлка")
    visitor.choose("How should we send news about this application?", "I look on this site or ask in the service hall")
    page = press_while_it_stops(visitor, database, reference, "Save and continue")
    assert (page.status, page.h1, page.language) == (503, "Please try again in a moment", "en")


def test_a_full_disk_keeps_all_or_nothing(visitor: Visitor, database: Database) -> None:
    if is_postgresql(database):
        pytest.skip("how full SQLite's file may be can be set; PostgreSQL's disk cannot")
    reference = steps.apply(visitor)
    visitor.open(f"/applications/{reference}/messages")
    visitor.fill("给受理单位的消息", "㛃" * 1000)  # more than fits into the pages there are
    _without_free_pages(database)
    before, refused = everything(database), 0
    for room in range(40):
        with connections_with(database, f"max_page_count={_pages(database) + room}"):
            page = visitor.press("再次提交" if refused else "发送消息")
        if page.status != 503:
            break
        refused += 1
        assert page.h1 == "请稍后再试"
        assert everything(database) == before
    assert refused > 0
    assert page.has_text("消息已发送")
    with database.reading() as session:
        assert session.scalars(sa.select(Message)).one().body == "㛃" * 1000
        events = session.scalars(sa.select(ApplicationEvent).order_by(ApplicationEvent.position)).all()
    assert [one.position for one in events] == list(range(1, len(events) + 1))


def _without_free_pages(database: Database) -> None:
    """What other tests have deleted left room in the file."""
    database.dispose()
    with closing(sqlite3.connect(database.url.removeprefix("sqlite:///"))) as connection:
        connection.execute("VACUUM")


def _pages(database: Database) -> int:
    with database.reading() as session:
        return int(session.scalar(sa.text("PRAGMA page_count")) or 0)


def test_gone_while_a_page_that_is_made_is_let_go(
    visitor: Visitor, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What only read is whole when its session is closed; the next page has a connection that works."""
    reference = steps.start(visitor)
    dialect = database.reader.dialect
    gone = []

    def go(connection: Any) -> None:
        gone.append(connection)
        monkeypatch.undo()
        raise dialect.loaded_dbapi.OperationalError("terminating connection")

    visitor.open(f"/applications/{reference}")
    monkeypatch.setattr(dialect, "do_rollback", go)
    assert visitor.open(f"/applications/{reference}/contact").status == 200
    assert gone
    assert visitor.open(f"/applications/{reference}/contact").status == 200
