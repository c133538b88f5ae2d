"""The daily reminder, as an operator lets it run."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask

from citizen.core import clock
from citizen.db.session import Database
from citizen.pathways import service
from citizen.pathways.terms import PathwayKind
from citizen.proxies.authority import Subject, Who
from tests.support.people import folder_of, make_person

pytestmark = pytest.mark.database


def remind(app: Flask) -> str:
    run = app.test_cli_runner().invoke(args=["pathways", "remind"])
    assert run.exit_code == 0, run.output
    return run.output.strip()


def test_each_day_that_is_due_is_told_once(app: Flask, database: Database) -> None:
    with clock.fixed(datetime(2026, 11, 20, 0, 0, tzinfo=UTC)):
        with database.writing() as session:
            person = make_person(session)
            who = Who(folder_of(session, person), Subject(person_id=person), actor_id=person)
            opening = service.Opening(PathwayKind.DEVICE, "tongzhou", "wheelchair", "assistive-device-subsidy")
            chair = service.open_pathway(session, who=who, opening=opening)
            service.steps_of(session, pathway=chair)[-1].due_on = clock.today()
        assert remind(app) == "1 reminders written"
        assert remind(app) == "0 reminders written"
