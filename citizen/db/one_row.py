"""One row of one table, read without the costs of a unit of work: what nearly every request asks is asked by nothing
more than its statement, written once, and answered as a tuple. Reads only: what is to be changed is loaded or updated
through a session.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Generic, NamedTuple, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.db.session import Database

Row = TypeVar("Row", bound=tuple[Any, ...])
_Change = Callable[[Any], Any]
#: Where to look: in a session, as it stands in its transaction; or in a database, as it stands now.
Where = Session | Database


class _Ready(NamedTuple):
    """The statement as one kind of database takes it, with what changes values on their way in and out."""

    sql: str
    takes: tuple[tuple[str, _Change | None], ...]
    is_positional: bool
    changes: tuple[tuple[int, _Change], ...]

    def fetch(self, connection: Any, values: Mapping[str, object]) -> list[Any] | None:
        """:raises Exception: whatever the driver raises."""
        given = [values[name] if change is None else change(values[name]) for name, change in self.takes]
        named = given if self.is_positional else dict(zip((name for name, _change in self.takes), given, strict=True))
        cursor = connection.cursor()
        found = cursor.execute(self.sql, named).fetchone()
        cursor.close()
        if found is None:
            return None
        row = list(found)
        for position, change in self.changes:
            if row[position] is not None:  # nothing is nothing in every type of ours
                row[position] = change(row[position])
        return row


class OneRow(Generic[Row]):
    """A SELECT of at most one row, whose columns are the fields of `row` in their order."""

    def __init__(self, row: Callable[..., Row], statement: sa.Select[Any]) -> None:
        self._row, self._statement = row, statement
        self._ready: dict[str, _Ready] = {}

    def find(self, where: Where, **values: object) -> Row | None:
        """The row; in a session, with everything that was changed in it."""
        found = self._in_session(where, values) if isinstance(where, Session) else self._in_database(where, values)
        return None if found is None else self._row(*found)

    def _in_session(self, session: Session, values: Mapping[str, object]) -> list[Any] | None:
        session.flush()
        opened = session.connection()
        try:
            return self._ready_for(opened.dialect).fetch(opened.connection.dbapi_connection, values)
        except opened.dialect.loaded_dbapi.Error:  # asked again as usual: the fault is told, or over
            usual = session.execute(self._statement, values).one_or_none()
            return None if usual is None else list(usual)

    def _in_database(self, database: Database, values: Mapping[str, object]) -> list[Any] | None:
        engine = database.reader
        try:
            lent, is_broken = database.lend_reader(), True
            try:
                found = self._ready_for(engine.dialect).fetch(lent, values)
                is_broken = False
                return found
            finally:
                database.give_back_reader(lent, is_broken=is_broken)
        except engine.dialect.loaded_dbapi.Error:
            with engine.connect() as opened:
                usual = opened.execute(self._statement, dict(values)).one_or_none()
                return None if usual is None else list(usual)

    def _ready_for(self, dialect: sa.Dialect) -> _Ready:
        ready = self._ready.get(dialect.name)
        if ready is None:
            ready = self._ready[dialect.name] = _prepared(self._statement, dialect)
        return ready


def _prepared(statement: sa.Select[Any], dialect: sa.Dialect) -> _Ready:
    compiled = statement.compile(dialect=dialect)
    names = compiled.positiontup if compiled.positional else list(compiled.binds)
    goes_in = [(name, compiled.binds[name].type.dialect_impl(dialect)) for name in names or ()]
    kinds = [column.type.dialect_impl(dialect) for column in statement.selected_columns]
    comes_out = [kind.result_processor(dialect, None) for kind in kinds]
    return _Ready(
        str(compiled),
        tuple((name, kind.bind_processor(dialect)) for name, kind in goes_in),
        compiled.positional,
        tuple((position, change) for position, change in enumerate(comes_out) if change is not None),
    )
