"""Backups, rehearsed: made while the site runs, wrecked, brought back; what is altered or unfinished is found."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import Result
from cryptography.fernet import Fernet
from flask import Flask

from citizen import create_app
from citizen.applications.models import Application
from citizen.applications.paper_models import Paper
from citizen.applications.paper_store import PaperStore
from citizen.config import Settings
from citizen.core import clock
from citizen.db import envelope, sealing
from citizen.db.base import Base
from citizen.db.models import StoredDataKey
from citizen.db.session import Database
from citizen.db.snapshot import SnapshotFailed, take_snapshot
from tests.applications.builders import a_sent_application, somebody
from tests.conftest import database_of
from tests.support import postgres

pytestmark = pytest.mark.database
PHOTO = b"a photo of an identity card" * 1000


@pytest.fixture(autouse=True)
def tools_of_this_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """pg_dump of the version of the tests' server."""
    if folder := postgres.tools():
        monkeypatch.setenv("PATH", str(folder), prepend=":")


@pytest.fixture
def used(app: Flask, settings: Settings) -> Iterator[Flask]:
    """A site that was used: a sent application, with a paper."""
    store = PaperStore(settings.papers_folder)
    with database_of(app).writing() as session:
        sent = a_sent_application(session, somebody(session))
        session.add(_paper(sent, store.put(PHOTO)))
    yield app
    shutil.rmtree(settings.papers_folder, ignore_errors=True)


def _paper(sent: Application, stored_name: str) -> Paper:
    return Paper(
        application_id=sent.id,
        kind="other",
        file_name="证件.jpg",
        media_type="image/jpeg",
        size=len(PHOTO),
        sha256="0" * 64,
        stored_name=stored_name,
        added_at=clock.now(),
    )


@pytest.fixture
def elsewhere(request: pytest.FixtureRequest, settings: Settings, tmp_path: Path) -> Iterator[Flask]:
    """The same deployment on another machine: the same keys, and nothing else yet."""
    papers = tmp_path / "elsewhere" / "papers"
    if request.config.getoption("--database") == "sqlite":
        url = f"sqlite:///{tmp_path / 'elsewhere' / 'citizen.db'}"
        yield from _site(replace(settings, database_url=url, papers_folder=papers))
        return
    with postgres.fresh_database() as url:
        yield from _site(replace(settings, database_url=url, papers_folder=papers))


def _site(settings: Settings) -> Iterator[Flask]:
    site = create_app(settings)
    yield site
    database_of(site).dispose()


def run(site: Flask, *args: str) -> Result:
    return site.test_cli_runner().invoke(args=["backup", *args])


def made(site: Flask, folder: Path) -> Path:
    result = run(site, "create", str(folder))
    assert result.exit_code == 0, result.output
    return Path(result.stdout.strip())


def everything(database: Database) -> dict[str, list[str]]:
    """Every row of every table, as it stands in the database."""
    with database.reader.connect() as connection:
        return {
            table.name: sorted(repr(tuple(row)) for row in connection.execute(sa.text(f'SELECT * FROM "{table.name}"')))
            for table in Base.metadata.sorted_tables
        }


def test_a_site_comes_back_from_its_backup_as_it_was(used: Flask, elsewhere: Flask, tmp_path: Path) -> None:
    before = everything(database_of(used))
    backup = made(used, tmp_path / "backups")
    assert elsewhere.test_client().get("/readyz").status_code == 503
    result = run(elsewhere, "restore", str(backup))
    assert result.exit_code == 0, result.output
    envelope.use_database(database_of(elsewhere))
    assert elsewhere.test_client().get("/readyz").status_code == 200
    assert everything(database_of(elsewhere)) == before
    assert before["application"]
    with database_of(elsewhere).reading() as session:
        paper = session.scalars(sa.select(Paper)).one()
        assert paper.file_name == "证件.jpg"
    assert PaperStore(elsewhere.extensions["settings"].papers_folder).get(paper.stored_name) == PHOTO
    again = run(elsewhere, "restore", str(backup))
    assert again.exit_code == 1
    assert "not empty" in again.output


