"""A worker is killed before any single thing it writes: rows, commits, files. Whatever was reached, nothing is half
there; pressing again ends in one application, one file, one appointment.
"""

from __future__ import annotations

import os
import secrets
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import settings as chosen
from sqlalchemy import event

from citizen.applications.lifecycle import Act, Phase
from citizen.applications.models import Application, ApplicationEvent, Paper
from citizen.applications.paper_service import sweep_papers
from citizen.applications.paper_store import PaperStore
from citizen.booking import wishes
from citizen.booking.models import Booking, Claim
from citizen.booking.terms import BookingState
from citizen.db.session import Database
from citizen.notices.models import WrittenNotice
from citizen.people import service as people
from citizen.proxies.authority import Who
from tests.applications import steps
from tests.applications.papers import jpeg
from tests.applications.test_killed_worker import ready_to_send
from tests.booking.conftest import PLACE, SERVICE, add_place
from tests.faults.careless import keep_each_statement
from tests.faults.test_database_away import everything
from tests.support.visitor import Visitor

pytestmark = [pytest.mark.database, pytest.mark.slow, pytest.mark.once]

_FILE_ACTS = ("os.rename", "os.remove", "open")
#: Seen by any request that comes by: not part of what somebody did.
_OWN_BUSINESS = {"visit", "attempt", "shared_count"}


