"""Erasing an application: what a person typed, sent or was told goes, with the key it was sealed with. What stays is
the log: codes, moments and hashes, which can still be verified.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.applications.events import Author, record_event
from citizen.applications.lifecycle import Act
from citizen.applications.models import Application, ApplicationEvent, Case, Correction, Message, Objection
from citizen.applications.paper_service import forget_papers
from citizen.applications.paper_store import PaperStore
from citizen.core import clock
from citizen.db.envelope import destroy_key
from citizen.notices.service import delete_notices
from citizen.people import service as people

#: Who erases when a time is over.
RETENTION = "retention"


def erase_application(session: Session, *, application: Application, store: PaperStore, by: Author) -> None:
    """Leave nothing but the log, and the codes it opens with. Doing it again changes nothing. Files go when this
    transaction is surely kept; copies that other applications reuse are their own.
    """
    if application.erased_at is not None:
        return
    forget_papers(session, application=application, store=store)
    delete_notices(session, about=application.reference)
    erase_contents(session, application=application, by=by)


def erase_contents(session: Session, *, application: Application, by: Author) -> None:
    """The same for what stands in the rows of the application itself."""
    if application.erased_at is not None:
        return
    phase = application.phase
    record_event(session, application=application, act=Act.ERASE, by=by, before=phase, after=phase)
    forget_sent(session, application=application)
    _forget_details(session, application)
    # Through a plain statement: what is left must not be sealed with the key that goes.
    code = str(application.access_code)
    left: dict[str, Any] = {"answers": {}, "contact": {}, "subject_name": None, "access_code": code}
    session.execute(
        sa.update(Application)
        .where(Application.id == application.id)
        .values(**left, answers_confirmed=False, erased_at=clock.now(), version=Application.version + 1)
        .execution_options(synchronize_session=False)
    )
    destroy_key(session, owner_id=application.id)
    for row in (application, *application.cases):
        session.refresh(row)


def delete_draft(session: Session, *, draft: Application, store: PaperStore) -> None:
    """A draft leaves nothing at all: nobody but its owner ever saw it."""
    forget_papers(session, application=draft, store=store)
    delete_notices(session, about=draft.reference)
    people.forget_access(session, reference=draft.reference)
    session.execute(sa.delete(ApplicationEvent).where(ApplicationEvent.application_id == draft.id))
    destroy_key(session, owner_id=draft.id)
    session.delete(draft)
    session.flush()


def forget_sent(session: Session, *, application: Application) -> None:
    """Remove everything that was written after sending: messages, requests for corrections, objections."""
    session.execute(sa.delete(Message).where(Message.application_id == application.id))
    of_it = sa.select(Case.id).where(Case.application_id == application.id)
    for table in (Correction, Objection):
        session.execute(sa.delete(table).where(table.case_id.in_(of_it)).execution_options(synchronize_session=False))


def _forget_details(session: Session, application: Application) -> None:
    """The digests of details stay: the log is verified with them."""
    for table, column in ((ApplicationEvent, "detail"), (Case, "decision")):
        session.execute(
            sa.update(table)
            .where(table.application_id == application.id)
            .values({column: None})
            .execution_options(synchronize_session=False)
        )
