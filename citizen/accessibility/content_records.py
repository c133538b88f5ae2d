"""One version of one page in one language, as the content manifest counts it.

Whoever makes versions (sign language, easy-read, listening, braille, print) says which ones exist by a function
`coverage(locale) -> Mapping[page_id, VersionRecord]`; `content_manifest` gathers them.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

Kind = Literal["standard", "easy", "audio", "sign", "braille", "print"]
#: "original": what the others are made from, and no version of anything.
MadeBy = Literal["machine", "person", "original"]

#: In the order in which they are shown.
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True, slots=True)
class VersionRecord:
    """That a version exists, what it was made from, and who has looked at it.

    `page` is the name of a template ("home/start.html") or of a sign-language slot. `made_from` and `source_now` are
    SHA-256 of the text it was made from, and of that text as it is now. Only a person reviews: `reviewed_by` is None
    as long as nobody has.
    """

    page: str
    locale: str
    kind: Kind
    made_from: str
    source_now: str
    made_by: MadeBy
    reviewed_by: str | None = None
    reviewed_on: date | None = None

    @property
    def is_stale(self) -> bool:
        """The text has changed since this version was made."""
        return self.made_from != self.source_now

    @property
    def is_reviewed(self) -> bool:
        """A person has looked at it, and it still is what was looked at."""
        return self.reviewed_by is not None and not self.is_stale


def hash_of(text: str) -> str:
    """The SHA-256 by which a text is told from another one; white space does not count."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()
