"""The log of an application: the one place that records events, each hashed together with the one before it.

Rows are only ever added. Whoever changes, removes, reorders or cuts off rows in the database without the server's key
breaks the chain, and `audit.verify_events` says where.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.applications.lifecycle import Act
from citizen.applications.models import Application, ApplicationEvent, Case
from citizen.core import clock
from citizen.db.envelope import owned
from citizen.db.event_hash import detail_digest, event_hash
from citizen.proxies.authority import Relation, Who, record_of

#: Said with every step anybody takes: built once, and past the ORM, which nobody asks for the event again.
_ROWS, _EVENTS = cast(sa.Table, Application.__table__), cast(sa.Table, ApplicationEvent.__table__)
_ROW = _ROWS.c.id == sa.bindparam("of")
_TAKE = (
    sa.update(_ROWS)
    .where(_ROW)
    .values(event_count=_ROWS.c.event_count + 1)
    .returning(_ROWS.c.event_count, _ROWS.c.event_head)
)
_ADD = sa.insert(_EVENTS)
_KEEP_HEAD = sa.update(_ROWS).where(_ROW).values(event_head=sa.bindparam("head"))

#: What rooms above want to know: of every event, in its transaction.
Listener = Callable[[Session, Application, Case | None, Act], None]
_listeners: list[Listener] = []


def also_tell(listener: Listener) -> None:
    """Tell this listener of every event from now on. Telling it twice to listen changes nothing."""
    if listener not in _listeners:
        _listeners.append(listener)


@dataclass(frozen=True, slots=True)
class Author:
    """Who did it, in codes: a person (and what they are to the one it is for), or an office; and in which browser."""

    actor: str
    relation: Relation
    visit_id: uuid.UUID | None = None


def author_of(who: Who) -> Author:
    return Author(record_of(who)["actor"], who.subject.relation, who.browser_id or who.visit_id)


def record_event(
    session: Session,
    *,
    application: Application,
    act: Act,
    by: Author,
    before: str | None,
    after: str,
    case: Case | None = None,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Add an event at the end of the log, in this transaction. Two at once come one after the other: the first
    statement takes the row of the application.
    """
    position, previous = _next_place(session, application)
    row = {
        "application_id": application.id,
        "case_id": case.id if case else None,
        "position": position,
        "act": act,
        "actor": by.actor,
        "relation": by.relation,
        "visit_id": by.visit_id,
        "at": clock.now(),
        "from_status": None if before is None else str(before),
        "to_status": str(after),
        "detail": owned(session, application.id, dict(detail)) if detail else None,
        "detail_digest": detail_digest(detail or None),
    }
    row["hash"] = event_hash(previous, row)
    _add_at_the_end(session, row)
    for listener in _listeners:
        listener(session, application, case, act)


def _next_place(session: Session, application: Application) -> tuple[int, str]:
    """The number of the next event and the hash of the one before it; the row of the application is taken."""
    session.flush()
    found = session.connection().execute(_TAKE, {"of": application.id}).one()
    return found.event_count, found.event_head


def _add_at_the_end(session: Session, row: Mapping[str, Any]) -> None:
    connection = session.connection()
    connection.execute(_ADD, row)
    connection.execute(_KEEP_HEAD, {"of": row["application_id"], "head": row["hash"]})
