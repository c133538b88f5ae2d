"""Verifying the logs of all applications: walks every chain, keeps one event in memory, reports every break."""

from __future__ import annotations

import hmac
import json
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from cryptography.fernet import InvalidToken
from sqlalchemy.orm import Session

from citizen.applications.models import Application, ApplicationEvent
from citizen.db.event_hash import COVERED, detail_digest, event_hash
from citizen.db.sealing import unseal

_BATCH = 500


@dataclass(frozen=True, slots=True)
class Break:
    """A log that is not as it was written: whose, at which event, and what is wrong."""

    reference: str
    position: int
    #: gap, changed, detail_changed, cut_off or added.
    problem: str


@dataclass(slots=True)
class Audit:
    """What was walked. A log is reported at its first break only: what follows a break proves nothing."""

    applications: int = 0
    events: int = 0
    erased_details: int = 0
    breaks: list[Break] = field(default_factory=list)


@dataclass(slots=True)
class _Walk:
    """One log, as far as it was read."""

    reference: str
    count: int
    head: str
    position: int = 0
    previous: str = ""
    broken: bool = False


def verify_events(session: Session) -> Audit:
    """Every log of the database, streaming; also those whose events are all gone."""
    audit, walk = Audit(), None
    for row in session.execute(_ALL_EVENTS):
        if walk is None or walk.reference != row.reference:
            _end(audit, walk)
            walk = _Walk(row.reference, row.event_count, row.event_head)
            audit.applications += 1
        if row.position is not None:
            audit.events += 1
            _follow(audit, walk, row)
    _end(audit, walk)
    return audit


def _columns() -> list[sa.ColumnElement[Any]]:
    """What is hashed, as it stands in the database: a forged code or seal must be reported, not stop the walk."""
    table = ApplicationEvent.__table__.c
    stored = {name: sa.type_coerce(table[name], sa.String) for name in ("act", "relation")}
    detail = sa.type_coerce(table["detail"], sa.Text).label("sealed_detail")
    return [*(stored.get(name, table[name]).label(name) for name in COVERED), table["hash"].label("event_hash"), detail]


_ALL_EVENTS = (
    sa.select(Application.reference, Application.event_count, Application.event_head, *_columns())
    .outerjoin_from(Application, ApplicationEvent, ApplicationEvent.application_id == Application.id)
    .order_by(Application.reference, ApplicationEvent.position)
    .execution_options(yield_per=_BATCH)
)


def _follow(audit: Audit, walk: _Walk, row: sa.Row[Any]) -> None:
    if walk.broken:
        return
    walk.position += 1
    problem = _problem(walk, row)
    if problem:
        walk.broken = True
        audit.breaks.append(Break(walk.reference, walk.position, problem))
        return
    walk.previous = row.event_hash
    if row.sealed_detail is None and row.detail_digest is not None:
        audit.erased_details += 1


def _problem(walk: _Walk, row: sa.Row[Any]) -> str | None:
    if row.position != walk.position:
        return "gap"
    expected = event_hash(walk.previous, dict(row._mapping))
    if not hmac.compare_digest(expected, row.event_hash):
        return "changed"
    return None if row.sealed_detail is None or _is_sealed(row) else "detail_changed"


def _is_sealed(row: sa.Row[Any]) -> bool:
    """Whether the detail is the one that was recorded."""
    try:
        detail = json.loads(unseal(row.sealed_detail))
    except (InvalidToken, ValueError):
        return False
    return hmac.compare_digest(str(detail_digest(detail)), str(row.detail_digest))


def _end(audit: Audit, walk: _Walk | None) -> None:
    """The last event must be the one the application remembers."""
    if walk is None or walk.broken or (walk.position, walk.previous) == (walk.count, walk.head):
        return
    problem = "cut_off" if walk.position < walk.count else "added"
    audit.breaks.append(Break(walk.reference, walk.position + 1 if problem == "cut_off" else walk.position, problem))
