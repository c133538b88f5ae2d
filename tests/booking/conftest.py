"""The sample inventory, and a morning on which everything is still free."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from citizen.booking.sample import load_sample
from citizen.core import clock
from citizen.db.session import Database

#: Friday 20 November 2026, 8:00 in Beijing.
MORNING = datetime(2026, 11, 20, 0, 0, tzinfo=UTC)


@pytest.fixture
def morning() -> Iterator[datetime]:
    with clock.fixed(MORNING):
        yield MORNING


@pytest.fixture
def places(database: Database, morning: datetime) -> None:
    """Sample places in all districts, all times free."""
    with database.writing() as session:
        load_sample(session)
