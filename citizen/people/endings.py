"""What else has to go when a visit ends: rooms above say it here, because this room may not know them."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from sqlalchemy.orm import Session

from citizen.people import service as people

#: Deletes or closes what one visit left unfinished. Flushes, never commits; does nothing for a visit it never saw.
Ending = Callable[[Session, uuid.UUID], None]

_endings: dict[str, Ending] = {}


def also_forget(ending: Ending) -> None:
    """Run this whenever a visit ends. The same function given again (a second application) counts once."""
    _endings[f"{ending.__module__}.{ending.__qualname__}"] = ending


def end_and_forget(session: Session, *, visit_id: uuid.UUID) -> None:
    """End a visit: what was not submitted is gone, what was submitted opens only with its reference and code."""
    for ending in _endings.values():
        ending(session, visit_id)
    people.end_visit(session, visit_id=visit_id)
