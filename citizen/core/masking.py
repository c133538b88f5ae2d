"""Numbers that identify a person, made unreadable where a text may be left lying about or said aloud."""

from __future__ import annotations

import re

#: Runs of 15, 18 or 20 characters that are shaped like an identity or certificate number.
_IDENTITY = re.compile(r"(?<![0-9A-Za-z])(\d{3})(?:\d{10}|\d{13}|\d{15})([0-9Xx]{2})(?:B\d)?(?![0-9A-Za-z])")


def masked(text: str) -> str:
    """The text with identity and certificate numbers in it unreadable but for their ends.

    A letter may be left on a table or read out in a room: nobody needs the whole number in it.
    """
    return _IDENTITY.sub(lambda found: f"{found[1]}{'*' * 8}{found[2]}", text)
