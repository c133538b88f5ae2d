"""The operator signs somebody out on every device, and everybody after something has happened."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from citizen.db.session import Database
from citizen.people.models import Person
from citizen.proxies.authority import Relation, Subject, Who
from tests.applications.builders import a_draft
from tests.support.people import folder_of, signed_in
from tests.support.visitor import Visitor

pytestmark = pytest.mark.once
OVER = "这里已经退出登录"


def test_one_person_by_a_reference_and_then_everybody(
    app: Flask, visitor: Visitor, other_visitor: Visitor, database: Database
) -> None:
    run = app.test_cli_runner()
    person_id, _somebody_else = signed_in(visitor), signed_in(other_visitor)
    with database.writing() as session:
        who = Who(visit_id=folder_of(session, person_id), subject=Subject(Relation.SELF, ""))
        reference = a_draft(session, who).reference
    assert run.invoke(args=["visits", "end", "--reference", reference]).output.startswith("1 sessions ended")
    assert visitor.open("/account/sessions").has_text(OVER)
    assert not other_visitor.open("/account/sessions").has_text(OVER)
    assert run.invoke(args=["visits", "end", "--everybody"]).output.startswith("1 sessions ended")
    assert other_visitor.open("/account/sessions").has_text(OVER)
    with database.reading() as session:
        assert len(session.scalars(sa.select(Person.id)).all()) == 2


def test_an_unknown_reference_and_none_at_all_end_nothing(app: Flask, visitor: Visitor) -> None:
    signed_in(visitor)
    run = app.test_cli_runner()
    assert run.invoke(args=["visits", "end", "--reference", "A2345678"]).exit_code == 2
    assert run.invoke(args=["visits", "end"]).exit_code == 2
    assert not visitor.open("/account/sessions").has_text(OVER)
