"""Fixtures of the test support; `tests/conftest.py` imports them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from citizen.core import clock
from citizen.db.session import Database
from tests.support.sample import MORNING, load_sample
from tests.support.visitor import Visitor


@pytest.fixture
def sample_places(database: Database) -> Iterator[None]:
    """The sample places, on a morning when everything there is still free."""
    with clock.fixed(MORNING):
        with database.writing() as session:
            load_sample(session)
        yield


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    """A person with a browser without script, on the Chinese site."""
    return Visitor(app)


@pytest.fixture
def other_visitor(app: Flask) -> Visitor:
    """Somebody else, with a browser of their own."""
    return Visitor(app)
