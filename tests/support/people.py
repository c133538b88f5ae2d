"""Persons with folders, browsers in which they are signed in, and what they allowed each other.

    anna = signed_in(visitor, name="安娜")
    with database.writing() as session:
        grandmother = make_person(session, name="奶奶")
        make_mandate(session, anna, grandmother, acts={Act.FILL, Act.SEE})
    act_for(visitor, grandmother)

Set up in the tables, as the pages do it once a way in or a consent has been proved; the ways in themselves and the
consent pages have journeys of their own.
"""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Collection
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from citizen.core import clock
from citizen.core.references import new_reference
from citizen.db.session import Database
from citizen.people import service as people
from citizen.people.models import Visit
from citizen.proxies.authority import CAN_BE_ALLOWED, Act, Basis, MandateState, Relation, acts_of
from citizen.proxies.models import MandateRow
from citizen.web.browser_key import cookie_name
from tests.support.visitor import Visitor

EVERYTHING = frozenset(CAN_BE_ALLOWED)


def make_person(session: Session, *, name: str | None = "王秀英", birth_date: str | None = None) -> uuid.UUID:
    """Somebody with an empty folder of their own; returns who it is."""
    return people.add_person(session, name=name, birth_date=birth_date).id


def folder_of(session: Session, person_id: uuid.UUID) -> uuid.UUID:
    return people.get_person(session, person_id=person_id).folder_id


def make_mandate(
    session: Session,
    actor: uuid.UUID,
    subject: uuid.UUID,
    *,
    acts: Collection[Act] = EVERYTHING,
    programmes: Collection[str] | None = None,
    relation: Relation = Relation.AUTHORISED,
    basis: Basis = Basis.ACCOUNT,
    state: MandateState = MandateState.LIVE,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    subject_was_known: bool = False,
) -> MandateRow:
    """What the subject allowed the actor: everything that can be allowed, unless less is said."""
    now = clock.now()
    row = MandateRow(
        reference=new_reference("M"),
        actor_id=actor,
        subject_id=subject,
        relation=relation,
        basis=basis,
        state=state,
        acts=sorted(acts_of(relation, frozenset(acts))),
        programmes=None if programmes is None else sorted(programmes),
        subject_was_known=subject_was_known,
        starts_at=starts_at or now - timedelta(minutes=1),
        ends_at=ends_at,
        asked_at=now,
        access_hash=secrets.token_hex(32),
    )
    session.add(row)
    session.flush()
    return row


def end_mandate(session: Session, actor: uuid.UUID, subject: uuid.UUID) -> None:
    """Everything the subject allowed this actor is over at once."""
    between = (MandateRow.actor_id == actor, MandateRow.subject_id == subject)
    for row in session.scalars(sa.select(MandateRow).where(*between, MandateRow.state != MandateState.ENDED)):
        row.state, row.ended_at = MandateState.ENDED, clock.now()
    session.flush()


def start_signed_in(database: Database, person_id: uuid.UUID) -> str:
    """A new visit in which this person is signed in; returns the key that the browser's cookie holds."""
    key = secrets.token_urlsafe(32)
    with database.writing() as session:
        people.sign_in_visit(session, key=key, person_id=person_id, way_in="code", on_kiosk=False, device="Chrome")
    return key


def sign_in(visitor: Visitor, person_id: uuid.UUID) -> None:
    """This browser is now the person's: a new visit with a new key, as after every way in."""
    key = start_signed_in(app_of(visitor).extensions["database"], person_id)
    with app_of(visitor).app_context():
        visitor.client.set_cookie(cookie_name("visit"), key)


def signed_in(visitor: Visitor, *, name: str | None = "王秀英") -> uuid.UUID:
    """A new person, signed in with this browser."""
    with _writing(visitor) as session:
        person_id = make_person(session, name=name)
    sign_in(visitor, person_id)
    return person_id


def sign_out(visitor: Visitor) -> None:
    """The visit of this browser is over; the browser still shows its key."""
    with _writing(visitor) as session:
        people.end_visit(session, visit_id=visit_of(session, visitor).id)


def act_for(visitor: Visitor, subject: uuid.UUID) -> None:
    """From now on this browser acts for the person, as after choosing them by name: what may be done, the mandate
    says.
    """
    with _writing(visitor) as session:
        people.set_subject_person(session, visit_id=visit_of(session, visitor).id, person_id=subject)


def act_for_oneself(visitor: Visitor) -> None:
    with _writing(visitor) as session:
        visit = visit_of(session, visitor)
        people.set_subject(session, visit_id=visit.id, relation=Relation.SELF.value, name="")


def visit_of(session: Session, visitor: Visitor) -> Visit:
    """The visit of this browser, live or not."""
    with app_of(visitor).app_context():
        cookie = visitor.client.get_cookie(cookie_name("visit"))
    assert cookie is not None, "This browser has no visit yet."
    visit = people.find_visit(session, key=cookie.value, kiosk_idle_limit=lambda: timedelta(days=1))
    assert visit is not None, "The visit of this browser is over."
    return session.get_one(Visit, visit.id)


def app_of(visitor: Visitor) -> Flask:
    return visitor.client.application


def _writing(visitor: Visitor) -> AbstractContextManager[Session]:
    database: Database = app_of(visitor).extensions["database"]
    return database.writing()
