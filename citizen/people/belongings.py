"""What a browser began before somebody signed in, room by room: rooms above say what they keep for a visit and how it
moves into a person's folder, because this room may not know them.

Only what was begun for oneself can move: a person's own folder holds nothing about anybody else.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.people.models import Person


class Keep(Protocol):
    """Moves what this visit began for oneself into the folder. Flushes, never commits."""

    def __call__(self, session: Session, *, visit_id: uuid.UUID, folder_id: uuid.UUID) -> None: ...


@dataclass(frozen=True, slots=True)
class Belonging:
    """What one room keeps for a visit."""

    name: str
    #: Whether the visit began anything for oneself here.
    holds: Callable[[Session, uuid.UUID], bool]
    keep: Keep


_belongings: dict[str, Belonging] = {}


def register(*belongings: Belonging) -> None:
    """Make them known. The same name given again (a second application) counts once."""
    _belongings.update({one.name: one for one in belongings})


def holds_any(session: Session, *, visit_id: uuid.UUID) -> bool:
    """Whether there is anything to ask about."""
    return any(one.holds(session, visit_id) for one in _belongings.values())


def keep_all(session: Session, *, visit_id: uuid.UUID, folder_id: uuid.UUID) -> None:
    """Everything that was begun for oneself lies in the folder afterwards."""
    for one in _belongings.values():
        one.keep(session, visit_id=visit_id, folder_id=folder_id)


def owner_of(session: Session, *, folder_id: uuid.UUID) -> uuid.UUID:
    """Whose folder this is."""
    return session.scalars(sa.select(Person.id).where(Person.folder_id == folder_id)).one()


def rows_of(model: Any, *, relation: Any, keep: Keep | None = None) -> Belonging:
    """The rows of one table that carry a visit, where `relation` says whom they are about."""

    def own(visit_id: uuid.UUID) -> sa.ColumnElement[bool]:
        return sa.and_(model.visit_id == visit_id, relation == "self")

    def holds(session: Session, visit_id: uuid.UUID) -> bool:
        return bool(session.scalar(sa.select(sa.exists().where(own(visit_id)))))

    def move(session: Session, *, visit_id: uuid.UUID, folder_id: uuid.UUID) -> None:
        change = sa.update(model).where(own(visit_id)).values(visit_id=folder_id)
        session.execute(change.execution_options(synchronize_session=False))

    return Belonging(str(model.__tablename__), holds, keep or move)
