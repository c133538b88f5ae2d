"""What is held as a series is confirmed as a series, whichever address somebody types. Found by test_machine."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from citizen.booking.models import Booking
from citizen.db.session import Database
from tests.journeys import list_steps as steps
from tests.support.visitor import Visitor

pytestmark = [pytest.mark.database, pytest.mark.usefixtures("sample_places")]


def test_the_address_of_one_appointment_leads_to_the_whole_series(visitor: Visitor, database: Database) -> None:
    steps.hold_series(visitor, count=4, first=steps.first_monday())
    whole = visitor.page.url
    with database.reading() as session:
        references = session.scalars(sa.select(Booking.public_ref)).all()
    assert len(references) == 4
    for reference in references:
        visitor.open(f"/book/hold/{reference}")
        assert visitor.page.url == whole
