"""Reminders: at most one for each booking, kind and version, never after the start, never of what is off."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from citizen.booking import changing, moving, reminders, service
from citizen.booking.models import Booking, Reminder
from citizen.booking.reminders import Kind, kinds_of
from citizen.core import clock
from citizen.db.session import Database
from citizen.notices import outbox
from citizen.notices.channels import Channel
from citizen.proxies.authority import Who
from tests.booking.conftest import FIRST
from tests.booking.test_moving import NEXT_WEEK, book

Newcomer = Callable[[], Who]
HOUR = timedelta(hours=1)
KINDS = kinds_of((3, 48))
#: Saturday: 48 hours before the first time have begun.
SATURDAY = FIRST - timedelta(hours=47)


@given(st.sets(st.integers(0, 24 * 30), max_size=6), st.integers(0, 24 * 31 * 60))
def test_at_every_moment_at_most_one_kind_is_due_and_none_after_the_start(hours: set[int], minutes_before: int) -> None:
    start = datetime(2026, 12, 1, tzinfo=UTC)
    now = start - timedelta(minutes=minutes_before)
    due = [kind for kind in kinds_of(hours) if kind.is_due(now=now, start=start, changed_at=start - timedelta(days=60))]
    first = timedelta(hours=max(hours, default=0))
    assert len(due) == (1 if timedelta(0) < start - now <= first else 0)
    assert all(
        not kind.is_due(now=start, start=start, changed_at=start - timedelta(days=60)) for kind in kinds_of(hours)
    )


@given(st.integers(1, 72), st.integers(0, 59))
def test_what_was_booked_within_the_hour_is_not_reminded_of(hours: int, minutes: int) -> None:
    now = datetime(2026, 12, 1, tzinfo=UTC)
    kind = Kind(hours, 0)
    start = now + timedelta(minutes=30)
    assert not kind.is_due(now=now, start=start, changed_at=now - timedelta(minutes=minutes))
    assert kind.is_due(now=now, start=start, changed_at=now - timedelta(minutes=60))


@pytest.mark.database
@pytest.mark.usefixtures("small_place")
class TestRounds:
    """On SQLite and on PostgreSQL."""

    def test_once_for_each_kind_however_often_it_runs(self, session: Session, newcomer: Newcomer) -> None:
        booking = book(session, newcomer())
        told: list[int] = []
        for hours in (49, 47, 46, 4, 2.5, 2, 1, 0, -1):
            with clock.fixed(FIRST - hours * HOUR):
                told.append(run(session))
        assert told == [0, 1, 0, 0, 1, 0, 0, 0, 0]
        assert kinds_sent(session, booking) == Counter({"48h": 1, "3h": 1})

    def test_what_is_cancelled_or_only_held_is_not_reminded_of(self, session: Session, newcomer: Newcomer) -> None:
        who = newcomer()
        booking = book(session, who)
        service.cancel_booking(session, who=who, reference=booking.public_ref)
        with clock.fixed(SATURDAY):
            assert run(session) == 0

    def test_a_moved_appointment_is_planned_anew_and_other_changes_are_not(
        self, session: Session, newcomer: Newcomer
    ) -> None:
        who = newcomer()
        booking = book(session, who)
        with clock.fixed(SATURDAY):
            assert run(session) == 1
            changing.set_companions(session, who=who, reference=booking.public_ref, companions=1)
        with clock.fixed(SATURDAY + 2 * HOUR):
            assert run(session) == 0
            moving.move_booking(session, who=who, reference=booking.public_ref, start=NEXT_WEEK)
        with clock.fixed(FIRST - 2 * HOUR):
            assert run(session) == 0
        with clock.fixed(NEXT_WEEK - 47 * HOUR):
            assert run(session) == 1

    def test_a_reminder_that_has_not_left_goes_with_the_time_it_names(
        self, session: Session, newcomer: Newcomer
    ) -> None:
        who = newcomer()
        booking = book(session, who)
        with clock.fixed(SATURDAY):
            run(session)
            assert len(claim_texts(session, "one")) == 1
        with clock.fixed(FIRST - 2 * HOUR):
            run(session)
            service.cancel_booking(session, who=who, reference=booking.public_ref)
            assert claim_texts(session, "two") == []

    def test_a_reminder_never_leaves_after_the_start(self, session: Session, newcomer: Newcomer) -> None:
        """The gateway was away: what waits for it names a time that is over."""
        book(session, newcomer())
        with clock.fixed(FIRST - 2 * HOUR):
            assert run(session) == 1
        with clock.fixed(FIRST):
            assert claim_texts(session, "late") == []
            assert outbox.count_waiting(session) == {}
            assert outbox.give_up_hopeless(session, attempts_allowed=12, oldest=FIRST - timedelta(days=14)) == 1

    def test_copies_at_the_same_time_remind_once(self, database: Database, newcomer: Newcomer) -> None:
        with database.writing() as session:
            booking_id = book(session, newcomer()).id
        written: list[bool] = []

        def one_copy() -> None:
            with clock.fixed(SATURDAY), database.writing() as own:
                written.append(reminders.remind(own, booking_id=booking_id, kind=KINDS[0]))

        copies = [Thread(target=one_copy) for _ in range(6)]
        for copy in copies:
            copy.start()
        for copy in copies:
            copy.join()
        assert sorted(written) == [False] * 5 + [True]


def run(session: Session) -> int:
    """One round, as the command does it; returns how many were written."""
    due = reminders.find_due(session, kinds=KINDS, at_most=100)
    return sum(reminders.remind(session, booking_id=booking_id, kind=kind) for booking_id, kind in due)


def kinds_sent(session: Session, booking: Booking) -> Counter[str]:
    return Counter(session.scalars(sa.select(Reminder.kind).where(Reminder.booking_id == booking.id)))


def claim_texts(session: Session, sender: str) -> list[str]:
    """What a sender would get now; only reminders go to a telephone nobody has confirmed."""
    claimed = outbox.claim_due(session, sender=sender, channels=[Channel.SMS], at_most=10)
    for one in claimed:
        outbox.record_delivery(session, notice=one, sender=sender)
    return [one.key for one in claimed if one.kind == "booking_reminder"]
