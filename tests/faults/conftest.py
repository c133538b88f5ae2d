"""The running site, one for all tests of this folder, and browsers that speak with it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from citizen.config import Settings
from tests.conftest import database_of
from tests.faults.server import Server, over_the_wire, running
from tests.support.visitor import Visitor

#: A browser says itself which page a form comes from.
BROWSER = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture(scope="session")
def server(settings: Settings, whole_app: Flask, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running(settings, tmp_path_factory.mktemp("server")) as started:
        yield started


@pytest.fixture(scope="session")
def wire(settings: Settings, server: Server) -> Iterator[Flask]:
    passing = over_the_wire(settings, server)
    yield passing
    database_of(passing).dispose()


@pytest.fixture
def person(app: Flask, wire: Flask) -> Visitor:
    """Somebody whose browser speaks with the running site. `app` empties the tables afterwards."""
    return Visitor(wire, headers=BROWSER)
