"""A copy of the database that may lag a little behind (a read replica), for pages that are the same for everybody.

Nothing depends on it: where it is away, too old, or at another migration than the database itself, the database is
read as if there were no copy, and the copy is looked at again some seconds later.
"""

from __future__ import annotations

import logging
import time
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from citizen.db.session import Database

_log = logging.getLogger("citizen.database")
#: Between two looks at a copy, good or bad.
_LOOK_AGAIN_SECONDS = 10.0
#: What a page for everybody may be behind.
OLDEST = timedelta(minutes=1)
_MIGRATION = sa.text("SELECT version_num FROM alembic_version")
#: Everything that was received is applied: then an old last change only says that nothing happened.
_BEHIND = sa.text(
    "SELECT CASE WHEN NOT pg_is_in_recovery() OR pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() THEN 0"
    " ELSE EXTRACT(EPOCH FROM now() - pg_last_xact_replay_timestamp()) END"
)


class Replica:
    """Gives sessions on the copy as long as it can be trusted."""

    def __init__(self, url: str, of: Database) -> None:
        self._copy = Database(url)
        self._of = of
        self._looked_at: float | None = None
        self._is_good = False

    def open_reading(self) -> Session | None:
        """A session that cannot write, already connected; None: read the database itself."""
        is_due = self._looked_at is None or time.monotonic() - self._looked_at > _LOOK_AGAIN_SECONDS
        if not (self._is_good or is_due):
            return None
        session = self._copy.open_reading()
        try:
            session.connection()
            if is_due:
                self._note(self._problem(session))
            if self._is_good:
                return session
        except SQLAlchemyError as fault:
            self._note(type(fault).__name__)
        session.close()
        return None

    def dispose(self) -> None:
        self._copy.dispose()

    def _problem(self, session: Session) -> str | None:
        with self._of.reading() as original:
            if session.scalar(_MIGRATION) != original.scalar(_MIGRATION):
                return "another migration"
        if session.get_bind().dialect.name != "postgresql":
            return None
        behind = timedelta(seconds=float(session.scalar(_BEHIND) or 0))
        return f"{behind.total_seconds():.0f} seconds behind" if behind > OLDEST else None

    def _note(self, problem: str | None) -> None:
        is_news = self._looked_at is None or self._is_good is not (problem is None)
        self._looked_at, self._is_good = time.monotonic(), problem is None
        if is_news:
            _log.info("the copy of the database is %s", f"not read: {problem}" if problem else "read")
