"""The migrations on both engines: from nothing to head equals the models, every step goes back and forth, rows stay."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from citizen.db import migrate
from citizen.db.base import Base
from citizen.db.session import Database
from citizen.people.models import Visit

NOON = datetime(2026, 3, 7, 4, 0, tzinfo=UTC)


@pytest.fixture
def engine(empty_url: str) -> Iterator[sa.Engine]:
    engine = sa.create_engine(empty_url)
    yield engine
    engine.dispose()


def revisions() -> list[str]:
    script = ScriptDirectory.from_config(migrate.configuration("sqlite://"))
    return [step.revision for step in reversed(list(script.walk_revisions()))]


def differences(engine: sa.Engine) -> list[object]:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, Base.metadata))


def test_head_is_what_the_models_say(empty_url: str, engine: sa.Engine) -> None:
    assert not migrate.is_at_head(engine)
    migrate.upgrade(empty_url)
    assert migrate.is_at_head(engine)
    assert differences(engine) == []


def test_every_step_goes_down_and_up_again(empty_url: str, engine: sa.Engine) -> None:
    migrate.upgrade(empty_url)
    before = table_names(engine)
    steps = revisions()
    for position in range(len(steps) - 1, -1, -1):
        migrate.downgrade(empty_url, steps[position - 1] if position else "base")
    assert table_names(engine) == {"alembic_version"}
    for step in steps:
        migrate.upgrade(empty_url, step)
    assert table_names(engine) == before
    assert differences(engine) == []


@pytest.mark.usefixtures("whole_app")  # sets the keys that seal
def test_rows_survive_an_upgrade_that_is_repeated(empty_url: str, engine: sa.Engine) -> None:
    migrate.upgrade(empty_url)
    database = Database(empty_url)
    with database.writing() as session:
        session.add(Visit(key_hash="k", created_at=NOON, last_seen_at=NOON, subject_name="小红"))
    migrate.upgrade(empty_url)
    with database.reading() as session:
        assert session.scalars(sa.select(Visit)).one().subject_name == "小红"
    database.dispose()


def test_revisions_are_numbered_in_order() -> None:
    assert [int(name.split("_")[0]) for name in revisions()] == list(range(1, len(revisions()) + 1))


def table_names(engine: sa.Engine) -> set[str]:
    return set(sa.inspect(engine).get_table_names())
