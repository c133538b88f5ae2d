"""A copy of the database for pages that are the same for everybody: read where it can be trusted, missed by nobody."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from citizen import create_app
from citizen.config import Settings
from citizen.db import migrate, replica
from citizen.db.session import Database
from tests.booking.conftest import PLACE, add_place
from tests.conftest import database_of
from tests.support import postgres

pytestmark = pytest.mark.database
SITES = "/places/locations.ndjson"


@pytest.fixture(scope="module")
def copy_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A second database; which rows it has decides the test, as if it had been copied at another time."""
    if request.config.getoption("--database") == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('copy') / 'copy.db'}"
        migrate.upgrade(url)
        yield url
        return
    with postgres.fresh_database() as url:
        migrate.upgrade(url)
        yield url


@pytest.fixture
def site(app: Flask, settings: Settings, copy_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """The site with the copy. The database itself has one place; the copy has none, so one can tell what was read."""
    monkeypatch.setattr(replica, "_LOOK_AGAIN_SECONDS", -1.0)  # every time
    with database_of(app).writing() as session:
        add_place(session, staff=1)
    made = create_app(replace(settings, read_database_url=copy_url))
    yield made
    made.extensions["copy of the database"].dispose()
    database_of(made).dispose()


def sees_the_place(site: Flask, **headers: str) -> bool:
    # By another name each time: the answer is kept for a minute.
    answer = site.test_client(use_cookies=False).get(
        SITES, headers=headers, base_url=f"http://{secrets.token_hex(4)}.localhost"
    )
    assert answer.status_code == 200
    return PLACE in answer.text


def test_who_is_nobody_reads_the_copy_and_everybody_else_the_database(site: Flask) -> None:
    assert not sees_the_place(site)
    assert sees_the_place(site, Cookie="visit=0123456789abcdef0123456789abcdef")
    assert sees_the_place(site, Cookie="text=large")


def test_only_pages_that_may_lag_read_it(site: Flask) -> None:
    copy, asked = site.extensions["copy of the database"], []
    honest = copy.open_reading

    def noted() -> object:
        asked.append(1)
        return honest()

    copy.open_reading = noted
    client = site.test_client()
    for address in ("/sign-in", "/applications", "/check", "/readyz", "/hall/any/board"):
        client.get(address)
    client.post("/places", data={})
    assert asked == []
    sees_the_place(site)
    assert asked


def test_what_is_not_there_or_not_the_same_is_not_read(site: Flask, copy_url: str, tmp_path: Path) -> None:
    copy = site.extensions["copy of the database"]
    honest = copy._copy
    gone = "postgresql+psycopg://nobody@127.0.0.1:1/nothing" if "postgresql" in copy_url else f"sqlite:///{tmp_path}"
    copy._copy = Database(gone)
    assert sees_the_place(site)
    copy._copy.dispose()
    copy._copy = honest
    assert not sees_the_place(site), "it is back, and read again"
    with honest.writing() as session:
        version = session.scalar(sa.text("SELECT version_num FROM alembic_version"))
        session.execute(sa.text("UPDATE alembic_version SET version_num = 'older'"))
    try:
        assert sees_the_place(site)
    finally:
        with honest.writing() as session:
            session.execute(sa.text("UPDATE alembic_version SET version_num = :it"), {"it": version})


def test_a_copy_that_is_far_behind_is_not_read(site: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    if site.extensions["copy of the database"]._copy.writer.dialect.name == "sqlite":
        pytest.skip("a copy of SQLite cannot say how old it is")
    monkeypatch.setattr(replica, "_BEHIND", sa.text("SELECT 61"))
    assert sees_the_place(site)
    monkeypatch.setattr(replica, "_BEHIND", sa.text("SELECT 59"))
    assert not sees_the_place(site)


def test_a_copy_that_went_away_is_asked_again_later_and_not_by_every_request(
    site: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replica, "_LOOK_AGAIN_SECONDS", 3600.0)
    copy = site.extensions["copy of the database"]
    copy._note("away")
    copy._copy.open_reading = pytest.fail
    assert sees_the_place(site)


def test_nothing_can_be_written_through_it(site: Flask) -> None:
    opened = site.extensions["copy of the database"].open_reading()
    assert opened is not None
    with opened, pytest.raises(sa.exc.DBAPIError):
        opened.execute(sa.text("DELETE FROM alembic_version"))
