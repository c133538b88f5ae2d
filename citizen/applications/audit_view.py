"""The log of one application as an auditor reads it: codes and moments, and whether it is whole."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.applications.audit import verify_events
from citizen.applications.models import Application, ApplicationEvent, Case
from citizen.core.errors import NotFound
from citizen.core.references import normalise


class Line(NamedTuple):
    """One event."""

    position: int
    at: datetime
    actor: str
    #: What the actor is to the person it was done for.
    relation: str
    act: str
    #: Number of the case within the application; None for the application itself.
    case: int | None
    before: str | None
    after: str
    #: none, kept (sealed) or erased.
    detail: str


@dataclass(frozen=True, slots=True)
class LogView:
    reference: str
    phase: str
    erased_at: datetime | None
    lines: tuple[Line, ...]
    #: See audit.Break; None when the log is whole.
    problem: str | None
    broken_at: int | None


def view_log(session: Session, *, reference: str) -> LogView:
    """Without unsealing anything to show it; raises NotFound."""
    found = session.execute(
        sa.select(Application.id, Application.reference, Application.phase, Application.erased_at).where(
            Application.reference == normalise(reference)
        )
    ).first()
    if found is None:
        raise NotFound("application")
    broken = next((one for one in verify_events(session).breaks if one.reference == found.reference), None)
    lines = tuple(_line(row) for row in session.execute(_EVENTS.where(_TABLE.c.application_id == found.id)))
    problem, position = (broken.problem, broken.position) if broken else (None, None)
    return LogView(found.reference, found.phase.value, found.erased_at, lines, problem, position)


_TABLE = ApplicationEvent.__table__
_EVENTS = (
    sa.select(
        _TABLE.c.position, _TABLE.c.at, _TABLE.c.actor, _TABLE.c.from_status, _TABLE.c.to_status,
        # As it stands there: a forged code must be shown, not stop the auditor.
        sa.type_coerce(_TABLE.c.relation, sa.String).label("relation"),
        sa.type_coerce(_TABLE.c.act, sa.String).label("act"),
        Case.position.label("case_position"),
        _TABLE.c.detail_digest.is_not(None).label("had_detail"),
        sa.type_coerce(_TABLE.c.detail, sa.Text).is_not(None).label("has_detail"),
    )
    .outerjoin_from(_TABLE, Case, Case.id == _TABLE.c.case_id)
    .order_by(_TABLE.c.position)
)  # fmt: skip


def _line(row: sa.Row[tuple[object, ...]]) -> Line:
    values = row._mapping
    detail = "kept" if values["has_detail"] else "erased" if values["had_detail"] else "none"
    return Line(
        values["position"], values["at"], values["actor"], values["relation"], values["act"],
        values["case_position"], values["from_status"], values["to_status"], detail,
    )  # fmt: skip
