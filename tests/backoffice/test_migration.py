"""Cases that were sent before there was an order of changes get their places."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from citizen.backoffice.models import CaseChange, CaseFeed, CasePlace
from citizen.db import migrate
from citizen.db.session import Database
from tests.applications.builders import a_complete_draft, a_sent_application, somebody

pytestmark = pytest.mark.database


def test_cases_sent_before_stand_in_the_order_in_which_they_were_sent(database: Database) -> None:
    numbers = []
    for name in ("one", "two"):
        with database.writing() as session:
            numbers.append(f"{a_sent_application(session, somebody(session, name)).reference}-1")
    with database.writing() as session:
        a_complete_draft(session, somebody(session, "three"))
        for table in (CaseChange, CasePlace, CaseFeed):
            session.execute(sa.delete(table))
    step = ScriptDirectory.from_config(migrate.configuration(database.url)).get_revision("0007").module
    with (
        database.writer.begin() as connection,
        Operations.context(MigrationContext.configure(connection)),  # type: ignore[arg-type]
    ):
        step._order_cases_sent_before()
    with database.reading() as session:
        changes = session.execute(sa.select(CaseChange.sequence, CaseChange.number, CaseChange.event)).all()
        assert [tuple(row) for row in changes] == [(1, numbers[0], "case.submitted"), (2, numbers[1], "case.submitted")]
        assert session.scalars(sa.select(CasePlace.sequence).order_by(CasePlace.sequence)).all() == [1, 2]
        assert [tuple(row) for row in session.execute(sa.select(CaseFeed.district, CaseFeed.last))] == [("tongzhou", 2)]
