"""Who writes next to a file of SQLite. By itself SQLite lets everybody look again now and then, less often the longer
they have waited: latecomers pass, and on a busy day somebody waits until they are refused. So writers stand in a line.

The line is a lock of the system on a file beside the database: whoever holds it is next and looks every millisecond;
the others sleep until it is their turn, in the order of coming. What decides is still SQLite's own lock: other programs
that know nothing of the line wait and write as ever, and a process that is killed leaves nothing behind.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

#: Seconds after which a writer gives up, as with SQLite's own handler.
PATIENCE = 15.0
_LOOK_EVERY = 0.001


def begin(
    connection: sqlite3.Connection, database: str | None, *, usual_wait_ms: int, last_try: Callable[[], object]
) -> None:
    """Begin to write when it is our turn; after PATIENCE with `last_try`, which says in its own way that it failed."""
    until = time.monotonic() + PATIENCE
    with _in_line(database):
        connection.execute("PRAGMA busy_timeout=0")
        try:
            while not _has_begun(connection):
                if time.monotonic() >= until:
                    last_try()
                    return
                time.sleep(_LOOK_EVERY)
        finally:
            connection.execute(f"PRAGMA busy_timeout={usual_wait_ms}")


def _has_begun(connection: sqlite3.Connection) -> bool:
    try:
        connection.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as problem:
        # The lower byte is the kind; the rest says why it is busy.
        if problem.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
            raise
        return False
    return True


@contextmanager
def _in_line(database: str | None) -> Iterator[None]:
    """Until it is our turn. A file of our own each time: the lock belongs to the opened file, so threads wait as well.
    Where none can be opened (a full disk), writers do without the line.
    """
    if not database or database == ":memory:":
        yield
        return
    try:
        opened = os.open(f"{database}-queue", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    except OSError:
        yield
        return
    try:
        fcntl.flock(opened, fcntl.LOCK_EX)
        yield
    finally:
        os.close(opened)
