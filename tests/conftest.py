"""Fixtures of the whole suite. It runs on SQLite, and again with `--database postgresql`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from citizen import create_app
from citizen.config import Settings, for_tests
from citizen.core import clock
from citizen.db import migrate
from citizen.db.base import Base
from citizen.db.session import Database
from tests.support import postgres
from tests.support.audited_client import AuditedClient
from tests.support.fixtures import other_visitor, visitor

__all__ = ["other_visitor", "visitor"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", default="sqlite", choices=("sqlite", "postgresql"), help="the engine to test on")


@pytest.fixture(scope="session")
def database_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An empty database of its own for this worker."""
    if request.config.getoption("--database") == "sqlite":
        # A file, not :memory:, so that every connection and thread sees the same rows.
        yield f"sqlite:///{tmp_path_factory.mktemp('database') / 'test.db'}"
        return
    with postgres.fresh_database() as url:
        yield url


@pytest.fixture(scope="session")
def settings(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return for_tests(database_url=database_url, papers_folder=tmp_path_factory.mktemp("papers"), compress_pages=False)


@pytest.fixture(scope="session")
def whole_app(settings: Settings) -> Iterator[Flask]:
    """One application for the worker; tables made by the migrations themselves."""
    app = create_app(settings)
    app.testing = False  # faults become error pages, as for a person
    app.test_client_class = AuditedClient
    migrate.upgrade(settings.database_url)
    yield app
    database_of(app).dispose()


@pytest.fixture
def app(whole_app: Flask) -> Iterator[Flask]:
    """The application on an empty database."""
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


def empty_tables(database: Database) -> None:
    with database.writing() as session:
        for table in reversed(Base.metadata.sorted_tables):
            session.execute(table.delete())
