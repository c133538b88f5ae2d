"""How many rows a stage would deal with, and how long what rests on a rule of a district is kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.applications.retention_rules import Of, Rules
from citizen.db.base import Base
from citizen.eligibility import catalogue


def count(table: type[Base], due: sa.ColumnElement[bool]) -> Callable[[Session], int]:
    return lambda session: session.scalar(sa.select(sa.func.count()).select_from(table).where(due)) or 0


def by_district(rules: Rules, of: Of) -> dict[str, timedelta]:
    """A district that is missing has no rule."""
    found = {district: rules.find(of, district=district) for district in catalogue.load().districts}
    return {district: rule.kept_for for district, rule in found.items() if rule is not None}
