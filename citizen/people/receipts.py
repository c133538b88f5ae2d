"""What can be opened with a reference and an access code: rooms above say which letter is theirs, and how it opens.

One page takes them all. A receipt opens the one thing it is for, and never the account of anybody.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import Response

from citizen.core.references import normalise


@dataclass(frozen=True, slots=True)
class Receipts:
    """The receipts of one room."""

    #: With which its references begin.
    letter: str
    #: What failed attempts are counted for.
    kind: str
    #: `find(session, reference=, code=)`: something, or None.
    find: Callable[..., object | None]
    #: After the proof: lets this browser open the thing, and goes there.
    opened: Callable[[str], Response]


_receipts: dict[str, Receipts] = {}


def register(*receipts: Receipts) -> None:
    """Make them known. The same letter given again (a second application) counts once."""
    _receipts.update({one.letter: one for one in receipts})


def receipts_of(reference: str) -> Receipts | None:
    """Whose reference this is."""
    found = normalise(reference)
    return _receipts.get(found[0]) if found else None
