from __future__ import annotations

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from flask import Flask

from citizen.eligibility.models import EligibilityCheck
from citizen.people import service as people
from citizen.people.models import Visit
from citizen.proxies.authority import Relation
from tests.conftest import database_of

NOON = datetime(2026, 3, 7, 4, 0, tzinfo=UTC)


def a_visit_with_a_check(app: Flask, key: str, *, on_kiosk: bool) -> None:
    with database_of(app).writing() as session:
        visit = people.start_visit(session, key=key, on_kiosk=on_kiosk)
        session.add(
            EligibilityCheck(
                key=key,
                visit_id=visit.id,
                relation=Relation.SELF,
                answers={},
                on=NOON.date(),
                created_at=NOON,
                updated_at=NOON,
            )
        )


def remaining(app: Flask) -> set[str]:
    with database_of(app).reading() as session:
        return set(session.scalars(sa.select(EligibilityCheck.key)))


def test_what_nobody_came_back_for_is_deleted_and_the_rest_stays(app: Flask, at) -> None:
    with at(NOON):
        a_visit_with_a_check(app, "home", on_kiosk=False)
        a_visit_with_a_check(app, "kiosk", on_kiosk=True)
    run = app.test_cli_runner()
    with at(NOON + timedelta(minutes=10)):
        assert "1 visits ended" in run.invoke(args=["visits", "expire"]).output
        assert remaining(app) == {"home"}
    with at(NOON + timedelta(days=31)):
        assert "1 visits ended" in run.invoke(args=["visits", "expire"]).output
        assert "0 visits ended" in run.invoke(args=["visits", "expire"]).output
    assert remaining(app) == set()
    with database_of(app).reading() as session:
        assert session.scalar(sa.select(sa.func.count()).where(Visit.ended_at.is_(None))) == 0
