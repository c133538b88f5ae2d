"""One key for everything that belongs to one application: made with it, used by it, and gone with it."""

from __future__ import annotations

import uuid

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.applications import cases, messages, withdrawal
from citizen.applications.models import Application
from citizen.db import envelope, sealing
from citizen.db.base import Base
from citizen.db.models import StoredDataKey
from citizen.db.sealing import KeyGone
from citizen.db.types import SealedJson, SealedText
from tests.applications.builders import a_draft, a_sent_application, somebody
from tests.applications.office import APPROVAL, OFFICER, ask, bring_to_review, the_case

pytestmark = pytest.mark.database


def sealed_values(session: Session, *tables: str) -> list[tuple[str, str]]:
    """(table.column, what stands there) of every sealed value."""
    found = []
    for name in tables:
        table = Base.metadata.tables[name]
        for column in table.columns:
            if isinstance(column.type, SealedText | SealedJson):
                stored = session.scalars(sa.select(sa.type_coerce(column, sa.Text)).where(column.is_not(None)))
                found += [(f"{name}.{column.name}", one) for one in stored]
    return found


FAMILY = (
    "application", "application_case", "application_event", "application_correction", "application_message",
    "application_objection", "paper", "paper_promise", "hand_over",
)  # fmt: skip


def test_all_of_an_application_is_sealed_with_one_key_and_of_another_with_another(session: Session) -> None:
    who = somebody(session)
    first, second = a_sent_application(session, who), a_draft(session, who)
    bring_to_review(session, the_case(first))
    messages.write_message(session, who=who, application=first, body="我想问一下")
    ask(session, the_case(first))
    session.flush()
    keys = {one.owner_id: one.id for one in session.scalars(sa.select(StoredDataKey))}
    assert set(keys) == {first.id, second.id}
    values = sealed_values(session, *FAMILY)
    assert {"application_message.body", "application_correction.reason"} <= {name for name, _ in values}
    assert {value[:36] for _, value in values} == {f"e1.{keys[one.id].hex}." for one in (first, second)}


def test_a_decision_and_what_is_sent_pass_by_no_plain_way(session: Session) -> None:
    """Both are written by guarded statements of their own."""
    application = a_sent_application(session, somebody(session))
    bring_to_review(session, the_case(application))
    cases.decide(session, case=the_case(application), by=OFFICER, decision=APPROVAL)
    values = dict(sealed_values(session, "application", "application_case"))
    assert all(value.startswith("e1.") for value in values.values())
    assert "application_case.decision" in values


def test_without_its_key_nothing_of_it_can_be_read(session: Session) -> None:
    application = a_draft(session, somebody(session))
    session.flush()
    envelope.destroy_key(session, owner_id=application.id)
    session.expire(application)
    with pytest.raises(KeyGone):
        _ = session.get_one(Application, application.id).answers


def test_a_key_is_found_by_another_process(session: Session) -> None:
    application = a_draft(session, somebody(session))
    answers = dict(application.answers)
    stored = session.scalars(sa.select(StoredDataKey)).one()
    known = {stored.id: stored.sealed_key}
    finder = sealing._find_sealed_key
    sealing.use_finder(known.get)
    try:
        session.expire(application)
        assert session.get_one(Application, application.id).answers == answers
    finally:
        assert finder is not None
        sealing.use_finder(finder)


def test_a_key_that_was_rolled_back_is_not_used_again(session: Session) -> None:
    owner = uuid.uuid4()
    first = envelope.key_of(session.connection(), owner)
    session.rollback()
    second = envelope.key_of(session.connection(), owner)
    assert first.id != second.id
    assert session.scalars(sa.select(StoredDataKey.id)).all() == [second.id]


def test_values_from_before_are_still_read(session: Session) -> None:
    application = a_draft(session, somebody(session))
    old = sealing.seal('{"facts": {}}')
    session.execute(sa.text("UPDATE application SET answers = :old"), {"old": old})
    session.expire(application)
    assert session.get_one(Application, application.id).answers == {"facts": {}}


def test_a_value_that_was_read_is_used_like_any_other(session: Session) -> None:
    application = a_draft(session, somebody(session))
    other = a_draft(session, somebody(session, "two"))
    other.answers = application.answers
    session.flush()
    keys = {one.owner_id: one.id.hex for one in session.scalars(sa.select(StoredDataKey))}
    stored = session.scalar(
        sa.select(sa.type_coerce(Application.__table__.c.answers, sa.Text)).where(Application.id == other.id)
    )
    assert stored is not None
    assert stored.startswith(f"e1.{keys[other.id]}.")
    assert withdrawal.cases_to_withdraw(session, application=other)