def test_verify_brings_the_backup_back_and_names_what_changed(
    used: Flask, elsewhere: Flask, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    backup = made(used, tmp_path)
    is_sqlite = request.config.getoption("--database") == "sqlite"
    empty = elsewhere.extensions["settings"].database_url
    whole = run(used, "verify", str(backup), *(() if is_sqlite else ("--rehearse-in", empty)))
    assert whole.exit_code == 0, whole.output
    assert "whole: 1 papers" in whole.output
    assert "brought back and looked through" in whole.output
    (paper,) = (backup / "papers").iterdir()
    paper.write_bytes(paper.read_bytes()[:-1])
    changed = run(used, "verify", str(backup))
    assert changed.exit_code == 1
    assert f"papers/{paper.name}: changed" in changed.output
    paper.unlink()
    assert f"papers/{paper.name}: missing" in run(used, "verify", str(backup)).output
    # A list that is made to fit is not ours.
    listed = json.loads((backup / "backup.json").read_text())
    listed["contents"]["papers"] = []
    (backup / "backup.json").write_text(json.dumps(listed))
    assert "was changed" in run(used, "verify", str(backup)).output
    (backup / "backup.json").unlink()
    assert "not finished" in run(elsewhere, "restore", str(backup)).output


@pytest.mark.once
def test_a_wrecked_site_is_put_aside_and_comes_back(used: Flask, elsewhere: Flask, tmp_path: Path) -> None:
    """The disk of SQLite is damaged: nothing that stands there is deleted, and the site is as it was."""
    backup = made(used, tmp_path)
    settings: Settings = elsewhere.extensions["settings"]
    wrecked = Path(settings.database_url.removeprefix("sqlite:///"))
    wrecked.write_bytes(b"\xff" * 8192)
    settings.papers_folder.mkdir(parents=True)
    (settings.papers_folder / "ab.sealed").write_bytes(b"half a pap")
    assert "or --replace" in run(elsewhere, "restore", str(backup)).output
    assert wrecked.read_bytes() == b"\xff" * 8192
    result = run(elsewhere, "restore", str(backup), "--replace")
    assert result.exit_code == 0, result.output
    assert everything(database_of(elsewhere)) == everything(database_of(used))
    aside = sorted(one.name.partition(".before-")[0] for one in wrecked.parent.iterdir() if ".before-" in one.name)
    assert aside == ["citizen.db", "papers"]


@pytest.mark.once
def test_a_database_somebody_has_open_is_not_replaced(used: Flask, elsewhere: Flask, tmp_path: Path) -> None:
    backup = made(used, tmp_path)
    url = elsewhere.extensions["settings"].database_url
    assert run(elsewhere, "restore", str(backup)).exit_code == 0
    site = Database(url)
    with site.reading() as session:
        session.scalars(sa.select(Application)).all()
        refused = run(elsewhere, "restore", str(backup), "--replace")
    assert refused.exit_code == 1
    assert "stop the site" in refused.output
    site.dispose()
    assert run(elsewhere, "restore", str(backup), "--replace").exit_code == 0


@pytest.mark.once
def test_a_backup_that_no_key_opens_is_not_called_whole(used: Flask, settings: Settings, tmp_path: Path) -> None:
    backup = made(used, tmp_path)
    sealing.use_keys([Fernet.generate_key().decode()], hash_key=settings.secret_key)
    try:
        result = run(used, "verify", str(backup))
    finally:
        sealing.use_keys(settings.data_keys, hash_key=settings.secret_key)
    assert result.exit_code == 1
    assert "cannot be read with any key of DATA_KEYS" in result.output
    assert "1 papers cannot be read" in result.output


@pytest.mark.once
def test_a_backup_without_its_data_keys_is_not_called_whole(used: Flask, tmp_path: Path) -> None:
    with database_of(used).writing() as session:
        session.execute(sa.delete(StoredDataKey))
    result = run(used, "verify", str(made(used, tmp_path)))
    assert result.exit_code == 1
    assert "values belong to data keys that are not there" in result.output


@pytest.mark.once
def test_a_paper_the_site_lost_stops_the_backup(used: Flask, settings: Settings, tmp_path: Path) -> None:
    (lost,) = settings.papers_folder.glob("*.sealed")
    lost.unlink()
    result = run(used, "create", str(tmp_path))
    assert result.exit_code == 1
    assert "1 papers are named by the database" in result.output


@pytest.mark.once
def test_only_the_newest_backups_are_kept(used: Flask, tmp_path: Path, at) -> None:
    (tmp_path / "of somebody else").mkdir()
    moment = clock.now()
    for hour in range(3):
        with at(moment.replace(hour=hour)):
            assert run(used, "create", str(tmp_path), "--keep", "2").exit_code == 0
    kept = sorted(one.name for one in tmp_path.glob("backup-*"))
    assert [name[-7:-5] for name in kept] == ["01", "02"]
    assert (tmp_path / "of somebody else").is_dir()
    assert {one.stat().st_mode & 0o077 for one in (tmp_path / kept[0]).rglob("*")} <= {0}


def test_on_postgresql_papers_are_put_aside_and_the_new_database_is_filled(
    used: Flask, elsewhere: Flask, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """As docs/deploy.md says it: a new database, and the folder of papers as the accident left it."""
    if request.config.getoption("--database") == "sqlite":
        pytest.skip("a database of its own is made only on PostgreSQL")
    backup = made(used, tmp_path / "backups")
    papers: Path = elsewhere.extensions["settings"].papers_folder
    papers.mkdir(parents=True)
    (papers / "ab.sealed").write_bytes(b"half a pap")
    assert "or --replace" in run(elsewhere, "restore", str(backup)).output
    result = run(elsewhere, "restore", str(backup), "--replace")
    assert result.exit_code == 0, result.output
    assert everything(database_of(elsewhere)) == everything(database_of(used))
    (aside,) = (one for one in papers.parent.iterdir() if ".before-" in one.name)
    assert (aside / "ab.sealed").read_bytes() == b"half a pap"


@pytest.mark.once
def test_tools_older_than_the_server_are_named_with_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "pg_dump"
    program.write_text(
        "#!/bin/sh\necho 'pg_dump: error: aborting because of server version mismatch' >&2\n"
        "echo 'pg_dump: detail: server version: 16.2; pg_dump version: 15.18' >&2\nexit 1\n"
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    with pytest.raises(SnapshotFailed, match=r"^pg_dump: detail: server version: 16.2.*install the postgresql-client"):
        take_snapshot("postgresql+psycopg://citizen@localhost/none", tmp_path / "database.dump")
