"""The log of what members of staff open: complete, kept whatever the answer was, and without anything of a person."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from citizen.core import clock
from citizen.db.session import Database
from citizen.staff import accesses
from citizen.staff.models import StaffAccess
from citizen.web.access import Access
from tests.staff.hall import at_the_desk
from tests.support.visitor import Visitor

pytestmark = pytest.mark.once


def lines(app: Flask, *more: str) -> list[dict[str, object]]:
    run = app.test_cli_runner().invoke(args=["staff", "log", "--json", *more])
    assert run.exit_code == 0, run.output
    return [json.loads(line) for line in run.output.splitlines()]


def test_signing_in_looking_and_being_refused_are_written_down(app: Flask, visitor: Visitor) -> None:
    at_the_desk(visitor, "G1024", roles="desk")
    assert visitor.open("/staff/cases").status == 403
    visitor.open("/staff")
    newest_first = [(one["page"], one["status"]) for one in lines(app)]
    assert newest_first[-1] == ("staff.enrol", 303)
    assert ("staff.desk", 200) in newest_first
    assert ("staff.look_at_case", 403) in newest_first
    assert {one["code"] for one in lines(app)} == {"G1024"}
    assert lines(app, "--code", "G9999") == []


def test_nothing_a_member_typed_is_in_the_log(app: Flask, visitor: Visitor, database: Database) -> None:
    at_the_desk(visitor, "G1024", roles="officer")
    visitor.open("/staff/cases?reference=ATESTPLANTED")
    with database.reading() as session:
        rows = [repr(tuple(row)) for row in session.execute(sa.select(StaffAccess.__table__))]
    assert rows
    assert not any("PLANTED" in row for row in rows)


def test_people_and_strangers_leave_no_line(app: Flask, visitor: Visitor) -> None:
    visitor.open("/help")
    visitor.open("/staff/desk")
    assert lines(app) == []


def test_after_a_year_a_line_is_gone(app: Flask, visitor: Visitor, database: Database, at: Callable) -> None:
    at_the_desk(visitor)
    with at(clock.now() + accesses.KEPT_FOR - timedelta(hours=1)), database.writing() as session:
        assert accesses.forget_old(session) == 0
    with at(clock.now() + accesses.KEPT_FOR + timedelta(hours=1)), database.writing() as session:
        assert accesses.forget_old(session) > 0
    assert lines(app) == []


def test_every_page_of_the_staff_goes_through_the_log(app: Flask) -> None:
    """A page of the staff without `staff_only` would not be written down: there is none."""
    of_staff = [view for view in app.view_functions.values() if getattr(view, "access", None) is Access.STAFF]
    assert len(of_staff) > 20
    assert all(hasattr(view, "duties") for view in of_staff)


def test_the_warning_stands_where_staff_sign_in(visitor: Visitor) -> None:
    assert visitor.open("/staff").has_text("都会记下来")


def test_the_log_is_a_chain_that_the_auditor_walks(app: Flask, visitor: Visitor, database: Database) -> None:
    at_the_desk(visitor)
    auditor = app.test_cli_runner()
    said = auditor.invoke(args=["audit", "verify", "--json"])
    assert said.exit_code == 0, said.output
    stands_at = json.loads(said.output)["logs"]["staff_access"]["stands_at"]
    visitor.open("/staff/desk")
    assert auditor.invoke(args=["audit", "verify", "--known", f"staff_access:{stands_at}"]).exit_code == 0
    place, _, noted = stands_at.partition(":")
    another = f"staff_access:{place}:{noted[::-1]}"
    assert auditor.invoke(args=["audit", "verify", "--known", another]).exit_code == 6
    with database.writing() as session:
        session.execute(sa.text("UPDATE staff_access SET page = 'staff.desk' WHERE page = 'staff.enrol'"))
    said = auditor.invoke(args=["audit", "verify"])
    assert said.exit_code == 6
    assert "staff_access: line 1: changed" in said.stderr
