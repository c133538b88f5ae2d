"""An application with the component gallery; the gallery is never part of the one the other tests use."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from citizen import create_app
from citizen.config import Settings
from tests.conftest import database_of
from tests.support import gallery
from tests.support.audited_client import AuditedClient
from tests.support.visitor import Visitor


@pytest.fixture
def gallery_app(app: Flask, settings: Settings) -> Iterator[Flask]:
    with_gallery = create_app(settings)
    with_gallery.test_client_class = AuditedClient
    gallery.install(with_gallery)
    yield with_gallery
    database_of(with_gallery).dispose()


@pytest.fixture
def guest(gallery_app: Flask) -> Visitor:
    """A visitor of the gallery; each page it opens is audited."""
    return Visitor(gallery_app)
