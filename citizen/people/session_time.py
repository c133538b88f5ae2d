"""How long the session of this page still lasts, for the script that warns before it ends."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask, g

from citizen.accessibility.ui import current_ui
from citizen.core import clock
from citizen.people.browser_visit import VISIT_OF_PAGE
from citizen.people.service import LiveVisit, ends_at


def seconds_left(visit: LiveVisit) -> int:
    """From this moment on, at which it is used."""
    now = clock.now()
    return max(0, (ends_at(visit, last_used=now) - now) // timedelta(seconds=1))


def session_seconds() -> int | None:
    """None where nobody is signed in, and on a terminal, which asks in its own way. Asks nothing of the database."""
    visit: LiveVisit | None = g.get(VISIT_OF_PAGE)
    if g.get("failsafe") or visit is None or visit.person_id is None or current_ui().kiosk:
        return None
    return seconds_left(visit)


def install(app: Flask) -> None:
    app.jinja_env.globals["session_seconds"] = session_seconds
