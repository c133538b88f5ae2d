"""The visit of this browser, found by its key."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from flask import Flask, current_app, g

from citizen.db.one_row import Where
from citizen.people import service as people
from citizen.people.service import LiveVisit
from citizen.web import browser_key
from citizen.web.transaction import where_to_look

#: Where the visit that was found last stays for the rest of the request.
VISIT_OF_PAGE = "visit_of_page"
_LIMIT = "kiosk_idle_limit"


def use_kiosk_limit(app: Flask, limit: Callable[[], timedelta]) -> None:
    """The room of the terminals knows how long each of them waits, and who needs longer."""
    app.extensions[_LIMIT] = limit


def current_visit() -> LiveVisit | None:
    """The visit of this browser, if it has a live one."""
    return visit_in(where_to_look())


def visit_in(where: Where) -> LiveVisit | None:
    """The same, looked up in this transaction: a POST decides in one of its own before it writes."""
    key = browser_key.find_key()
    visit = None if key is None else people.find_visit(where, key=key, kiosk_idle_limit=kiosk_idle_limit)
    setattr(g, VISIT_OF_PAGE, visit)
    return visit


def kiosk_idle_limit() -> timedelta:
    """After this time without a touch a kiosk visit is over, whatever its pages do."""
    limit: Callable[[], timedelta] = current_app.extensions[_LIMIT]
    return limit()