class Steps:
    """Counts what a process writes; at the chosen number it is killed before that. 0: only counts."""

    def __init__(self, folder: Path, fatal: int = 0) -> None:
        self.folder, self.fatal, self.count = str(folder), fatal, 0

    def watch(self, database: Database) -> None:
        event.listen(database.writer, "before_cursor_execute", self._statement)
        event.listen(sa.orm.Session, "before_commit", lambda _session: self.reached())
        event.listen(sa.orm.Session, "after_commit", lambda _session: self.reached())

    def reached(self) -> None:
        self.count += 1
        if self.count == self.fatal:
            os.kill(os.getpid(), signal.SIGKILL)

    def on_file(self, name: str, about: tuple[Any, ...]) -> None:
        """What Python itself tells about every file that is touched."""
        if name in _FILE_ACTS and about and self.folder in str(about[0]):
            self.reached()

    def _statement(self, _connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE")):
            self.reached()


def was_killed(database: Database, folder: Path, act: Callable[[], object], fatal: int) -> bool:
    """Do it in a process of its own, with connections of its own: killed before that step, or done to the end."""
    database.dispose()
    worker = os.fork()
    if worker == 0:
        try:
            watching = Steps(folder, fatal)
            watching.watch(database)
            sys.addaudithook(watching.on_file)
            act()
        finally:
            os._exit(0)
    _pid, status = os.waitpid(worker, 0)
    return os.WIFSIGNALED(status)


def kept(database: Database) -> dict[str, list[Any]]:
    return {name: rows for name, rows in everything(database).items() if name not in _OWN_BUSINESS}


def fatal_steps() -> Iterator[int]:
    """Every step in the thorough profile; else ever fewer of them, until one is beyond the end."""
    step = 1
    while True:
        yield step
        step += 1 if chosen.get_current_profile_name() == "thorough" else 1 + step // 2


def killed_until_kept(database: Database, folder: Path, visitor: Visitor, button: str) -> int:
    """Press the button in workers that are killed ever later, until one comes to its end or has kept anything. Returns
    how many were killed.
    """
    before, killed = kept(database), 0
    for fatal in fatal_steps():
        is_over = not was_killed(database, folder, lambda: visitor.press(button), fatal)
        killed += not is_over
        if is_over or kept(database) != before:
            break
    return killed


def killed_ever_later(database: Database, folder: Path, visitor: Visitor, button: str) -> int:
    """The same; then press it once more, here."""
    killed = killed_until_kept(database, folder, visitor, button)
    visitor.press(button)
    return killed


def was_sent_once(database: Database) -> None:
    with database.reading() as session:
        assert session.scalars(sa.select(Application)).one().phase is Phase.SENT
        acts = list(session.scalars(sa.select(ApplicationEvent.act)))
        assert acts.count(Act.SUBMIT) == 1
        assert len(session.scalars(sa.select(WrittenNotice)).all()) == 1


def was_added_once(database: Database, papers_folder: Path) -> None:
    with database.reading() as session:
        assert PaperStore(papers_folder).get(session.scalars(sa.select(Paper)).one().stored_name)
        acts = list(session.scalars(sa.select(ApplicationEvent.act)))
        assert acts.count(Act.ADD_PAPER) == 1


def was_taken_once(database: Database, state: BookingState) -> None:
    with database.reading() as session:
        live = Booking.state.in_((BookingState.HELD, BookingState.CONFIRMED))
        booking = session.scalars(sa.select(Booking).where(live)).one()
        assert booking.state is state
        assert list(session.scalars(sa.select(Claim.booking_id))) == [booking.id] * 4


def stand_before_adding(visitor: Visitor) -> None:
    steps.start(visitor)
    visitor.follow("材料")
    visitor.follow("添加残疾人证")
    visitor.attach("选择文件", "残疾人证.jpg", jpeg())


def stand_before_booking(visitor: Visitor, database: Database) -> None:
    key = secrets.token_hex(16)
    with database.writing() as session:
        add_place(session, staff=1)
        visit = people.start_visit(session, key=key, on_kiosk=False)
        people.set_subject(session, visit_id=visit.id, relation="self", name="")
        wish = wishes.open_wish(session, who=Who(visit_id=visit.id))
        wish.district, wish.service_code = "tongzhou", SERVICE
    visitor.client.set_cookie("visit", key)
    visitor.open(f"/book/places/{PLACE}")


def test_sending_an_application(visitor: Visitor, database: Database, papers_folder: Path) -> None:
    reference = ready_to_send(visitor)
    assert killed_ever_later(database, papers_folder, visitor, "提交申请") >= 4
    visitor.open(f"/applications/{reference}")
    was_sent_once(database)


def test_adding_a_paper(visitor: Visitor, database: Database, papers_folder: Path) -> None:
    stand_before_adding(visitor)
    there = set(papers_folder.glob("*"))
    assert killed_ever_later(database, papers_folder, visitor, "添加") >= 4
    was_added_once(database, papers_folder)
    left = {path.suffix for path in set(papers_folder.glob("*")) - there}
    assert left <= {".sealed", ".part"}
    for path in papers_folder.glob("*"):
        os.utime(path, (1, 1))
    with database.reading() as session:
        sweep_papers(session, store=PaperStore(papers_folder))
        known = set(session.scalars(sa.select(Paper.stored_name)))
    assert {path.stem for path in papers_folder.glob("*")} == known


def test_booking_a_time(visitor: Visitor, database: Database, papers_folder: Path) -> None:
    stand_before_booking(visitor, database)
    assert killed_ever_later(database, papers_folder, visitor, "选这个时间") >= 4
    was_taken_once(database, BookingState.HELD)
    assert visitor.page.url.startswith("/book/hold/")
    visitor.fill("您的姓名或称呼", "甲")
    assert killed_ever_later(database, papers_folder, visitor, "确认预约") >= 3
    was_taken_once(database, BookingState.CONFIRMED)


class Careless(Steps):
    """A worker that keeps every statement by itself, as if there were no transactions."""

    def watch(self, database: Database) -> None:
        super().watch(database)
        keep_each_statement(database)


#: As control: the same presses without transactions are seen to leave something half done.
_HALF_DONE = (AssertionError, sa.exc.MultipleResultsFound)


@pytest.mark.control
def test_without_transactions_an_application_is_half_sent(
    visitor: Visitor, database: Database, papers_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready_to_send(visitor)
    monkeypatch.setattr(f"{__name__}.Steps", Careless)
    killed_ever_later(database, papers_folder, visitor, "提交申请")
    with pytest.raises(_HALF_DONE):
        was_sent_once(database)


@pytest.mark.control
def test_without_transactions_a_paper_is_half_added(
    visitor: Visitor, database: Database, papers_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_before_adding(visitor)
    monkeypatch.setattr(f"{__name__}.Steps", Careless)
    killed_ever_later(database, papers_folder, visitor, "添加")
    with pytest.raises(_HALF_DONE):
        was_added_once(database, papers_folder)


@pytest.mark.control
def test_without_transactions_a_time_is_half_taken(
    visitor: Visitor, database: Database, papers_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_before_booking(visitor, database)
    monkeypatch.setattr(f"{__name__}.Steps", Careless)
    killed_until_kept(database, papers_folder, visitor, "选这个时间")  # whoever presses again mends it
    with pytest.raises(_HALF_DONE):
        was_taken_once(database, BookingState.HELD)
