"""PostgreSQL is really stopped while people save and send, and started again. Meanwhile everybody reads a plain page in
their language; afterwards the same workers go on by themselves, and what was saved is what people were told.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

import pytest
import sqlalchemy as sa
from flask import Flask

from citizen.applications.audit import verify_events
from citizen.applications.lifecycle import Phase
from citizen.applications.models import Application
from citizen.db.session import Database
from citizen.notices.models import WrittenNotice
from tests.applications import steps
from tests.applications.test_killed_worker import ready_to_send
from tests.faults.conftest import BROWSER
from tests.faults.server import Server, wait_for
from tests.faults.waiting import is_postgresql
from tests.support import postgres
from tests.support.page import Page
from tests.support.visitor import Visitor

pytestmark = [pytest.mark.database, pytest.mark.slow]


class Words(NamedTuple):
    """What a person reads and presses."""

    asked: str
    language: str
    name: str
    told: str
    not_sent: str
    save: str
    away: str
    once_more: str


CHINESE = Words(
    "zh-Hans",
    "zh-Hans-CN",
    "您的姓名",
    "有消息时，怎样通知？",
    "自己在本网站查看，或到服务大厅问",
    "保存并继续",
    "请稍后再试",
    "再次提交",
)
ENGLISH = Words(
    "en",
    "en",
    "Your name",
    "How should we send news about this application?",
    "I look on this site or ask in the service hall",
    "Save and continue",
    "Please try again in a moment",
    "Send it again",
)


class Saver:
    """Somebody who gives another name again and again, and does what the page says when that does not work."""

    def __init__(self, visitor: Visitor, words: Words) -> None:
        self.visitor, self.words = visitor, words
        self.reference = steps.start(visitor)
        self._open_form()
        self.kept, self.refused, self.tried, self.last = 0, 0, "", ""
        self.odd: list[str] = []

    def save(self) -> None:
        """One turn."""
        words, buttons = self.words, self.visitor.page.buttons
        if words.once_more in buttons:
            self._note(self.visitor.press(words.once_more), is_saved=True)
        elif words.save in buttons:
            self.tried = f"Ёлка {self.kept} {self.refused}"
            self.visitor.fill(words.name, self.tried)
            self.visitor.choose(words.told, words.not_sent)
            self._note(self.visitor.press(words.save), is_saved=True)
        else:
            self._note(self._open_form())

    def _note(self, page: Page, *, is_saved: bool = False) -> None:
        if (page.status, page.h1, page.language) == (503, self.words.away, self.words.language):
            self.refused += 1
        elif page.status != 200:
            self.odd.append(page.described())
        elif is_saved:
            self.kept, self.last = self.kept + 1, self.tried

    def _open_form(self) -> Page:
        return self.visitor.open(f"/applications/{self.reference}/contact?lang={self.words.asked}")


@contextmanager
def all_saving(people: list[Saver]) -> Iterator[None]:
    """Everybody at once, until the end; each ends with something that was kept."""
    is_over = threading.Event()

    def work(one: Saver) -> None:
        while True:
            before = one.kept
            one.save()
            if is_over.wait(0.1) and one.kept > before:
                return

    threads = [threading.Thread(target=work, args=(one,)) for one in people]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        is_over.set()
        for thread in threads:
            thread.join(timeout=60)


def test_stopped_and_started_under_traffic(server: Server, wire: Flask, person: Visitor, database: Database) -> None:
    if not is_postgresql(database) or os.environ.get("TEST_DATABASE_URL"):
        pytest.skip("only a PostgreSQL that was started here may be stopped")
    sent = ready_to_send(person)
    people = [Saver(Visitor(wire, headers=BROWSER), words) for words in (CHINESE, ENGLISH, CHINESE)]
    workers = server.workers
    with all_saving(people):
        wait_for(lambda: all(one.kept for one in people))
        with postgres.stopped(database.url):
            wait_for(lambda: all(one.refused for one in people))
            page = person.press("提交申请")
            assert (page.status, page.h1) == (503, "请稍后再试")
            assert page.headers["Retry-After"]
            looking = Visitor(wire, headers=BROWSER)
            assert [looking.open(address).status for address in ("/healthz", "/readyz")] == [200, 503]
        kept = [one.kept for one in people]
        wait_for(lambda: all(one.kept > before for one, before in zip(people, kept, strict=True)))
    assert person.press("再次提交").h1 == "您的申请已提交"
    assert [one.odd for one in people] == [[], [], []]
    assert server.workers == workers
    with database.reading() as session:
        names = {one.reference: one.contact["name"] for one in session.scalars(sa.select(Application))}
        phases = {one.reference: one.phase for one in session.scalars(sa.select(Application))}
        assert {one.reference: one.last for one in people} == {key: names[key] for key in names if key != sent}
        assert [reference for reference, phase in phases.items() if phase is Phase.SENT] == [sent]
        assert len(session.scalars(sa.select(WrittenNotice)).all()) == 1
        assert not verify_events(session).breaks
