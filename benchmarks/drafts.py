"""Drafts that want nothing but being sent, each of a browser of its own; and what sending makes a database write."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple, TypeAlias

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Session

from benchmarks.opening.journeys import DISTRICT, PROGRAMME
from citizen import create_app
from citizen.applications import asking, choosing, service, submission
from citizen.applications.answer_sheet import Origin, Place
from citizen.applications.lifecycle import PapersPlan
from citizen.applications.models import Application
from citizen.applications.origins import Known
from citizen.applications.service import GivenAnswer
from citizen.config import from_environment
from citizen.core import clock
from citizen.db.session import Database
from citizen.eligibility.answers import Answers
from citizen.people import service as people
from citizen.proxies.authority import Relation, Subject, Who

_KNOWN = Answers(
    {
        "person_district": DISTRICT,
        "birth_date": date(1990, 5, 1),
        "employment_status": "unemployed",
        "severe": True,
        "owns_motor_wheelchair": False,
    }
)
_CONTACT = {"name": "测试", "told": "text", "phone": "13800001234"}
_BATCH = 40

#: A statement as the driver gets it, and its values.
Written: TypeAlias = tuple[str, Any]


class Draft(NamedTuple):
    """Its reference, and the browser key that opens it."""

    reference: str
    key: str


def site_of(environment: Mapping[str, str]) -> Database:
    """The database of the site with these settings, readable and writable from here with its keys."""
    found: Database = create_app(from_environment(environment)).extensions["database"]
    return found


def make(database: Database, count: int) -> list[Draft]:
    """So many, complete, with their answers confirmed."""
    made: list[Draft] = []
    while len(made) < count:
        with database.writing() as session:
            made += [_make(session) for _ in range(min(_BATCH, count - len(made)))]
    return made


def what_sending_writes(database: Database, draft: Draft) -> list[Written]:
    """Every statement that changes rows, in order. It is rolled back: the draft stays one."""
    found: list[Written] = []

    def note(_connection: object, _cursor: object, statement: str, values: Any, *_rest: object) -> None:
        if statement.startswith(("INSERT", "UPDATE", "DELETE")):
            found.append((statement, values))

    with database.open_writing() as session:
        application = session.scalars(sa.select(Application).where(Application.reference == draft.reference)).one()
        who = Who(visit_id=application.visit_id, subject=Subject(Relation.SELF, ""))
        event.listen(database.writer, "before_cursor_execute", note)
        try:
            seen = asking.contents_mark(application)
            submission.submit_application(session, who=who, application=application, seen=seen)
            session.flush()
        finally:
            event.remove(database.writer, "before_cursor_execute", note)
        session.rollback()
    return found


def _make(session: Session) -> Draft:
    key = secrets.token_urlsafe(32)
    visit = people.start_visit(session, key=key, on_kiosk=False)
    people.set_subject(session, visit_id=visit.id, relation=Relation.SELF.value, name="")
    who = Who(visit_id=visit.id, subject=Subject(Relation.SELF, ""))
    brought = Known(_KNOWN, dict.fromkeys(_KNOWN, Origin(Place.CHECK, clock.today())))
    draft = choosing.start_draft(session, who=who, programme_ids=[PROGRAMME], known=brought)
    while fact := asking.first_unanswered(draft):
        given = GivenAnswer(fact, None, asking.answer_mark(draft, fact))
        service.save_answer(session, who=who, application=draft, given=given)
    service.confirm_answers(session, who=who, application=draft)
    service.save_contact(
        session, who=who, application=draft, contact=dict(_CONTACT), seen=asking.mark_of(draft.contact)
    )
    service.plan_papers(session, who=who, application=draft, plan=PapersPlan.BRING)
    return Draft(draft.reference, key)
