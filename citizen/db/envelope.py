"""Everything that belongs to one thing is sealed with a key of its own, so that destroying the key erases all of it.

A room says once which of its tables belong together (`seal_together`). From then on every sealed value that the ORM
writes there is sealed with the data key of its owner; the key is made with the first value, in the same transaction.
Statements that do not go through the ORM give their values to `owned` first. Values that stood there before keep being
read; `keys rotate` brings them under their data key.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapper, Session

from citizen.core import clock
from citizen.db import sealing
from citizen.db.base import Base
from citizen.db.models import StoredDataKey
from citizen.db.sealing import DataKey
from citizen.db.session import Database
from citizen.db.types import OwnedDict, OwnedList, OwnedText, SealedJson, SealedText

_KEYS = StoredDataKey.__table__
#: Asked before every sealed value that is written: built once.
_BY_OWNER = sa.select(_KEYS.c.id, _KEYS.c.sealed_key).where(_KEYS.c.owner_id == sa.bindparam("owner"))
Sealable = TypeVar("Sealable")


@dataclass(frozen=True, slots=True)
class Belonging:
    """Where the owner of a row stands: in a column of its own, or in the row that `column` points to."""

    table: sa.Table
    column: str
    #: (table, column of the owner), found by its id.
    through: tuple[sa.Table, str] | None = None

    def owner_column(self) -> sa.ColumnElement[Any]:
        """The owner, to be selected beside the row."""
        own: sa.ColumnElement[Any] = self.table.c[self.column]
        if self.through is None:
            return own
        other, name = self.through
        return sa.select(other.c[name]).where(other.c.id == own).scalar_subquery()

    def owner_of(self, connection: sa.Connection, row: object) -> uuid.UUID:
        found = getattr(row, self.column)
        if found is None and self.through is None and self.column == "id":
            found = uuid.uuid4()
            setattr(row, self.column, found)
        if self.through is not None:
            other, name = self.through
            found = connection.scalar(sa.select(other.c[name]).where(other.c.id == found))
        if not isinstance(found, uuid.UUID):
            raise ValueError(f"a row of {self.table.name} is sealed before it is known what it belongs to")
        return found


_belongings: dict[str, Belonging] = {}


def seal_together(model: type[Base], *, by: str, through: tuple[type[Base], str] | None = None) -> None:
    """The sealed values of this table belong to what its column `by` names, directly or through another table."""
    table, other = model.__table__, through and (through[0].__table__, through[1])
    if not isinstance(table, sa.Table):
        raise TypeError(model)
    _belongings[table.name] = Belonging(table, by, other)  # type: ignore[arg-type]  # mapped classes stand for tables
    event.listen(model, "before_insert", _enclose)
    event.listen(model, "before_update", _enclose)


def find_belonging(table: sa.Table) -> Belonging | None:
    """How rows of this table find their owner; None: their values stand alone."""
    return _belongings.get(table.name)


def use_database(database: Database) -> None:
    """Data keys are looked up here, each once a process. A reader of its own: the one in use may be half-way through a
    result.
    """

    def find(key_id: uuid.UUID) -> str | None:
        with database.reading() as session:
            return session.scalar(sa.select(StoredDataKey.sealed_key).where(StoredDataKey.id == key_id))

    sealing.use_finder(find)


def key_of(connection: sa.Connection, owner_id: uuid.UUID) -> DataKey:
    """The data key of this owner, made in this transaction if there is none. Never from memory alone: what another
    transaction made may have been rolled back.
    """
    stored = _stored(connection, owner_id)
    if stored is None:
        key, sealed_key = sealing.new_data_key()
        dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
        row = {"id": key.id, "owner_id": owner_id, "sealed_key": sealed_key, "made_at": clock.now()}
        connection.execute(dialect.insert(_KEYS).values(**row).on_conflict_do_nothing(index_elements=["owner_id"]))
        stored = _stored(connection, owner_id)
    if stored is None:
        raise RuntimeError("a data key disappeared while it was made")
    return sealing.unlock(*stored)


def owned(session: Session, owner_id: uuid.UUID, value: Sealable) -> Sealable:
    """The value, to be sealed with the owner's data key in a statement that does not go through the ORM."""
    tied: Sealable = _with_key(value, key_of(session.connection(), owner_id))
    return tied


def destroy_key(session: Session, *, owner_id: uuid.UUID) -> None:
    """Whatever belongs to this owner can never be read again, here or in a copy without the key."""
    key_id = session.scalar(sa.select(StoredDataKey.id).where(StoredDataKey.owner_id == owner_id))
    if key_id is not None:
        session.execute(sa.delete(StoredDataKey).where(StoredDataKey.id == key_id))
        sealing.forget(key_id)


def _stored(connection: sa.Connection, owner_id: uuid.UUID) -> tuple[uuid.UUID, str] | None:
    row = connection.execute(_BY_OWNER, {"owner": owner_id}).first()
    return None if row is None else (row.id, row.sealed_key)


def _enclose(mapper: Mapper[Any], connection: sa.Connection, row: Any) -> None:
    """Tie the sealed values that are about to be written to the data key of their owner."""
    state = sa.inspect(row)
    changed = [name for name in _sealed_names(mapper) if name in state.committed_state]
    values = {name: row.__dict__[name] for name in changed if row.__dict__.get(name) is not None}
    if not values:
        return
    key = key_of(connection, _belongings[mapper.local_table.name].owner_of(connection, row))  # type: ignore[attr-defined]
    for name, value in values.items():
        # Past the instrumentation: the value stays what it was, and only learns its key.
        row.__dict__[name] = _with_key(value, key)


@cache
def _sealed_names(mapper: Mapper[Any]) -> tuple[str, ...]:
    return tuple(one.key for one in mapper.column_attrs if isinstance(one.columns[0].type, SealedText | SealedJson))


def _with_key(value: Any, key: DataKey) -> Any:
    if isinstance(value, str):
        kept: Any = OwnedText(value)
    elif isinstance(value, dict):
        kept = OwnedDict(value)
    elif isinstance(value, list):
        kept = OwnedList(value)
    else:
        raise TypeError(f"{type(value).__name__} cannot be sealed with a data key")
    kept.data_key = key
    return kept
