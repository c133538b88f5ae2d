"""Letters are rendered in an application context, without a request and without a database."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from citizen import create_app
from citizen.config import for_tests


@pytest.fixture(scope="package")
def letter_app() -> Flask:
    return create_app(for_tests())


@pytest.fixture
def office(letter_app: Flask) -> Iterator[Flask]:
    with letter_app.app_context():
        yield letter_app
