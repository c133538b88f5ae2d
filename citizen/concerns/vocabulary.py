"""The codes of this room. Pure."""

from __future__ import annotations

from enum import StrEnum


class Problem(StrEnum):
    """What can be wrong with a place."""

    CLOSED = "closed"
    REFUSED = "refused"
    NOT_ACCESSIBLE = "not_accessible"
    TREATMENT = "treatment"
    MONEY = "money"
    SAFETY = "safety"
    PRIVACY = "privacy"
    OTHER = "other"


class NeedsState(StrEnum):
    """Registered until withdrawn; there is no other way out, the office answers outside this table."""

    REGISTERED = "registered"
    WITHDRAWN = "withdrawn"


#: The first character of a reference says what it belongs to.
REPORT_LETTER, NEEDS_LETTER = "P", "N"
#: Stands in place of a place of the directory where the report is about this website.
THIS_SITE = "this-site"
