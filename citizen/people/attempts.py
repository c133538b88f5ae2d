"""Guessing is held back: failures count for whom and for where they came from, whatever the answer of the request is.

Each count has a short transaction of its own. Call these before the request's own transaction writes: a database with a
single writer would wait for itself.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.orm import Session

from citizen.people import service as people
from citizen.web.transaction import database, session

_Found = TypeVar("_Found")


def find_or_count(
    find: Callable[[Session], _Found | None], *, scopes: list[str], allowed: int = people.ATTEMPTS_ALLOWED
) -> _Found | None:
    """What `find` finds; finding nothing is a failure, counted for every scope. Raises TooMany before looking."""
    with database().writing() as short:
        people.check_attempts(short, scopes=scopes, allowed=allowed)
        found = find(short)
        if found is None:
            people.record_attempt(short, scopes=scopes)
        return found


def count_try(*, scopes: list[str], allowed: int) -> None:
    """Count what may be done only so often from one place, however it ends. Raises TooMany after that."""
    with database().writing() as short:
        people.check_attempts(short, scopes=scopes, allowed=allowed)
        people.record_attempt(short, scopes=scopes)


def count_failure(scopes: list[str]) -> None:
    """Count what turned out to be one only inside the request: what the request wrote until now is taken back."""
    session().rollback()
    with database().writing() as short:
        people.record_attempt(short, scopes=scopes)
