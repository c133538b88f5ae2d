"""How long the most patient terminal waits: what a command may take for the end of a visit that nobody came back to."""

from __future__ import annotations

from datetime import timedelta

from flask import current_app
from sqlalchemy.orm import Session

from citizen.kiosk import enrolment
from citizen.kiosk.policy import Idle, idle_for


def longest_limit(session: Session) -> timedelta:
    """Whoever listens or asked for more time at the most patient terminal still has their visit."""
    config = current_app.config
    usual = Idle(seconds=config["KIOSK_IDLE_SECONDS"], warning_seconds=config["KIOSK_WARNING_SECONDS"])
    every = [enrolment.settings_of(row) for row in enrolment.list_terminals(session) if row.revoked_at is None]
    waits = [(one.idle_seconds, one.warning_seconds) for one in every]
    longest = max(idle_for(usual, own=own, is_slow=True).limit_seconds for own in [*waits, (None, None)])
    return timedelta(seconds=longest)
