"""A server that dies in the middle of an upload leaves no row without its file, and no file that is not swept."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from citizen.applications.models import Paper
from citizen.applications.paper_service import sweep_papers
from citizen.applications.paper_store import PaperStore
from citizen.db.session import Database
from tests.applications.builders import a_draft, somebody

pytestmark = pytest.mark.database

#: A worker that takes a paper in, and stops for good at the point that is named.
_WORKER = """
import sys, time
from pathlib import Path
from citizen.applications import paper_service, service
from citizen.applications.models import Application
from citizen.applications.paper_intake import Intake, SentFile, take_in
from citizen.applications.paper_scanning import NoScanner
from citizen.applications.paper_store import PaperStore
from citizen.config import for_tests
from citizen.db import envelope, sealing
from citizen.db.session import Database
from citizen.proxies.authority import Who
from tests.applications.papers import jpeg
import sqlalchemy as sa

url, folder, reference, point = sys.argv[1:]
settings = for_tests()
sealing.use_keys(settings.data_keys, hash_key=settings.secret_key)

def reached(name):
    if name == point:
        print("reached", flush=True)
        time.sleep(60)

into = Intake(PaperStore(Path(folder)), NoScanner(), 10**6, None)
kept = take_in(into, SentFile("other", "a.jpg", jpeg()), reference=reference)
reached("sealed")
database = Database(url)
envelope.use_database(database)
with database.writing() as session:
    application = session.scalars(sa.select(Application).where(Application.reference == reference)).one()
    paper_service.keep_paper(session, who=Who(application.visit_id), application=application, kept=kept)
    reached("row written")
reached("committed")
"""


@pytest.mark.slow
@pytest.mark.parametrize(("point", "rows"), [("sealed", 0), ("row written", 0), ("committed", 1)])
def test_a_worker_killed_at_any_point_leaves_rows_and_files_in_step(
    database: Database, tmp_path: Path, point: str, rows: int
) -> None:
    with database.writing() as session:
        reference = a_draft(session, somebody(session)).reference
    command = [sys.executable, "-c", _WORKER, database.url, str(tmp_path), reference, point]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    with process.stdout:
        assert process.stdout.readline() == "reached\n"
        process.kill()
        process.wait(timeout=60)
    store, tomorrow = PaperStore(tmp_path), datetime.now(UTC) + timedelta(days=2)
    with database.reading() as session:
        known = set(session.scalars(sa.select(Paper.stored_name)))
    assert len(known) == rows
    assert len(list(tmp_path.iterdir())) == 1
    assert all(store.get(name) for name in known)
    _make_older(tmp_path)
    with database.reading() as session:
        assert sweep_papers(session, store=store) == 1 - rows
    assert set(store.names_before(tomorrow)) == known


def _make_older(folder: Path) -> None:
    """Files are swept when they are a day old: a worker may still be about to write their row."""
    for path in folder.iterdir():
        os.utime(path, (1, 1))
