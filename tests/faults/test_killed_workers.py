"""A worker is killed while it answers. Whoever comes back finds everything as it was, and goes on with the next one."""

from __future__ import annotations

import contextlib
import http.client
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from citizen.applications.lifecycle import Phase
from citizen.applications.models import Application, Paper
from citizen.db.session import Database
from citizen.notices.models import WrittenNotice
from tests.applications.papers import jpeg
from tests.applications.test_killed_worker import ready_to_send
from tests.faults.server import Server, wait_for
from tests.faults.test_large_requests import form_with, on_the_page_for_papers
from tests.faults.waiting import writers_wait
from tests.support.visitor import Visitor

pytestmark = [pytest.mark.database, pytest.mark.slow]


def in_the_background(act: Callable[[], object]) -> threading.Thread:
    """Do it meanwhile; the answer never comes."""

    def try_it() -> None:
        with contextlib.suppress(OSError, http.client.HTTPException):
            act()

    thread = threading.Thread(target=try_it)
    thread.start()
    return thread


def test_killed_in_the_middle_of_an_upload(
    server: Server, person: Visitor, database: Database, papers_folder: Path
) -> None:
    on_the_page_for_papers(person)
    before = set(papers_folder.iterdir()) if papers_folder.exists() else set()
    media_type, pieces, length = form_with(person, 8 * 1024 * 1024)
    connection = server.connection()
    connection.putrequest("POST", person.page.url)
    cookie = person.client.get_cookie("visit")
    assert cookie
    for name, value in (
        ("Content-Type", media_type),
        ("Content-Length", str(length)),
        ("Cookie", f"visit={cookie.value}"),
    ):
        connection.putheader(name, value)
    connection.endheaders()
    for _, piece in zip(range(5), pieces, strict=False):
        connection.send(piece)
    server.kill_worker()
    # On a busy machine the new worker takes over a connection nobody had taken yet, and waits for the rest.
    connection.sock.settimeout(5)
    with pytest.raises((OSError, http.client.HTTPException)):
        connection.getresponse()
    connection.close()
    person.attach("选择文件", "残疾人证.jpg", jpeg())
    assert person.press("添加").has_text("已添加1个文件")
    with database.reading() as session:
        kept = session.scalars(sa.select(Paper)).one()
    assert {path.stem for path in set(papers_folder.iterdir()) - before} == {kept.stored_name}


def test_killed_while_an_application_is_being_sent(server: Server, person: Visitor, database: Database) -> None:
    reference = ready_to_send(person)
    with writers_wait(database, reference) as is_waited_for:
        sending = in_the_background(lambda: person.press("提交申请"))
        wait_for(is_waited_for)
        server.kill_worker()
        sending.join(timeout=20)
    with database.reading() as session:
        assert session.scalars(sa.select(Application)).one().phase is Phase.DRAFT
    for _again in range(2):
        person.ask_again() if person.page.h1 == "您的申请已提交" else person.press("提交申请")
        assert person.page.h1 == "您的申请已提交"
        assert person.page.summary["办理编号"].replace(" ", "") == reference
    with database.reading() as session:
        assert session.scalars(sa.select(Application)).one().phase is Phase.SENT
        assert len(session.scalars(sa.select(WrittenNotice)).all()) == 1


def test_two_uploads_at_the_same_moment_are_both_kept(person: Visitor, database: Database) -> None:
    on_the_page_for_papers(person)
    second = Visitor(person.client.application, headers={"Sec-Fetch-Site": "same-origin"})
    cookie = person.client.get_cookie("visit")
    assert cookie
    second.client.set_cookie("visit", cookie.value)
    second.open(person.page.url)
    gate, pages = threading.Barrier(2), []
    for browser, name, colour in ((person, "一.jpg", "red"), (second, "二.jpg", "blue")):
        browser.attach("选择文件", name, jpeg(colour=colour, size=(1200, 900)))

    def press(browser: Visitor) -> None:
        gate.wait()
        pages.append(browser.press("添加"))

    threads = [threading.Thread(target=press, args=(browser,)) for browser in (person, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert [page.status for page in pages] == [200, 200]
    with database.reading() as session:
        assert sorted(paper.file_name for paper in session.scalars(sa.select(Paper))) == ["一.jpg", "二.jpg"]
