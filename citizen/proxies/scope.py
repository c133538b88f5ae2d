"""What somebody may see besides the act that opened a page: lists, parts of pages, and things of several kinds."""

from __future__ import annotations

import uuid

from sqlalchemy.orm import Session

from citizen.core import clock
from citizen.people import service as people
from citizen.proxies.authority import Act, Who, acts_now


def is_allowed(who: Who, *acts: Act) -> bool:
    """Whether at least one of these acts is open at this moment to the one who acts. The folder was handed out already
    (see acting): only a mandate leaves anything out.
    """
    return who.mandate is None or not acts_now(who.mandate, clock.now()).isdisjoint(acts)


def may_open(session: Session, *, who: Who, folder_id: uuid.UUID | None, reference: str, is_allowed_here: bool) -> bool:
    """Whether a thing exists for the one who acts. In the folder they act in, `is_allowed_here` says it; of any other
    folder only what this browser has proved to know, by reference and access code.
    """
    if who.visit_id is not None and folder_id == who.visit_id:
        return is_allowed_here
    return people.has_access(session, visit_id=who.prover_id, reference=reference)
