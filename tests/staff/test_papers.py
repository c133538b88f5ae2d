"""The paper somebody uploaded: for staff of its district who confirm, never on a terminal; each look is noted."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from citizen.db.session import Database
from citizen.proxies.models import ActRecord, MandateRow
from tests.proxies.test_mandate_flows import fill_paper
from tests.staff.hall import at_the_desk
from tests.support.people import signed_in
from tests.support.visitor import Visitor

pytestmark = pytest.mark.database


@pytest.fixture
def reference(other_visitor: Visitor, database: Database) -> str:
    """A helper uploaded the paper for Tongzhou."""
    signed_in(other_visitor)
    fill_paper(other_visitor, "没有")
    with database.reading() as session:
        return session.scalars(sa.select(MandateRow)).one().reference


def looks(database: Database) -> list[tuple[str, str | None]]:
    with database.reading() as session:
        noted = sa.select(ActRecord).where(ActRecord.staff_id.is_not(None))
        return [(one.doing, one.about) for one in session.scalars(noted)]


def test_staff_of_the_district_open_it_and_the_look_is_noted(
    visitor: Visitor, reference: str, database: Database
) -> None:
    at_the_desk(visitor)
    visitor.open("/staff/waiting")
    visitor.open(f"/staff/mandates/{reference}")
    answer = visitor.client.get(f"/staff/mandates/{reference}/paper")
    assert answer.status_code == 200
    assert answer.mimetype == "image/jpeg"
    assert answer.data.startswith(b"\xff\xd8")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "no-store" in answer.headers["Cache-Control"]
    assert ("data_viewed", reference) in looks(database)


def test_another_district_finds_neither_mandate_nor_paper(visitor: Visitor, reference: str, database: Database) -> None:
    at_the_desk(visitor, "H1", district="xicheng")
    for page in ("", "/paper", "/account", "/end"):
        assert visitor.client.get(f"/staff/mandates/{reference}{page}").status_code == 404
    assert looks(database) == []


@pytest.mark.parametrize("role", ["place", "interpreter"])
def test_whoever_does_not_confirm_sees_no_paper(visitor: Visitor, reference: str, role: str) -> None:
    at_the_desk(visitor, roles=role)
    assert visitor.client.get(f"/staff/mandates/{reference}/paper").status_code == 403


def test_on_a_terminal_it_would_stay_behind(visitor: Visitor, reference: str) -> None:
    visitor.open("/kiosk")
    at_the_desk(visitor)
    assert not visitor.open(f"/staff/mandates/{reference}").has_text("打开材料")
    assert visitor.client.get(f"/staff/mandates/{reference}/paper").status_code == 404


def test_who_is_not_signed_in_as_staff_gets_nothing(app: Flask, other_visitor: Visitor, reference: str) -> None:
    for browser in (other_visitor, Visitor(app)):
        answer = browser.client.get(f"/staff/mandates/{reference}/paper")
        assert (answer.status_code, answer.headers["Location"]) == (303, "/staff")


def test_without_a_paper_there_is_none(visitor: Visitor, reference: str, database: Database) -> None:
    with database.writing() as session:
        session.scalars(sa.select(MandateRow)).one().evidence_file = None
    at_the_desk(visitor)
    assert visitor.client.get(f"/staff/mandates/{reference}/paper").status_code == 404
