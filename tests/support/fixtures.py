"""Fixtures of the test support; `tests/conftest.py` imports them."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.support.visitor import Visitor


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    """A person with a browser without script, on the Chinese site."""
    return Visitor(app)


@pytest.fixture
def other_visitor(app: Flask) -> Visitor:
    """Somebody else, with a browser of their own."""
    return Visitor(app)
