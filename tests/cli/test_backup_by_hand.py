"""PostgreSQL, by the commands as they stand in docs/keeping.md: the data keys apart from the data."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from citizen.applications.models import Application
from citizen.config import ROOT, Settings
from citizen.db import envelope, rotation
from citizen.db.models import StoredDataKey
from citizen.db.session import Database
from tests.applications.builders import a_sent_application, somebody
from tests.support import postgres

pytestmark = pytest.mark.database


@pytest.fixture(autouse=True)
def on_postgresql(request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--database") == "sqlite":
        pytest.skip("commands of PostgreSQL")


@pytest.fixture
def new() -> Iterator[str]:
    with postgres.fresh_database() as url:
        yield url


def documented(word: str) -> list[str]:
    """The commands of this program, as the page says them."""
    page = (ROOT / "docs" / "keeping.md").read_text(encoding="utf-8")
    found = re.findall(rf"^{word} --.*$", page, re.MULTILINE)
    assert len(found) == 2
    return found


def typed(command: str, folder: Path, **names: str) -> None:
    places = {name: url.replace("+psycopg", "") for name, url in names.items()}
    own = {"PATH": f"{postgres.tools()}:{os.environ['PATH']}"} if postgres.tools() else {}
    subprocess.run(command, shell=True, check=True, cwd=folder, env={**os.environ, **own, **places})


def readable(url: str) -> dict[str, bool]:
    """Of every application, whether what was typed there can be read."""
    database = Database(url)
    envelope.use_database(database)
    try:
        lost = rotation.standing(database, batch=200).holding[rotation.KEY_GONE]
        with database.reading() as session:
            references = session.scalars(sa.select(Application.reference)).all()
            keys = session.scalar(sa.select(sa.func.count()).select_from(StoredDataKey))
    finally:
        database.dispose()
    return {"all": lost == 0, "any key": bool(keys), "rows": bool(references)}


def test_without_the_second_file_nobody_reads_the_first_and_with_it_all_is_there(
    app: Flask, database: Database, settings: Settings, new: str, tmp_path: Path
) -> None:
    with database.writing() as session:
        a_sent_application(session, somebody(session))
    for command in documented("pg_dump"):
        typed(command, tmp_path, FROM=settings.database_url)
    data, keys = documented("pg_restore")
    try:
        typed(data, tmp_path, TO=new)
        assert readable(new) == {"all": False, "any key": False, "rows": True}
        typed(keys, tmp_path, TO=new)
        assert readable(new) == {"all": True, "any key": True, "rows": True}
    finally:
        envelope.use_database(database)


def test_what_was_erased_later_stays_unreadable_with_the_newest_keys(
    app: Flask, database: Database, settings: Settings, new: str, tmp_path: Path
) -> None:
    with database.writing() as session:
        a_sent_application(session, somebody(session))
    long_kept, lately = documented("pg_dump")
    typed(long_kept, tmp_path, FROM=settings.database_url)
    with database.writing() as session:
        session.execute(sa.delete(StoredDataKey))
    typed(lately, tmp_path, FROM=settings.database_url)
    try:
        for command in documented("pg_restore"):
            typed(command, tmp_path, TO=new)
        assert readable(new) == {"all": False, "any key": False, "rows": True}
    finally:
        envelope.use_database(database)
