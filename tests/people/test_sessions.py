"""The devices in which a person is signed in, and what becomes of what was typed when that was over."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.core.errors import NotFound
from citizen.people import service as people
from citizen.people import sessions
from citizen.people.models import OneTimeCode, Visit

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
KIOSK = timedelta(minutes=3)


def _person(session: Session) -> uuid.UUID:
    return people.add_person(session, name="王秀英").id


def _sign_in(session: Session, person: uuid.UUID, key: str, *, on_kiosk: bool = False) -> Visit:
    return people.sign_in_visit(
        session, key=key, person_id=person, way_in="code", on_kiosk=on_kiosk, device="Chrome · Android"
    )


def _is_live(session: Session, key: str) -> bool:
    return people.find_visit(session, key=key, kiosk_idle_limit=lambda: KIOSK) is not None


@pytest.mark.parametrize(
    ("steps", "alive"),
    [
        ([timedelta(hours=11, minutes=59)], True),
        ([timedelta(hours=12)], False),
        ([timedelta(hours=11)] * 5, True),
        ([timedelta(hours=11)] * 66, False),  # 30 days and some hours, never idle
    ],
    ids=["used", "idle", "used again and again", "thirty days"],
)
def test_how_long_somebody_stays_signed_in(session: Session, at, steps: list[timedelta], alive: bool) -> None:
    with at(NOON):
        visit = _sign_in(session, _person(session), "key")
    moment = NOON
    for step in steps:
        moment += step
        with at(moment):
            is_live = _is_live(session, "key")
            if is_live:
                people.touch_visit(session, visit_id=visit.id)
                session.refresh(visit)
    assert is_live is alive


def test_who_is_not_signed_in_is_not_timed_out(session: Session, at) -> None:
    with at(NOON):
        people.start_visit(session, key="key", on_kiosk=False)
    with at(NOON + timedelta(days=2)):
        assert _is_live(session, "key")


def test_the_list_shows_the_live_ones_of_one_person(session: Session, at) -> None:
    with at(NOON):
        mine, other = _person(session), _person(session)
        _sign_in(session, mine, "old")
        ended = _sign_in(session, mine, "ended")
        sessions.end_session(session, person_id=mine, session_id=ended.id)
        _sign_in(session, other, "somebody else")
    with at(NOON + timedelta(hours=13)):
        here, phone = _sign_in(session, mine, "here"), _sign_in(session, mine, "phone")
        found = sessions.list_sessions(session, person_id=mine, this=here.id)
        assert [(one.id, one.is_this) for one in found] == [(here.id, True), (phone.id, False)]
        assert found[0].ends_at == NOON + timedelta(hours=25)
        assert (found[0].device, found[0].way_in) == ("Chrome · Android", "code")


def test_nobody_ends_the_session_of_somebody_else(session: Session, at) -> None:
    with at(NOON):
        mine, other = _person(session), _person(session)
        theirs = _sign_in(session, other, "theirs")
        folder = people.get_person(session, person_id=mine).folder_id
        for wrong in (theirs.id, uuid.uuid4(), folder):
            with pytest.raises(NotFound):
                sessions.end_session(session, person_id=mine, session_id=wrong)
        assert _is_live(session, "theirs")


def test_signing_out_everywhere_ends_all_of_one_person_and_no_folder(session: Session, at) -> None:
    with at(NOON):
        mine, other = _person(session), _person(session)
        for key in ("one", "two", "three"):
            _sign_in(session, mine, key)
        _sign_in(session, other, "theirs")
        assert sessions.end_every_session(session, person_id=mine) == 3
        session.expire_all()
        assert not any(_is_live(session, key) for key in ("one", "two", "three"))
        assert _is_live(session, "theirs")
        folder = session.get(Visit, people.get_person(session, person_id=mine).folder_id)
        assert folder is not None
        assert folder.ended_at is None


def test_the_same_person_goes_on_under_a_new_key_and_the_old_one_opens_nothing(session: Session, at) -> None:
    with at(NOON):
        mine, ward = _person(session), _person(session)
        visit = _sign_in(session, mine, "old")
        people.set_subject_person(session, visit_id=visit.id, person_id=ward)
    with at(NOON + timedelta(days=2)):
        assert sessions.find_over(session, key="old") == sessions.OverSession(visit.id, mine, False, False)
        assert _go_on(session, mine)
        session.expire_all()
        assert _is_live(session, "new")
        assert not _is_live(session, "old")
        assert visit.subject_id == ward
        assert (visit.way_in, visit.signed_in_at) == ("passkey", NOON + timedelta(days=2))


def _go_on(session: Session, person: uuid.UUID) -> bool:
    return sessions.go_on_with(
        session, old_key="old", new_key="new", person_id=person, way_in="passkey", device="Firefox"
    )


@pytest.mark.parametrize("why", ["other person", "ended", "terminal", "nothing there"])
def test_there_is_nothing_to_go_on_with(session: Session, at, why: str) -> None:
    with at(NOON):
        mine, other = _person(session), _person(session)
        if why != "nothing there":
            visit = _sign_in(session, other if why == "other person" else mine, "old", on_kiosk=why == "terminal")
        if why == "ended":
            people.end_visit(session, visit_id=visit.id)
            session.refresh(visit)
        assert not _go_on(session, mine)
        assert not people.key_is_used(session, key="new")


def _keep(session: Session, key: str = "old") -> None:
    over = sessions.find_over(session, key=key)
    assert over is not None
    sessions.keep_unsent(session, over=over, action="/somewhere", fields=(("name", "金丝雀"),), acting_for="mark")


def test_what_was_typed_too_late_waits_a_day_for_the_same_person(session: Session, at) -> None:
    with at(NOON):
        mine, other = _person(session), _person(session)
        visit = _sign_in(session, mine, "old")
    late = NOON + timedelta(days=1)
    with at(late):
        _keep(session)
        assert _go_on(session, mine)
        found = sessions.find_unsent(session, session_id=visit.id, person_id=mine)
        assert found is not None
        assert (found.action, found.fields) == ("/somewhere", (("name", "金丝雀"),))
        assert sessions.find_unsent(session, session_id=visit.id, person_id=other) is None
    with at(late + timedelta(hours=24)):
        assert sessions.find_unsent(session, session_id=visit.id, person_id=mine) is None


def test_it_follows_the_same_person_out_of_a_session_that_was_ended(session: Session, at) -> None:
    with at(NOON):
        mine = _person(session)
        old = _sign_in(session, mine, "old")
        people.end_visit(session, visit_id=old.id)
        session.refresh(old)
        _keep(session)
        new = _sign_in(session, mine, "new")
        sessions.hand_on_unsent(session, old_key="old", session_id=new.id, person_id=mine)
        found = sessions.find_unsent(session, session_id=new.id, person_id=mine)
        assert found is not None
        assert found.session_id == old.id


def test_it_is_destroyed_when_somebody_else_signs_in_with_that_browser(session: Session, at) -> None:
    with at(NOON):
        mine, other = _person(session), _person(session)
        old = _sign_in(session, mine, "old")
    with at(NOON + timedelta(days=1)):
        _keep(session)
        new = _sign_in(session, other, "new")
        sessions.hand_on_unsent(session, old_key="old", session_id=new.id, person_id=other)
        for person in (mine, other):
            for one in (old, new):
                assert sessions.find_unsent(session, session_id=one.id, person_id=person) is None
        session.expire_all()
        assert session.scalars(sa.select(OneTimeCode)).one().remembered is None


def test_what_is_kept_cannot_be_read_in_the_database(session: Session, at) -> None:
    with at(NOON):
        _sign_in(session, _person(session), "old")
    with at(NOON + timedelta(days=1)):
        _keep(session)
        row = session.execute(sa.text("SELECT * FROM one_time_code")).one()
        assert "金丝雀" not in repr(row)
        assert "somewhere" not in repr(row)


def test_ending_a_session_destroys_what_was_kept_for_it(session: Session, at) -> None:
    with at(NOON):
        mine = _person(session)
        visit = _sign_in(session, mine, "old")
    with at(NOON + timedelta(days=1)):
        _keep(session)
        sessions.end_session(session, person_id=mine, session_id=visit.id)
        assert sessions.find_unsent(session, session_id=visit.id, person_id=mine) is None
