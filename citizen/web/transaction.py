"""One rule for all requests: GET and HEAD read, in a transaction the engine holds read-only; anything else writes and
is committed only with a 2xx or 3xx answer. An invalid form answers 422, so nothing half-done is ever kept.
"""

from __future__ import annotations

from flask import Flask, Response, current_app, g, request
from sqlalchemy.orm import Session

from citizen.db.session import Database


def database() -> Database:
    found: Database = current_app.extensions["database"]
    return found


def session() -> Session:
    """The session of this request, opened at the first use."""
    if "session" not in g:
        reads = request.method in ("GET", "HEAD", "OPTIONS")
        g.session = database().open_reading() if reads else database().open_writing()
    opened: Session = g.session
    return opened


def install(app: Flask, opened: Database) -> None:
    app.extensions["database"] = opened
    app.after_request(_finish)
    app.teardown_request(_close)


def _finish(response: Response) -> Response:
    opened: Session | None = g.get("session")
    if opened is not None:
        if request.method not in ("GET", "HEAD", "OPTIONS") and response.status_code < 400:
            opened.commit()
        else:
            opened.rollback()
    return response


def _close(_error: BaseException | None) -> None:
    opened: Session | None = g.pop("session", None)
    if opened is not None:
        opened.close()
