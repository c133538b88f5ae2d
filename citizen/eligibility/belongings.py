"""Checks that were made before somebody signed in, taken along into their folder."""

from __future__ import annotations

from citizen.eligibility.models import EligibilityCheck, SavedCheck
from citizen.people import belongings

BELONGINGS = (
    belongings.rows_of(EligibilityCheck, relation=EligibilityCheck.relation),
    belongings.rows_of(SavedCheck, relation=SavedCheck.relation),
)
