"""One rule for all requests: GET and HEAD read, in a transaction the engine holds read-only; anything else writes and
is committed only with a 2xx or 3xx answer. An invalid form answers 422, so nothing half-done is ever kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask, Response, current_app, g, request
from sqlalchemy.orm import Session

from citizen.db.replica import Replica
from citizen.db.session import Database
from citizen.web.at_hand import notes, this_app, this_request
from citizen.web.kept_parts import only_outside_kept_parts


def database() -> Database:
    found: Database = this_app().extensions["database"]
    return found


def session() -> Session:
    """The session of this request, opened at the first use."""
    only_outside_kept_parts("the database")
    noted = notes()
    opened: Session | None = noted.get("session")
    if opened is None:
        reads = request.method in ("GET", "HEAD", "OPTIONS")
        opened = _from_the_copy() or database().open_reading() if reads else database().open_writing()
        noted.session = opened
    return opened


def where_to_look() -> Session | Database:
    """For single rows: in the session of this request where it has one or writes; else nothing has to be opened."""
    only_outside_kept_parts("the database")
    if this_request().method in ("GET", "HEAD", "OPTIONS"):
        opened: Session | None = notes().get("session")
        return opened or database()
    return session()


@contextmanager
def reading_apart() -> Iterator[Session]:
    """A session of its own that only reads, for an answer sent in pieces: open for one piece at a time."""
    opened = _from_the_copy() or database().open_reading()
    try:
        yield opened
    finally:
        opened.close()


def close_transaction() -> None:
    """Let go of the database before something slow is asked elsewhere; the next use of `session` begins a new one.
    Only before anything was written: nothing is kept.
    """
    _close(None)


def let_go_of_writing() -> None:
    """Take back what this request wrote, and go on reading: a page that says why something could not be done is made
    without keeping others waiting (SQLite has one writer at a time). What was loaded before has to be looked up again.
    """
    _close(None)
    g.session = database().open_reading()


def install(app: Flask, opened: Database, *, copy: Replica | None = None) -> None:
    app.extensions["database"] = opened
    app.extensions["copy of the database"] = copy
    app.after_request(_finish)
    app.teardown_request(_close)


def let_go_of_the_copy() -> None:
    """Before a process parts into workers: none may speak over another one's connection."""
    copy: Replica | None = current_app.extensions["copy of the database"]
    if copy is not None:
        copy.dispose()


def _from_the_copy() -> Session | None:
    """A browser with any cookie may be somebody whose own rows must be read as they are now."""
    copy: Replica | None = current_app.extensions["copy of the database"]
    if copy is None or request.cookies or not getattr(_view(), "may_lag", False):
        return None
    return copy.open_reading()


def _view() -> object:
    return current_app.view_functions.get(request.endpoint or "")


def _finish(response: Response) -> Response:
    opened: Session | None = notes().get("session")
    if opened is not None and request.method not in ("GET", "HEAD", "OPTIONS"):
        if response.status_code < 400:
            opened.commit()
        else:
            opened.rollback()
    return response  # what only read ends where the session is closed


def _close(_error: BaseException | None) -> None:
    opened: Session | None = notes().pop("session", None)
    if opened is not None:
        opened.close()
