"""What figures in our texts look like, whatever the language they are said in: days, hours, numbers and codes. Pure."""

from __future__ import annotations

import re

_TELEPHONE = r"1\d{10}|0\d{2,3}-?\d{7,8}|12\d{3}|9[56]\d{3}|\d{3,4}-\d{7,8}|\d{8}|\d{3} \d{3}"
_REFERENCE = r"[A-Z][0-9A-Z]{2} [0-9A-Z]{3} [0-9A-Z]{3}|[0-9A-Z]{4} [0-9A-Z]{4}"


def figures(pattern: str) -> re.Pattern[str]:
    """Our figures only: those of other scripts are left to the voice."""
    return re.compile(pattern, re.ASCII)


def telephone(*, before: str, after: str) -> re.Pattern[str]:
    """A telephone number that stands alone: what may not stand before and after it is each language's own."""
    return figures(rf"(?<!{before})(?:{_TELEPHONE})(?!{after})")


#: 2026-03-07: year, month, day.
DASHED_DATE = figures(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")
#: 110********14: what is shown before, the stars, what is shown after.
HIDDEN = figures(r"(?<![0-9A-Za-z])(\d*)(\*{2,})([0-9Xx]*)(?![0-9A-Za-z])")
#: The number of an identity card, or of the old one.
IDENTITY = figures(r"(?<![0-9A-Za-z])(?:\d{17}[0-9Xx]|\d{15})(?![0-9A-Za-z])")
#: A reference or an access code as we print it.
REFERENCE = figures(rf"(?<![0-9A-Z])(?:{_REFERENCE})(?![0-9A-Z])")
