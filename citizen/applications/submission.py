"""Sending an application: once, whatever happens on the way, and not twice by mistake."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from citizen.applications import asking
from citizen.applications.lifecycle import DECIDED, UNDECIDED, Act, Phase
from citizen.applications.models import Application
from citizen.applications.notice_kinds import APPLICATION_RECEIVED
from citizen.applications.service import (
    ChangedMeanwhile,
    confirmed_sheet,
    edit,
    list_applications,
    move_case,
    notice_changes,
)
from citizen.applications.telling import tell
from citizen.core import clock
from citizen.core.errors import RuleBroken
from citizen.db.envelope import owned
from citizen.proxies.authority import Who
from citizen.proxies.doings import note_doing

_SAME_YEAR = timedelta(days=365)


class Alike(NamedTuple):
    """An application sent before for the same person and programme."""

    programme_id: str
    reference: str
    submitted_at: datetime


def find_alike(session: Session, *, who: Who, application: Application) -> list[Alike]:
    """What was sent for the same person and programme, and is open or less than a year old; newest first.

    Only among what this visit may open anyway: nobody learns here that somebody else has applied.
    """
    oldest = clock.now() - _SAME_YEAR
    asked = {case.programme_id for case in application.cases}
    found = []
    for other in list_applications(session, who=who):
        if other.id == application.id or other.submitted_at is None or not _same_person(who, application, other):
            continue
        for case in other.cases:
            is_recent = case.status in DECIDED and other.submitted_at > oldest
            if case.programme_id in asked and (case.status in UNDECIDED or is_recent):
                found.append(Alike(case.programme_id, other.reference, other.submitted_at))
    return sorted(found, key=lambda one: one.submitted_at, reverse=True)


def submit_application(
    session: Session, *, who: Who, application: Application, seen: str, knows_of_alike: bool = False
) -> None:
    """Send it. Sending again changes nothing and is no error: whoever presses twice sees the one receipt.

    One guarded UPDATE decides which request sends; everything else that sending does stands in the same transaction.

    :raises ChangedMeanwhile: the contents are not the ones that were shown.
    :raises RuleBroken: "parts_missing", or "alike": the same was sent before, and nobody has looked for it in this
        transaction or said that this is meant.
    """
    if application.submitted_at is not None:
        return
    edit(application, Act.SUBMIT)
    notice_changes(asking.contents_mark(application), seen)
    if asking.missing_parts(application):
        raise RuleBroken("parts_missing")
    if not knows_of_alike and find_alike(session, who=who, application=application):
        raise RuleBroken("alike")
    if not _claim(session, application):
        if application.submitted_at is None:
            raise ChangedMeanwhile("sent")
        return
    for case in application.cases:
        move_case(session, who=who, case=case, act=Act.SUBMIT)
    tell(session, application=application, kind=APPLICATION_RECEIVED, key="received")
    note_doing(session, who=who, doing="application_sent", about=application.reference)


def _claim(session: Session, application: Application) -> bool:
    """Make this request the one that sends; False: another one was faster, or something was changed meanwhile."""
    now, answers = clock.now(), confirmed_sheet(application).as_json()
    version = application.version
    said = {"answers": answers, "phase": Phase.SENT, "submitted_at": now, "changed_at": now, "version": version + 1}
    session.flush()
    sent = session.connection().execute(
        sa.update(Application)
        .where(Application.id == application.id, Application.phase == Phase.DRAFT, Application.version == version)
        .values({**said, "answers": owned(session, application.id, answers)})
    )
    if sent.rowcount != 1:
        session.refresh(application)
        return False
    for name, value in said.items():
        set_committed_value(application, name, value)
    return True


def _same_person(who: Who, one: Application, other: Application) -> bool:
    """In a person's own folder everything is about them. Else named alike, where there is a name: two children of one
    family are two people.
    """
    if who.subject.person_id is not None and one.visit_id == other.visit_id == who.visit_id:
        return True
    if (one.relation, one.subject_name) != (other.relation, other.subject_name):
        return False
    return one.contact.get("name") == other.contact.get("name")
