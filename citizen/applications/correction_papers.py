"""Papers that are part of an answer to an office: they stand aside like the rest of it, and reach the office with it.

A file says so itself (`Paper.is_held_back`), not its time: clocks jump. That a paper is brought or posted stands in the
buffer of every request that asks for it. An answer that is never sent leaves its files with the person, who may remove
them; no office sees them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.applications.case_state import find_open_correction
from citizen.applications.models import Application, Correction, Paper, PaperPromise
from citizen.applications.paper_models import Instead
from citizen.core import clock

_PROMISES = "promises"


class Promise(NamedTuple):
    """How a paper comes when no file of it is sent, and why there is none."""

    instead: Instead
    reason: str | None


def open_corrections(session: Session, *, application: Application) -> list[Correction]:
    """What offices ask for now, in the order of the cases."""
    found = (find_open_correction(session, case=case) for case in application.cases)
    return [one for one in found if one is not None]


def promises_aside(session: Session, *, application: Application) -> dict[str, Promise]:
    """What was said about papers and is not sent yet, by kind."""
    found: dict[str, Promise] = {}
    for correction in open_corrections(session, application=application):
        found |= promises_in(correction)
    return found


def promises_in(correction: Correction) -> dict[str, Promise]:
    said: Mapping[str, Mapping[str, Any]] = correction.buffer.get(_PROMISES, {})
    return {kind: Promise(Instead(one["instead"]), one["reason"]) for kind, one in said.items()}


def put_promise_aside(session: Session, *, application: Application, kind: str, said: Promise | None) -> None:
    """Note it in every request that asks for this kind; None takes it back."""
    for correction in open_corrections(session, application=application):
        if kind not in correction.papers:
            continue
        promises = {name: one for name, one in correction.buffer.get(_PROMISES, {}).items() if name != kind}
        if said is not None:
            promises[kind] = {"instead": said.instead.value, "reason": said.reason}
        rest = {name: value for name, value in correction.buffer.items() if name != _PROMISES}
        correction.buffer = {**rest, _PROMISES: promises} if promises else rest
    session.flush()


def kinds_there(session: Session, *, application: Application, correction: Correction) -> set[str]:
    """The kinds of papers that came, or were promised, since they were asked for. One that was added for another
    office meanwhile has been sent already, and counts too.
    """
    since = sa.or_(Paper.is_held_back, Paper.added_at >= correction.asked_at)
    files = sa.select(Paper.kind).where(Paper.application_id == application.id, since)
    return {*session.scalars(files), *promises_in(correction)}


def hand_in(session: Session, *, application: Application, correction: Correction) -> None:
    """The office gets what it asked for: files are no longer held back, promises take the place of earlier ones."""
    promises = promises_in(correction)
    mine = sa.select(Paper).where(Paper.application_id == application.id, Paper.is_held_back)
    for paper in session.scalars(mine.where(Paper.kind.in_(correction.papers))):
        paper.is_held_back = False
        _take_back(session, application, paper.kind)
    for kind, said in promises.items():
        _take_back(session, application, kind)
        session.add(PaperPromise(application_id=application.id, kind=kind, said_at=clock.now(), **said._asdict()))
    session.flush()


def _take_back(session: Session, application: Application, kind: str) -> None:
    if (said := session.get(PaperPromise, (application.id, kind))) is not None:
        session.delete(said)
        session.flush()
