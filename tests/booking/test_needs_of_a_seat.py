"""Whoever has a seat of a group may change what they need as well. Found by test_machine: the page did not exist."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.booking import changing, group_sessions, inventory, service
from citizen.booking.models import Booking, GroupSession, Site
from citizen.booking.service import Contact
from citizen.booking.terms import Need, NeedState
from citizen.proxies.authority import Who
from tests.booking.conftest import FIRST, PLACE, SERVICE

pytestmark = [pytest.mark.database, pytest.mark.usefixtures("small_place")]


@pytest.fixture
def who(newcomer: Callable[[], Who]) -> Who:
    return newcomer()


@pytest.fixture
def seat(session: Session, who: Who) -> Booking:
    """A seat of a session that has captions anyway."""
    found = inventory.find_service(session, code=SERVICE)
    assert found is not None
    found.is_group = True
    site = session.scalars(sa.select(Site).where(Site.code == PLACE)).one()
    opened = group_sessions.Opened("a-group", FIRST, FIRST + timedelta(hours=1), 2, meets=(Need.CAPTIONS,))
    group_sessions.open_session(session, service=found, site=site, opened=opened)
    held = group_sessions.hold_seat(session, who=who, code="a-group", needs=(), hold_minutes=20)
    return service.confirm_booking(session, who=who, reference=held.public_ref, contact=Contact("丁"))


def test_what_the_session_has_is_arranged_and_for_the_rest_the_place_is_asked(
    session: Session, who: Who, seat: Booking
) -> None:
    wanted = (Need.CAPTIONS, Need.QUIET)
    assert changing.needs_not_free(session, seat, wanted) == ()
    changed = changing.change_needs(session, who=who, reference=seat.public_ref, needs=wanted)
    assert {one.need: one.state for one in changed.needs} == {
        Need.CAPTIONS: NeedState.ARRANGED,
        Need.QUIET: NeedState.ASKED,
    }
    assert (changed.version, changed.ics_sequence) == (3, 1)
    assert session.scalar(sa.select(GroupSession.booked)) == 1


def test_what_is_no_longer_needed_goes(session: Session, who: Who, seat: Booking) -> None:
    changing.change_needs(session, who=who, reference=seat.public_ref, needs=(Need.CAPTIONS,))
    changed = changing.change_needs(session, who=who, reference=seat.public_ref, needs=())
    assert list(changed.needs) == []
