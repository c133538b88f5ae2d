"""How long needs and reports are kept: withdrawn needs leave a bare reference for a while; the rest as the rule of the
district says. Each function deals with at most so many.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.concerns.models import PlaceReport, RegisteredNeeds
from citizen.concerns.vocabulary import NeedsState
from citizen.core import clock
from citizen.people import service as people

WITHDRAWN_FOR = dt.timedelta(days=30)
"""So long a withdrawn entry can still be opened, empty, to see that it was withdrawn."""

#: How long, by district; a district that is missing has no rule.
KeptFor = Mapping[str, dt.timedelta]


def find_old_needs(session: Session, *, kept_for: KeptFor, at_most: int | None = None) -> list[str]:
    """References of needs whose time is over."""
    now = clock.now()
    withdrawn = sa.and_(RegisteredNeeds.state == NeedsState.WITHDRAWN, RegisteredNeeds.changed_at < now - WITHDRAWN_FOR)
    by_rule = [
        sa.and_(RegisteredNeeds.district == district, RegisteredNeeds.changed_at < now - time)
        for district, time in kept_for.items()
    ]
    found = sa.select(RegisteredNeeds.reference).where(sa.or_(withdrawn, *by_rule))
    return list(session.scalars(found.order_by(RegisteredNeeds.reference).limit(at_most)))


def find_old_reports(session: Session, *, kept_for: KeptFor, at_most: int | None = None) -> list[str]:
    """References of reports whose time is over."""
    now = clock.now()
    by_rule = [
        sa.and_(PlaceReport.district == district, PlaceReport.made_at < now - time)
        for district, time in kept_for.items()
    ]
    found = sa.select(PlaceReport.reference).where(sa.or_(sa.false(), *by_rule))
    return list(session.scalars(found.order_by(PlaceReport.reference).limit(at_most)))


def delete_needs(session: Session, *, references: list[str]) -> int:
    """The rows themselves; nobody can open them any more."""
    return _delete(session, RegisteredNeeds, references)


def delete_reports(session: Session, *, references: list[str]) -> int:
    return _delete(session, PlaceReport, references)


def _delete(session: Session, table: type[RegisteredNeeds] | type[PlaceReport], references: list[str]) -> int:
    result = session.execute(sa.delete(table).where(table.reference.in_(references)))
    for reference in references:
        people.forget_access(session, reference=reference)
    return int(getattr(result, "rowcount", 0))
