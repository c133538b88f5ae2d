"""What keeps a fault from doing harm, taken away: the tests of faults must find what is left behind then."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from citizen.db.session import Database
from tests.faults.waiting import is_postgresql


@contextmanager
def each_statement_by_itself(database: Database) -> Iterator[None]:
    """Within it there are no transactions."""
    keep = keep_each_statement(database)
    try:
        yield
    finally:
        event.remove(database.writer, "after_cursor_execute", keep)


def keep_each_statement(database: Database) -> Any:
    """From now on everything is kept as soon as it is written, instead of all at once in the end."""

    def keep(_connection: Any, cursor: Any, statement: str, *_rest: Any) -> None:
        words = statement.upper().split()
        if words[0] not in ("INSERT", "UPDATE", "DELETE") or "RETURNING" in words:  # those have rows to be read first
            return
        if is_postgresql(database):
            cursor.connection.commit()
        else:
            cursor.connection.execute("COMMIT")
            cursor.connection.execute("BEGIN IMMEDIATE")

    event.listen(database.writer, "after_cursor_execute", keep)
    return keep
