"""Backups of a site whose papers stand in a bucket: what is there, and what is still in the folder, comes along."""

from __future__ import annotations

import resource
import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from citizen.applications.paper_store import PaperStore, store_of
from citizen.config import Settings
from citizen.db.session import Database
from tests.applications.builders import a_sent_application, somebody
from tests.cli.test_backup import PHOTO, _paper, everything, made, run
from tests.conftest import database_of
from tests.support import bucket as s3

pytestmark = [pytest.mark.database, pytest.mark.once]


@pytest.fixture(scope="module")
def store_url() -> Iterator[str]:
    with s3.running_store() as url:
        yield url


@pytest.fixture
def settings_here(settings: Settings, store_url: str, tmp_path: Path) -> Settings:
    """A folder in the bucket of its own, and a folder on the disk of its own."""
    return _with_papers_at(settings, f"{store_url}/{tmp_path.name}", tmp_path / "papers")


def _with_papers_at(settings: Settings, url: str, folder: Path) -> Settings:
    at = {"papers_store_url": url, "papers_store_key": s3.KEY, "papers_store_secret": s3.SECRET}
    return replace(settings, papers_folder=folder, **at)


@pytest.fixture
def used(app: Flask, settings_here: Settings, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    """A site in use: a paper in the bucket, and one that was not carried there yet. Their names."""
    monkeypatch.setitem(app.extensions, "settings", settings_here)
    names = store_of(settings_here).put(PHOTO), PaperStore(settings_here.papers_folder).put(PHOTO[::-1])
    with database_of(app).writing() as session:
        sent = a_sent_application(session, somebody(session))
        session.add_all(_paper(sent, name) for name in names)
    return names


@pytest.fixture
def elsewhere(settings_here: Settings, tmp_path: Path) -> Iterator[tuple[Settings, Database]]:
    """Another machine with another place in the bucket; nothing is there yet."""
    url = f"sqlite:///{tmp_path / 'elsewhere' / 'citizen.db'}"
    place = f"{settings_here.papers_store_url}-elsewhere"
    database = Database(url)
    yield replace(_with_papers_at(settings_here, place, tmp_path / "elsewhere-papers"), database_url=url), database
    database.dispose()


def move_to(site: Flask, patch: pytest.MonkeyPatch, there: tuple[Settings, Database]) -> None:
    settings, database = there
    patch.setitem(site.extensions, "settings", settings)
    patch.setitem(site.extensions, "database", database)


def _objects(settings: Settings) -> dict[str, bytes]:
    """What stands in the bucket at the place of these settings."""
    prefix = settings.papers_store_url.rpartition("/")[2] + "/"
    bucket = settings.papers_store_url.rpartition("/")[0]
    return {name: data for name, data in s3.contents(bucket).items() if name.startswith(prefix)}


def test_papers_of_a_bucket_come_back_into_another_one(
    app: Flask,
    used: tuple[str, str],
    elsewhere: tuple[Settings, Database],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = everything(database_of(app))
    backup = made(app, tmp_path / "backups")
    assert {one.stem for one in (backup / "papers").iterdir()} == set(used)
    assert run(app, "verify", str(backup)).output.startswith("whole: 2 papers")
    move_to(app, monkeypatch, elsewhere)
    result = run(app, "restore", str(backup))
    assert result.exit_code == 0, result.output
    assert everything(elsewhere[1]) == before
    assert [store_of(elsewhere[0]).get(name) for name in used] == [PHOTO, PHOTO[::-1]]
    assert len(_objects(elsewhere[0])) == 2
    assert not elsewhere[0].papers_folder.exists()
    again = run(app, "restore", str(backup))
    assert again.exit_code == 1
    assert elsewhere[0].papers_store_url in again.output


def test_what_a_bucket_lost_is_put_back_and_nothing_else_is_touched(
    app: Flask,
    used: tuple[str, str],
    elsewhere: tuple[Settings, Database],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    backup = made(app, tmp_path / "backups")
    move_to(app, monkeypatch, elsewhere)
    assert run(app, "restore", str(backup)).exit_code == 0
    shelf = store_of(elsewhere[0]).shelf
    shelf.remove(used[0])
    newer = store_of(elsewhere[0]).put(b"came after the backup")
    kept = _objects(elsewhere[0])
    assert "or --replace" in run(app, "restore", str(backup)).output
    assert not shelf.has(used[0])
    result = run(app, "restore", str(backup), "--replace")
    assert result.exit_code == 0, result.output
    assert store_of(elsewhere[0]).get(used[0]) == PHOTO
    assert kept.items() <= _objects(elsewhere[0]).items()
    assert shelf.has(newer)


def test_a_paper_the_bucket_lost_stops_the_backup(
    app: Flask, used: tuple[str, str], settings_here: Settings, tmp_path: Path
) -> None:
    store_of(settings_here).shelf.remove(used[0])
    result = run(app, "create", str(tmp_path / "backups"))
    assert result.exit_code == 1
    assert f"1 papers are named by the database and not in {settings_here.papers_store_url} (" in result.output
    assert not list((tmp_path / "backups").glob("*/backup.json"))


def test_a_bucket_that_is_away_is_said_in_words(
    app: Flask, used: tuple[str, str], settings_here: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        away = f"http://127.0.0.1:{nobody.getsockname()[1]}/papers"
        monkeypatch.setitem(app.extensions, "settings", replace(settings_here, papers_store_url=away))
        result = run(app, "create", str(tmp_path / "backups"))
    assert (result.exit_code, type(result.exception)) == (1, SystemExit)
    assert "Error: " in result.output
    assert away in result.output
    assert not list((tmp_path / "backups").glob("*/backup.json"))


def test_a_full_disk_is_said_in_words(app: Flask, used: tuple[str, str], tmp_path: Path) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(PHOTO) // 2, before[1]))
    try:
        result = run(app, "create", str(tmp_path / "backups"))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert result.exit_code == 1
    assert "Error: no room" in result.output
    assert not list((tmp_path / "backups").glob("*/backup.json"))
