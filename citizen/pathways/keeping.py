"""How long ways that have ended are kept: as the rule of the district says. Without a rule they stay."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.core import clock
from citizen.pathways import belongings
from citizen.pathways.models import Pathway
from citizen.pathways.terms import PathwayState


def find_old(session: Session, *, kept_for: Mapping[str, dt.timedelta], at_most: int | None = None) -> list[Pathway]:
    """Ways whose time is over, counted from the last thing that happened. A district that is missing has no rule."""
    now = clock.now()
    by_rule = [
        sa.and_(Pathway.district == district, Pathway.changed_at < now - time) for district, time in kept_for.items()
    ]
    found = sa.select(Pathway).where(Pathway.state == PathwayState.ENDED, sa.or_(sa.false(), *by_rule))
    return list(session.scalars(found.order_by(Pathway.changed_at, Pathway.id).limit(at_most)))


def delete_old(session: Session, *, kept_for: Mapping[str, dt.timedelta], at_most: int) -> int:
    """With what the place wrote for the person; appointments have a time of their own. Returns how many."""
    found = find_old(session, kept_for=kept_for, at_most=at_most)
    for pathway in found:
        belongings.delete_whole(session, pathway=pathway)
    return len(found)
