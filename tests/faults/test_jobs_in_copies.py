"""Two copies of each job begin at the same moment: each thing is done once, by one of them, and neither falls over.

What is told here of the commands is shown of notices in tests/notices/test_sending.py, of saved checks in
tests/eligibility/test_recheck.py and of reminders in tests/booking/test_reminders.py, down to single steps.
"""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.cli import ScriptInfo

from citizen.applications.models import Application, ApplicationEvent, Paper
from citizen.applications.paper_scanning import ScanState
from citizen.applications.paper_store import PaperStore
from citizen.db.session import Database
from citizen.notices.models import WrittenNotice
from citizen.notices.service import list_notices
from tests.applications import clamd as daemons
from tests.applications.builders import a_draft, somebody

pytestmark = pytest.mark.database
START = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
DRAFTS = 12
JOBS = (
    "notices deliver",
    "bookings remind",
    "bookings offer",
    "eligibility recheck",
    "applications tidy",
    "visits expire",
    "webhooks deliver",
    "keys rotate",
)


def two_copies(app: Flask, *arguments: str) -> list[int]:
    """Both as an operator would start them; returns their exit codes."""
    start, codes = threading.Barrier(2), []

    def copy() -> None:
        start.wait()
        try:
            app.cli.main(
                list(arguments), prog_name="flask", standalone_mode=False, obj=ScriptInfo(create_app=lambda: app)
            )
            codes.append(0)
        except SystemExit as ended:
            codes.append(int(ended.code or 0))

    threads = [threading.Thread(target=copy) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    return codes


def some_drafts(database: Database) -> list[str]:
    with database.writing() as session:
        return [a_draft(session, somebody(session, f"person {number}")).reference for number in range(DRAFTS)]


def some_papers(database: Database, folder: Path) -> list[str]:
    names = [PaperStore(folder).put(bytes([number])) for number in range(DRAFTS)]
    with database.writing() as session:
        application = a_draft(session, somebody(session))
        for number, name in enumerate(names):
            about = {"file_name": f"{number}.jpg", "media_type": "image/jpeg", "size": 1, "sha256": "0" * 64}
            session.add(Paper(application_id=application.id, kind="other", stored_name=name, added_at=START, **about))
    return names


def test_owners_of_drafts_are_told_once_and_each_draft_goes_once(app: Flask, database: Database, at) -> None:
    with at(START):
        references = some_drafts(database)
    with at(START + timedelta(days=26)):
        assert two_copies(app, "retention", "run", "--batch", "2", "--yes") == [0, 0]
    with database.reading() as session:
        assert [len(list_notices(session, about=one)) for one in references] == [1] * DRAFTS
    with at(START + timedelta(days=32)):
        assert two_copies(app, "retention", "run", "--batch", "2") == [0, 0]
    with database.reading() as session:
        for table in (Application, ApplicationEvent, WrittenNotice):
            assert not session.scalars(sa.select(table)).all()


def test_papers_are_looked_through_and_destroyed_once(app: Flask, database: Database, papers_folder: Path) -> None:
    names = some_papers(database, papers_folder)
    before = app.extensions["settings"]
    with daemons.daemon(lambda data: b"stream: X FOUND\0" if data == b"\3" else b"stream: OK\0") as address:
        app.extensions["settings"] = replace(before, scanner_address=address)
        try:
            assert two_copies(app, "papers", "scan") == [0, 0]
        finally:
            app.extensions["settings"] = before
    with database.reading() as session:
        found = dict(session.execute(sa.select(Paper.stored_name, Paper.scan)).all())
    assert found == {name: ScanState.INFECTED if name == names[3] else ScanState.CLEAN for name in names}
    assert {path.stem for path in papers_folder.glob("*")} >= set(names) - {names[3]}
    assert not (papers_folder / f"{names[3]}.sealed").exists()


def test_a_second_copy_of_any_job_is_no_fault(app: Flask, database: Database, papers_folder: Path, at) -> None:
    with at(START):
        some_drafts(database)
        names = some_papers(database, papers_folder)
    with at(START + timedelta(days=26)):
        app.test_cli_runner().invoke(args=["retention", "run", "--yes"])
        for job in JOBS:
            assert two_copies(app, *job.split()) == [0, 0], job
    assert [PaperStore(papers_folder).get(name) for name in names] == [bytes([number]) for number in range(DRAFTS)]
    with database.reading() as session:
        notices = session.scalars(sa.select(WrittenNotice.key)).all()
        assert len(notices) == len(set(notices)) == DRAFTS + 1
