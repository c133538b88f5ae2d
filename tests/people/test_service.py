from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from citizen.core.errors import TooMany
from citizen.people import service as people

NOON = datetime(2026, 3, 7, 4, 0, tzinfo=UTC)
LIMIT = timedelta(minutes=3)


def find(session: Session, key: str):
    return people.find_visit(session, key=key, kiosk_idle_limit=lambda: LIMIT)


def test_a_visit_is_found_by_its_key_only(session: Session, at) -> None:
    with at(NOON):
        visit = people.start_visit(session, key="one", on_kiosk=False)
        found = find(session, "one")
        assert found is not None
        assert found == tuple(getattr(visit, name) for name in people.LiveVisit._fields)
        assert find(session, "two") is None
        assert "one" not in visit.key_hash


def test_an_ended_visit_is_gone_with_all_it_opened(session: Session, at) -> None:
    with at(NOON):
        visit = people.start_visit(session, key="one", on_kiosk=False)
        people.set_subject(session, visit_id=visit.id, relation="guardian", name="小红")
        people.grant_access(session, visit_id=visit.id, reference="A22222222")
        people.end_visit(session, visit_id=visit.id)
        session.expire_all()
        assert find(session, "one") is None
        assert people.key_is_used(session, key="one")
        assert not people.has_access(session, visit_id=visit.id, reference="A22222222")
        assert visit.subject_name is None


@pytest.mark.parametrize(
    ("on_kiosk", "later", "alive"),
    [
        (True, timedelta(minutes=2), True),
        (True, timedelta(minutes=4), False),
        (False, timedelta(days=29), True),
        (False, timedelta(days=31), False),
    ],
)
def test_how_long_a_visit_lives(session: Session, at, on_kiosk: bool, later: timedelta, alive: bool) -> None:
    with at(NOON):
        people.start_visit(session, key="one", on_kiosk=on_kiosk)
    with at(NOON + later):
        assert (find(session, "one") is not None) is alive


def test_a_touch_keeps_a_kiosk_visit_alive(session: Session, at) -> None:
    with at(NOON):
        visit = people.start_visit(session, key="one", on_kiosk=True)
        assert not people.needs_touch(visit)
    with at(NOON + timedelta(minutes=2)):
        assert people.needs_touch(visit)
        people.touch_visit(session, visit_id=visit.id)
    session.expire_all()
    with at(NOON + timedelta(minutes=4)):
        assert find(session, "one") is not None


def test_access_is_granted_to_one_visit_and_twice_is_once(session: Session, at) -> None:
    with at(NOON):
        mine = people.start_visit(session, key="one", on_kiosk=False)
        other = people.start_visit(session, key="two", on_kiosk=False)
        for _ in range(2):
            people.grant_access(session, visit_id=mine.id, reference="A22222222")
    assert people.has_access(session, visit_id=mine.id, reference="A22222222")
    assert not people.has_access(session, visit_id=other.id, reference="A22222222")


def test_ten_failures_close_a_scope_for_ten_minutes_only(session: Session, at) -> None:
    with at(NOON):
        for _ in range(10):
            people.check_attempts(session, scopes=["place", "thing"])
            people.record_attempt(session, scopes=["thing"])
        people.check_attempts(session, scopes=["place"])
        with pytest.raises(TooMany):
            people.check_attempts(session, scopes=["place", "thing"])
    with at(NOON + timedelta(minutes=11)):
        people.check_attempts(session, scopes=["thing"])
        assert people.forget_old(session) == 10
