"""Fixtures of the whole suite. It runs on SQLite, and again with `--database postgresql`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from functools import cache
from pathlib import Path

import hypothesis
import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from citizen import create_app
from citizen.config import Settings, for_tests
from citizen.core import clock
from citizen.db import envelope, migrate, sealing
from citizen.db.base import Base
from citizen.db.session import Database
from citizen.people.models import Visit
from tests.support import postgres
from tests.support.audited_client import AuditedClient
from tests.support.fixtures import other_visitor, sample_places, visitor

__all__ = ["other_visitor", "sample_places", "visitor"]

#: `--hypothesis-profile thorough`: as many random sequences as a night allows, and longer ones (see
#: tests/journeys/test_separation.py).
hypothesis.settings.register_profile("thorough", max_examples=300, deadline=None)
#: No test depends on how fast a machine is: without an end per example, and slow ones are no fault.
hypothesis.settings.register_profile(
    "any-machine", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("any-machine")


#: Every fixture that gives a test a database; the others build on these.
DATABASE_FIXTURES = {"database_url", "empty_url"}
#: Who opens pages; the folders of which every test runs on both engines; and how many of a file of any other.
_VISITORS = {"visitor", "other_visitor"}
_ALL_ON_BOTH = {"journeys", "faults"}
#: The folders about words, films and looks: no engine changes what they say.
_SAID_ONCE = {"accessibility", "templates"}
_PAGE_TESTS_ON_BOTH = 4


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--controls", action="store_true", help="the tests of the tests: each takes a protection away")
    parser.addoption("--database", default="sqlite", choices=("sqlite", "postgresql"), help="the engine to test on")


def pytest_configure(config: pytest.Config) -> None:
    """Both engines get the same pages: what a page must be is asked once, with SQLite."""
    AuditedClient.audits = config.getoption("--database", "sqlite") == "sqlite"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Long controls say something of the tests, not of the site: they run by themselves, when that is asked for."""
    controls = config.getoption("--controls")
    others = {item for item in items if bool(item.get_closest_marker("control")) != controls}
    if config.getoption("--database") != "sqlite":
        others |= _said_with_sqlite(items)
    config.hook.pytest_deselected(items=list(others))
    items[:] = [item for item in items if item not in others]


def _said_with_sqlite(items: list[pytest.Item]) -> set[pytest.Item]:
    """On PostgreSQL: what speaks with the database. A page on top of a service is made the same way on both engines:
    of a file of page tests the first few run again, the journeys and the faults all.
    """
    pages_of: Counter[Path] = Counter()
    without = set()
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        is_page = not fixtures.isdisjoint(_VISITORS) and item.path.parent.name not in _ALL_ON_BOTH
        pages_of[item.path] += is_page
        is_one_more = is_page and pages_of[item.path] > _PAGE_TESTS_ON_BOTH
        is_said_once = item.path.parent.name in _SAID_ONCE or item.get_closest_marker("once")
        if is_one_more or is_said_once or fixtures.isdisjoint(DATABASE_FIXTURES):
            without.add(item)
    return without


@pytest.fixture(scope="session")
def database_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An empty database of its own for this worker."""
    if request.config.getoption("--database") == "sqlite":
        # A file, not :memory:, so that every connection and thread sees the same rows.
        yield f"sqlite:///{tmp_path_factory.mktemp('database') / 'test.db'}"
        return
    try:
        with postgres.fresh_database() as url:
            yield url
    except postgres.NoServer as reason:
        pytest.exit(f"{reason} (TEST_DATABASE_URL)", returncode=1)


@pytest.fixture(scope="session")
def settings(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return for_tests(database_url=database_url, papers_folder=tmp_path_factory.mktemp("papers"), compress_pages=False)


@pytest.fixture(scope="session")
def whole_app(settings: Settings) -> Iterator[Flask]:
    """One application for the worker; tables made by the migrations themselves."""
    app = create_app(settings)
    app.testing = False  # faults become error pages, as for a person
    app.test_client_class = AuditedClient
    _keep_nothing_after_a_power_cut(database_of(app))
    migrate.upgrade(settings.database_url)
    yield app
    database_of(app).dispose()


@pytest.fixture
def app(whole_app: Flask) -> Iterator[Flask]:
    """The application on an empty database."""
    # Another test may have made an application of its own since, with other keys.
    made_with: Settings = whole_app.extensions["settings"]
    sealing.use_keys(made_with.data_keys, hash_key=made_with.hash_key or made_with.secret_key)
    envelope.use_database(database_of(whole_app))
    yield whole_app
    empty_tables(database_of(whole_app))


@pytest.fixture
def database(app: Flask) -> Database:
    return database_of(app)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A writing session for service tests; nothing is kept."""
    with database.open_writing() as opened:
        yield opened
        opened.rollback()


@pytest.fixture
def at() -> Callable[[datetime], AbstractContextManager[None]]:
    """`with at(moment): …` holds the clock."""
    return clock.fixed


@pytest.fixture
def papers_folder(settings: Settings) -> Path:
    return settings.papers_folder


def database_of(app: Flask) -> Database:
    opened: Database = app.extensions["database"]
    return opened


def _keep_nothing_after_a_power_cut(database: Database) -> None:
    """SQLite need not wait for the disk in a test. Tests that kill the server have an application of their own."""
    if database.writer.dialect.name == "sqlite":
        sa.event.listen(database.writer, "connect", lambda raw, _record: raw.execute("PRAGMA synchronous=OFF"))


def empty_tables(database: Database) -> None:
    """Most tests leave rows in a few of the tables: asking all of them at once is quicker than emptying each."""
    with database.writing() as session:
        used = set(session.scalars(_names_of_used()))
        if Visit.__tablename__ in used:  # visits and persons name each other
            session.execute(sa.update(Visit).values(person_id=None, subject_id=None, staff_id=None))
        for table in reversed(Base.metadata.sorted_tables):
            if table.name in used:
                session.execute(table.delete())


@cache
def _names_of_used() -> sa.TextClause:
    names = [table.name for table in Base.metadata.sorted_tables]
    return sa.text(" UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM \"{name}\")" for name in names))
