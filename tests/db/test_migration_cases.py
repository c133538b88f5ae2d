"""Applications from before there were cases: each gets one, and goes back, with nothing lost."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from citizen.db import migrate

NOON = datetime(2026, 1, 2, 4, 0, tzinfo=UTC)
SENT = ("start", None, "draft"), ("submit", "draft", "submitted"), ("accept", "submitted", "accepted")


@pytest.fixture
def engine(empty_url: str) -> Iterator[sa.Engine]:
    migrate.upgrade(empty_url, "0003")
    engine = sa.create_engine(empty_url)
    yield engine
    engine.dispose()


def rows(engine: sa.Engine, table: str) -> list[dict[str, Any]]:
    with engine.connect() as connection:
        return [dict(row) for row in connection.execute(sa.text(f"SELECT * FROM {table}")).mappings()]


def insert(engine: sa.Engine, table: str, **values: Any) -> None:
    found = sa.Table(table, sa.MetaData(), autoload_with=engine)
    is_text = engine.dialect.name == "sqlite"
    plain = {name: one.hex if is_text and isinstance(one, uuid.UUID) else one for name, one in values.items()}
    with engine.begin() as connection:
        connection.execute(found.insert().values(**plain))


def an_old_application(engine: sa.Engine, reference: str, status: str, events: Any) -> None:
    visit, application = uuid.uuid4(), uuid.uuid4()
    insert(engine, "visit", id=visit, key_hash=reference, created_at=NOON, last_seen_at=NOON, on_kiosk=False,
           relation="self")  # fmt: skip
    insert(
        engine, "application", id=application, reference=reference, programme_id="care", district="tongzhou",
        visit_id=visit, relation="self", status=status, answers="sealed", answers_confirmed=True, contact="sealed",
        papers_plan="open", access_code="sealed", access_hash=reference, version=3, created_at=NOON, changed_at=NOON,
        submitted_at=None if status == "draft" else NOON,
    )  # fmt: skip
    for position, (act, before, after) in enumerate(events, start=1):
        insert(
            engine, "application_event", id=uuid.uuid4(), application_id=application, position=position, act=act,
            actor="self", relation="self", at=NOON + timedelta(days=position), from_status=before, to_status=after,
        )  # fmt: skip


def test_every_application_gets_its_one_case_and_comes_back_unchanged(empty_url: str, engine: sa.Engine) -> None:
    an_old_application(engine, "A1", "accepted", SENT)
    an_old_application(engine, "A2", "draft", SENT[:1])
    before = {table: rows(engine, table) for table in ("application", "application_event")}

    migrate.upgrade(empty_url, "0004")
    phases = {row["reference"]: row["phase"] for row in rows(engine, "application")}
    assert phases == {"A1": "sent", "A2": "draft"}
    cases = rows(engine, "application_case")
    assert sorted((case["position"], case["programme_id"], case["district"], case["status"]) for case in cases) == [
        (1, "care", "tongzhou", "accepted"),
        (1, "care", "tongzhou", "draft"),
    ]
    accepted = next(case for case in cases if case["status"] == "accepted")
    assert str(accepted["status_since"])[:10] == "2026-01-05"
    acts = {event["act"] for event in rows(engine, "application_event") if event["case_id"] == accepted["id"]}
    assert acts == {"submit", "accept"}

    migrate.downgrade(empty_url, "0003")
    for table, stood in before.items():
        now = sorted(rows(engine, table), key=lambda row: str(row["id"]))
        assert now == sorted(stood, key=lambda row: str(row["id"]))


def test_the_way_back_refuses_what_the_older_tables_cannot_hold(empty_url: str, engine: sa.Engine) -> None:
    an_old_application(engine, "A1", "draft", SENT[:1])
    migrate.upgrade(empty_url, "0004")
    (case,) = rows(engine, "application_case")
    second = {**case, "id": uuid.uuid4(), "position": 2, "status_since": NOON}
    insert(engine, "application_case", **second)
    with pytest.raises(RuntimeError, match="1 cases would be lost"):
        migrate.downgrade(empty_url, "0003")
    assert len(rows(engine, "application_case")) == 2


def test_a_phase_that_is_none_is_refused_by_the_database(empty_url: str, engine: sa.Engine) -> None:
    an_old_application(engine, "A1", "draft", SENT[:1])
    migrate.upgrade(empty_url, "0004")
    with engine.begin() as connection, pytest.raises(sa.exc.IntegrityError):
        connection.execute(sa.text("UPDATE application SET phase = 'nonsense'"))
