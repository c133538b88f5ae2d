"""Needs that were registered before somebody signed in, taken along into their folder."""

from __future__ import annotations

from citizen.concerns.models import RegisteredNeeds
from citizen.people import belongings

BELONGINGS = belongings.rows_of(RegisteredNeeds, relation=RegisteredNeeds.relation)
