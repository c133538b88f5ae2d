"""Language and look that somebody wants on every device, taken over when they sign in."""

from __future__ import annotations

import uuid

from sqlalchemy.orm import Session

from citizen.accessibility.ui import change_ui, current_ui
from citizen.people import profile


def use_reading_of(session: Session, *, person_id: uuid.UUID) -> None:
    """This answer and the next ones of this browser are shown as the person reads; nothing kept changes nothing."""
    reading = profile.reading_of(session, person_id=person_id)
    if reading.language is not None or reading.preferences is not None:
        change_ui(reading.language, reading.preferences or current_ui().preferences)
