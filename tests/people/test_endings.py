from __future__ import annotations

import uuid

from sqlalchemy.orm import Session

from citizen.people import endings, service
from citizen.people.models import Visit


def test_every_room_forgets_what_the_visit_left_once(session: Session, monkeypatch) -> None:
    monkeypatch.setattr(endings, "_endings", {})
    forgotten: list[uuid.UUID] = []

    def forget(_session: Session, visit_id: uuid.UUID) -> None:
        forgotten.append(visit_id)

    endings.also_forget(forget)
    endings.also_forget(forget)  # a second application in the same process
    visit = service.start_visit(session, key="one", on_kiosk=True)
    endings.end_and_forget(session, visit_id=visit.id)
    assert forgotten == [visit.id]
    session.refresh(visit)
    assert visit.ended_at is not None
    assert session.get(Visit, visit.id) is not None
