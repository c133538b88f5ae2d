"""The log of an application, for an auditor: who did what, by numbers that can be looked up and without a name."""

from __future__ import annotations

import json

import pytest
from flask import Flask

from citizen.db.session import Database
from citizen.proxies.actors import known_by
from citizen.staff import service
from tests.proxies.test_activity_done import Family
from tests.staff.hall import enrol

pytestmark = pytest.mark.database


def test_the_helper_is_known_by_the_number_of_the_mandate(app: Flask, database: Database) -> None:
    family = Family(database)
    shown = app.test_cli_runner().invoke(args=["audit", "show", family.application])
    assert shown.exit_code == 0, shown.output
    assert f"helper, mandate {family.mandate}" in shown.output
    assert "mandate:" not in shown.output
    assert "王芳" not in shown.output
    listed = json.loads(app.test_cli_runner().invoke(args=["audit", "show", family.application, "--json"]).output)
    assert {event["who"] for event in listed["events"]} == {f"helper, mandate {family.mandate}"}
    assert all(event["actor"].startswith("mandate:") for event in listed["events"])


def test_staff_are_known_by_their_work_number_and_others_by_their_code(app: Flask, database: Database) -> None:
    enrol(app, "G1024", name="张三")
    with database.reading() as session:
        member = service.get_member_row(session, code="G1024")
        said = {
            code: known_by(session, actor=code)
            for code in (f"staff:{member.id.hex}", "visitor", "token:7", "staff:wang", f"mandate:{member.id.hex}")
        }
    assert said.pop(f"staff:{member.id.hex}") == "staff G1024 (tongzhou)"
    assert said.pop("visitor") == "the person"
    assert all(code == words for code, words in said.items())
