"""Needs, company and lateness, with the arbiter in between; on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.booking import changing, service
from citizen.booking.models import Booking, BookingEvent, Claim, Resource
from citizen.booking.terms import Need, NeedState, ResourceKind
from citizen.core import clock
from citizen.core.errors import Conflict, RuleBroken
from citizen.proxies.authority import Who
from tests.booking.conftest import FIRST
from tests.booking.test_moving import book, claimed

pytestmark = [pytest.mark.database, pytest.mark.usefixtures("small_place")]

HOUR = timedelta(hours=1)
Newcomer = Callable[[], Who]


def change(session: Session, who: Who, booking: Booking, *needs: Need, keep_time: bool = False) -> Booking:
    return changing.change_needs(session, who=who, reference=booking.public_ref, needs=needs, keep_time=keep_time)


def states(booking: Booking) -> dict[Need, NeedState]:
    return {need.need: need.state for need in booking.needs}


def has_interpreter(session: Session, booking: Booking) -> bool:
    found = session.scalars(
        sa.select(Resource.kind).join(Claim, Claim.resource_id == Resource.id).where(Claim.booking_id == booking.id)
    )
    return ResourceKind.INTERPRETER in set(found)


def test_an_interpreter_is_claimed_and_the_rest_stays(session: Session, newcomer: Newcomer) -> None:
    who = newcomer()
    booking = book(session, who)
    before = claimed(session)
    change(session, who, booking, Need.SIGN_LANGUAGE, Need.QUIET)
    assert states(booking) == {Need.SIGN_LANGUAGE: NeedState.ARRANGED, Need.QUIET: NeedState.ASKED}
    assert has_interpreter(session, booking)
    assert before < claimed(session)
    assert booking.start_at == FIRST


def test_and_given_back_when_no_longer_needed(session: Session, newcomer: Newcomer) -> None:
    who = newcomer()
    booking = book(session, who)
    before = claimed(session)
    change(session, who, booking, Need.SIGN_LANGUAGE)
    change(session, who, booking)
    assert (states(booking), claimed(session)) == ({}, before)


def test_what_is_not_free_changes_nothing_and_is_never_called_arranged(session: Session, newcomer: Newcomer) -> None:
    who = newcomer()
    booking = book(session, who)
    book(session, newcomer(), needs=(Need.SIGN_LANGUAGE,))
    before, version = claimed(session), booking.version
    assert changing.needs_not_free(session, booking, [Need.SIGN_LANGUAGE]) == (Need.SIGN_LANGUAGE,)
    with pytest.raises(Conflict, match="needs_not_free"):
        change(session, who, booking, Need.SIGN_LANGUAGE)
    assert (claimed(session), booking.version, states(booking)) == (before, version, {})
    change(session, who, booking, Need.SIGN_LANGUAGE, keep_time=True)
    assert states(booking) == {Need.SIGN_LANGUAGE: NeedState.ASKED}
    assert not has_interpreter(session, booking)
    assert claimed(session) == before


def test_more_time_takes_more_time_or_asks(session: Session, newcomer: Newcomer) -> None:
    who = newcomer()
    booking = book(session, who)
    change(session, who, booking, Need.LONGER_TIME)
    assert booking.end_at - booking.start_at == 2 * HOUR
    change(session, who, booking)
    assert booking.end_at - booking.start_at == HOUR
    for _ in range(2):
        book(session, newcomer(), FIRST + HOUR)
    with pytest.raises(Conflict, match="needs_not_free"):
        change(session, who, booking, Need.LONGER_TIME)


def test_the_same_needs_again_change_nothing(session: Session, newcomer: Newcomer) -> None:
    who = newcomer()
    booking = book(session, who, needs=(Need.QUIET,))
    version = booking.version
    assert change(session, who, booking, Need.QUIET).version == version


def test_the_log_says_that_needs_changed_and_never_which(session: Session, newcomer: Newcomer) -> None:
    who = newcomer()
    booking = book(session, who)
    change(session, who, booking, Need.SIGN_LANGUAGE)
    event = session.scalars(sa.select(BookingEvent).where(BookingEvent.what == "needs_changed")).one()
    assert event.detail is None


def test_company_and_lateness_are_one_change_each(session: Session, newcomer: Newcomer) -> None:
    who = newcomer()
    booking = book(session, who)
    sequence = booking.ics_sequence
    for _ in range(2):
        changing.set_companions(session, who=who, reference=booking.public_ref, companions=2)
    with clock.fixed(FIRST + timedelta(minutes=5)):
        for _ in range(2):
            changing.say_late(session, who=who, reference=booking.public_ref, minutes=20)
    assert (booking.companions, booking.late_minutes, booking.ics_sequence) == (2, 20, sequence + 2)


def test_limits(session: Session, newcomer: Newcomer) -> None:
    who = newcomer()
    booking = book(session, who)
    with pytest.raises(RuleBroken, match="too_many_companions"):
        changing.set_companions(session, who=who, reference=booking.public_ref, companions=4)
    with pytest.raises(RuleBroken, match="unknown_minutes"):
        changing.say_late(session, who=who, reference=booking.public_ref, minutes=25)
    for moment in (FIRST - timedelta(hours=25), FIRST + HOUR):
        with clock.fixed(moment), pytest.raises(RuleBroken, match="too_late_to_change"):
            changing.say_late(session, who=who, reference=booking.public_ref, minutes=20)
    service.cancel_booking(session, who=who, reference=booking.public_ref)
    with pytest.raises(RuleBroken, match="too_late_to_change"):
        change(session, who, booking, Need.QUIET)
