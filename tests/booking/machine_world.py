"""What people and places do, one thing after the other, on one database, with a clock that is put forward by hand.

Every step is a transaction of its own. A refusal is caught inside it and the rest is kept: a service that leaves half
of something behind when it says no is found, even though the pages would take it back.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.booking import (
    arrival,
    changing,
    group_sessions,
    inventory,
    lifecycle,
    moving,
    place_acts,
    place_editing,
    reminders,
    series,
    service,
    stranded,
    tickets,
    together,
    waiting,
    waiting_offers,
)
from citizen.booking.models import Booking, OpeningException, Resource, Service, Site, WaitingEntry
from citizen.booking.service import Contact
from citizen.booking.terms import BookingState, Channel, Need, PartOfDayWished
from citizen.core import clock
from citizen.core.errors import CitizenError, Conflict, NotFound
from citizen.db.session import Database
from citizen.proxies.authority import Who
from tests.booking.machine_looking import Looking
from tests.booking.machine_picture import Picture, take_picture
from tests.booking.machine_place import (
    BEGIN,
    DAYS,
    GROUP,
    PEOPLE,
    SESSIONS,
    SITE,
    VISIT,
    build_place,
    start_of,
)
from tests.booking.machine_promises import PROMISES
from tests.conftest import empty_tables

S = BookingState
HOLD_MINUTES = 20
_NEEDS = ((), (Need.SIGN_LANGUAGE,), (Need.LONGER_TIME,), (Need.SIGN_LANGUAGE, Need.QUIET), (Need.STEP_FREE,))
_DESK = Who(office="a-place")
_KINDS = reminders.kinds_of((24, 3))
_CONTACT = Contact("甲", "13800000000")
Outcome = str


class World(Looking):
    """One run: `do` plays a step, says what came of it, and checks every promise afterwards."""

    def __init__(self, database: Database, *, checks: bool = True) -> None:
        self._database, self._checks = database, checks
        self.now = BEGIN
        empty_tables(database)
        with database.writing() as session:
            self._people = build_place(session)
        self.picture = self._look()

    def do(self, name: str, *what: Any) -> Outcome:
        """A step by its name; the next one is a second later. What may be refused is refused with a code."""
        self.now += timedelta(seconds=1)
        before = self.picture
        with clock.fixed(self.now), self._database.writing() as session:
            step: Callable[..., Outcome] = getattr(self, name)
            try:
                outcome = step(session, *what)
            except CitizenError as refused:
                outcome = f"{type(refused).__name__}: {refused.code}"
        self.picture = self._look()
        if self._checks:
            for promise in PROMISES:
                promise(before, self.picture, self.now)
        return outcome

    def pass_time(self, session: Session, minutes: int) -> Outcome:
        self.now += timedelta(minutes=minutes)
        return "later"

    def go_to(self, session: Session, which: int, minutes: int) -> Outcome:
        """So many minutes after the start of a booking, if that is still to come."""
        booking = self._pick(session, which, S.CONFIRMED)
        self.now = max(self.now, booking.start_at + timedelta(minutes=minutes))
        return "there"

    # -- holding -----------------------------------------------------------------------------------

    def hold(self, session: Session, person: int, slot: int, needs: int) -> Outcome:
        who, wanted = self._person(person), _NEEDS[needs % len(_NEEDS)]
        return _said(self._hold(session, who, slot, wanted))

    def look(self, session: Session, person: int, slot: int, needs: int) -> Outcome:
        held = self.look_and_choose(session, self._person(person), _NEEDS[needs % len(_NEEDS)], slot)
        return "refused" if held is None else _said(held)

    def hold_and_give_back(self, session: Session, person: int, slot: int) -> Outcome:
        """P13: afterwards everything is as before."""
        who = self._person(person)
        service.expire_stale_holds(session)
        service.release_hold(session, who=who)
        before = take_picture(session).claims
        self._hold(session, who, slot, ())
        service.release_hold(session, who=who)
        session.flush()
        assert take_picture(session).claims == before, "P13: holding and giving back leaves something"
        return "as before"

    def release(self, session: Session, person: int) -> Outcome:
        service.release_hold(session, who=self._person(person))
        return "released"

    def confirm(self, session: Session, which: int) -> Outcome:
        """P10, P11: as long as the hold lasts and not a moment longer; a second press changes nothing."""
        booking = self._pick(session, which)
        if booking.series_id is not None:
            return "confirmed with its series"
        in_time = booking.state is S.HELD and booking.hold_until is not None and self.now < booking.hold_until
        can = in_time or booking.state is S.CONFIRMED
        for _twice in range(2):
            try:
                service.confirm_booking(
                    session, who=self._owner(booking), reference=booking.public_ref, contact=_CONTACT
                )
            except Conflict:
                if can:
                    raise AssertionError("P10: refused although the hold lasts") from None
                return "hold lost"
        assert can, f"P10: confirmed although the hold was {booking.state} until {booking.hold_until}"
        return "confirmed"

    def extend(self, session: Session, which: int) -> Outcome:
        """One held time, or a series as a whole."""
        booking = self._pick(session, which, S.HELD)
        who = self._owner(booking)
        row = series.find_of_booking(session, who=who, booking=booking)
        if row is not None:
            series.extend_series(session, who=who, reference=row.public_ref, hold_minutes=HOLD_MINUTES)
            return "extended"
        return _said(service.extend_hold(session, who=who, reference=booking.public_ref, hold_minutes=HOLD_MINUTES))

    def expire(self, session: Session) -> Outcome:
        """P10: doing it twice is once, and the time is offered again at once."""
        stale = session.scalars(sa.select(Booking).where(Booking.state == S.HELD, Booking.hold_until <= self.now)).all()
        ended = service.expire_stale_holds(session)
        assert ended == len(stale)
        assert service.expire_stale_holds(session) == 0, "P10: some ran out twice"
        return f"{ended} ran out"

    def seat(self, session: Session, person: int, which: int) -> Outcome:
        code = SESSIONS[which % len(SESSIONS)]
        who = self._person(person)
        return _said(group_sessions.hold_seat(session, who=who, code=code, needs=(), hold_minutes=HOLD_MINUTES))

    def hold_series(self, session: Session, person: int, slot: int, weeks: int) -> Outcome:
        starts = [start_of(slot) + timedelta(weeks=n) for n in range(weeks)]
        how = {"site_code": SITE, "needs": (), "every_days": 7, "hold_minutes": HOLD_MINUTES}
        found = _service(session, VISIT)
        series.hold_series(session, who=self._person(person), service=found, starts=starts, **how)
        return "held"

    def confirm_series(self, session: Session, which: int) -> Outcome:
        booking = self._pick(session, which, S.HELD, S.CONFIRMED, in_series=True)
        row = series.find_of_booking(session, who=self._owner(booking), booking=booking)
        assert row is not None
        series.confirm_series(session, who=self._owner(booking), reference=row.public_ref, contact=_CONTACT)
        return "confirmed"

    def cancel_rest(self, session: Session, which: int) -> Outcome:
        booking = self._pick(session, which, S.CONFIRMED, in_series=True)
        row = series.find_of_booking(session, who=self._owner(booking), booking=booking)
        assert row is not None
        given_back = series.cancel_rest(session, who=self._owner(booking), reference=row.public_ref)
        return f"{len(given_back)} given back"

    def beside(self, session: Session, person: int, which: int, choice: int) -> Outcome:
        """Somebody next to another person's booking."""
        booking, who = self._pick(session, which, S.CONFIRMED), self._person(person)
        times = together.times_beside(session, booking=booking, who=who, needs=())
        if not times:
            return "nothing beside"
        start = times[choice % len(times)].offer.start
        how = {"needs": (), "hold_minutes": HOLD_MINUTES, "channel": Channel.WEB}
        return _said(together.hold_beside(session, who=who, booking=booking, start=start, **how))

    # -- changing ----------------------------------------------------------------------------------

    def cancel(self, session: Session, which: int, by_service: bool) -> Outcome:
        """P11: twice is once."""
        booking = self._pick(session, which, S.CONFIRMED, S.CONFIRMED, S.CANCELLED_BY_PERSON)
        who = _DESK if by_service else self._owner(booking)
        for _twice in range(2):
            service.cancel_booking(session, who=who, reference=booking.public_ref, by_service=by_service)
            version = booking.version
        assert booking.version == version
        return booking.state.value

    def move(self, session: Session, which: int, slot: int, by_service: bool) -> Outcome:
        booking = self._pick(session, which, S.CONFIRMED)
        who = _DESK if by_service else self._owner(booking)
        start = start_of(slot)
        return _said(
            moving.move_booking(session, who=who, reference=booking.public_ref, start=start, by_service=by_service)
        )

    def move_there_and_back(self, session: Session, which: int, slot: int) -> Outcome:
        """P12: afterwards the same ticks are taken, for as many of each kind."""
        booking = self._pick(session, which, S.CONFIRMED)
        first, who = booking.start_at, self._owner(booking)
        before = self._kinds(session, booking)
        moving.move_booking(session, who=who, reference=booking.public_ref, start=start_of(slot))
        try:
            moving.move_booking(session, who=who, reference=booking.public_ref, start=first)
        except Conflict:
            return "somebody who waited has it"
        assert self._kinds(session, booking) == before, "P12: there and back is not the same"
        return "back"

    def change_needs(self, session: Session, which: int, needs: int, keep_time: bool) -> Outcome:
        booking = self._pick(session, which, S.CONFIRMED)
        wanted = _NEEDS[needs % len(_NEEDS)]
        who = self._owner(booking)
        return _said(
            changing.change_needs(session, who=who, reference=booking.public_ref, needs=wanted, keep_time=keep_time)
        )

    def come_along(self, session: Session, which: int, number: int) -> Outcome:
        booking = self._pick(session, which, S.CONFIRMED)
        who = self._owner(booking)
        return _said(changing.set_companions(session, who=who, reference=booking.public_ref, companions=number))

    def be_late(self, session: Session, which: int) -> Outcome:
        booking = self._pick(session, which, S.CONFIRMED)
        return _said(changing.say_late(session, who=self._owner(booking), reference=booking.public_ref, minutes=20))

    def move_seat(self, session: Session, which: int, other: int) -> Outcome:
        booking = self._pick(session, which, S.CONFIRMED, in_session=True)
        return _said(self.change_seat(session, self._owner(booking), booking, other))

    def find(self, session: Session, which: int) -> Outcome:
        return self.guess(session, self._pick(session, which))

    def meddle(self, session: Session, person: int, which: int) -> Outcome:
        """P20: what belongs to another person does not exist."""
        booking, stranger = self._pick(session, which), self._person(person)
        if stranger.visit_id == booking.visit_id:
            return "nothing of others"
        for act in (
            lambda: service.confirm_booking(session, who=stranger, reference=booking.public_ref, contact=_CONTACT),
            lambda: service.cancel_booking(session, who=stranger, reference=booking.public_ref),
            lambda: moving.move_booking(session, who=stranger, reference=booking.public_ref, start=start_of(3)),
            lambda: changing.change_needs(session, who=stranger, reference=booking.public_ref, needs=()),
        ):
            try:
                act()
            except NotFound:
                continue
            raise AssertionError("P20: a stranger may change it")
        return "not found"

    # -- waiting -----------------------------------------------------------------------------------

    def join(self, session: Session, person: int, day: int, is_group: bool) -> Outcome:
        """For any of the two days, or for one of them."""
        weekdays = (day,) if day in (0, 1) else ()
        found = _service(session, GROUP if is_group else VISIT)
        wanted = waiting.Wanted(found, "tongzhou", None, (), weekdays, PartOfDayWished.ANY, DAYS[0], DAYS[1])
        return waiting.join_list(session, who=self._person(person), wanted=wanted, contact=_CONTACT).state.value

    def accept(self, session: Session, which: int) -> Outcome:
        entry = self._entry(session, which)
        return _said(waiting.accept_offer(session, who=self._waiter(entry), reference=entry.public_ref))

    def decline(self, session: Session, which: int) -> Outcome:
        entry = self._entry(session, which)
        return waiting.decline_offer(session, who=self._waiter(entry), reference=entry.public_ref).state.value

    def leave(self, session: Session, which: int) -> Outcome:
        entry = self._entry(session, which)
        return waiting.leave_list(session, who=self._waiter(entry), reference=entry.public_ref).state.value

    def offer_all(self, session: Session) -> Outcome:
        """P16: the command offers what is free; asked again at once, nothing is left that somebody waits for."""
        service.expire_stale_holds(session)
        offered = waiting_offers.offer_all(session)
        assert waiting_offers.offer_all(session) == 0, "P16: something free was not offered"
        return f"{offered} offered"

    # -- the place ---------------------------------------------------------------------------------

    def close_day(self, session: Session, day: int) -> Outcome:
        """P15: nothing is deleted, and everybody who still means to come then is on the list of the stranded."""
        date, site = DAYS[day], self._site(session)
        resources = place_editing.list_resources(session, site=site)
        live = {key for key, one in self.picture.bookings.items() if one.is_live}
        change = place_editing.DayChange(date, 0, 24 * 60, is_open=False)
        place_editing.change_day(session, site=site, resources=resources, change=change)
        after = take_picture(session)
        assert live == {one.row.id for one in after.live()}, "P15: closing a day ended a booking"
        told = {one.booking.id for one in stranded.stranded(session)}
        meant = {
            one.row.id
            for one in after.live()
            if one.row.state in lifecycle.PROMISED and one.row.start_at.date() == date and self.now < one.row.end_at
        }
        assert meant <= told, "P15: somebody would stand before a closed door"
        return f"{len(meant)} stranded"

    def open_day(self, session: Session, day: int) -> Outcome:
        closed = session.scalars(sa.select(OpeningException.id).where(OpeningException.day == DAYS[day])).all()
        for one in closed:
            place_editing.undo_day(session, site=self._site(session), exception_id=one)
        return f"{len(closed)} open again"

    def resize(self, session: Session, which: int, capacity: int) -> Outcome:
        """P15: whoever has no seat any more is named, and keeps the booking."""
        code = SESSIONS[which % len(SESSIONS)]
        too_many = group_sessions.set_capacity(session, code=code, capacity=capacity)
        booked = [one for one in self.picture.live() if one.session == code and one.row.state is not S.HELD]
        assert len(too_many) == max(len(booked) - capacity, 0), "P15: not all without a seat are named"
        return f"{len(too_many)} too many"

    def reassign(self, session: Session, which: int) -> Outcome:
        booking = self._pick(session, which, S.CONFIRMED)
        place_acts.reassign(session, who=_DESK, booking=booking, seen=booking.version)
        return "reassigned"

    def arrive(self, session: Session, which: int) -> Outcome:
        """P11, P18: twice is once, with the same number."""
        booking = self._pick(session, which, S.CONFIRMED, S.ARRIVED)
        numbers = {arrival.arrive(session, who=_DESK, booking=booking).ticket.number for _twice in range(2)}
        assert len(numbers) == 1, "P18: two numbers for one arrival"
        return f"number {numbers.pop()}"

    def nobody_came(self, session: Session, which: int) -> Outcome:
        booking = self._pick(session, which, S.CONFIRMED)
        arrival.record_no_show(session, who=_DESK, booking=booking)
        return booking.state.value

    def finish(self, session: Session, which: int) -> Outcome:
        booking = self._pick(session, which, S.ARRIVED, S.CONFIRMED)
        place_acts.note_done(session, who=_DESK, booking=booking, seen=booking.version)
        return booking.state.value

    def take_number(self, session: Session) -> Outcome:
        return tickets.shown(tickets.take(session, site=self._site(session), prefix="B"))

    def call(self, session: Session) -> Outcome:
        called = tickets.call_next(session, site=self._site(session), counter="1")
        return "nobody" if called is None else tickets.shown(called)

    def remind(self, session: Session) -> Outcome:
        """P17: whoever asks again at once reminds nobody twice."""
        due = reminders.find_due(session, kinds=_KINDS, at_most=50)
        sent = [reminders.remind(session, booking_id=one, kind=kind) for one, kind in due for _twice in range(2)]
        assert sent == [True, False] * len(due), "P17: reminded twice"
        return f"{len(due)} reminded"

    # -- looking -----------------------------------------------------------------------------------

    def _look(self) -> Picture:
        with self._database.reading() as session:
            return take_picture(session)

    def _hold(self, session: Session, who: Who, slot: int, needs: tuple[Need, ...]) -> Booking:
        start, how = start_of(slot), {"site_code": SITE, "hold_minutes": HOLD_MINUTES}
        return service.hold_time(session, who=who, service=_service(session, VISIT), start=start, needs=needs, **how)

    def _person(self, number: int) -> Who:
        return self._people[number % PEOPLE]

    def _owner(self, booking: Booking) -> Who:
        return next(
            one
            for one in self._people
            if one.visit_id == booking.visit_id and one.subject.relation.value == booking.booked_by
        )

    def _waiter(self, entry: WaitingEntry) -> Who:
        return next(
            one
            for one in self._people
            if one.visit_id == entry.visit_id and one.subject.relation.value == entry.booked_by
        )

    def _pick(
        self, session: Session, which: int, *states: BookingState, in_series: bool = False, in_session: bool = False
    ) -> Booking:
        """One of those made so far, by age; of these states, if there are any."""
        wanted = sa.select(Booking).order_by(Booking.created_at, Booking.id)
        if in_series:
            wanted = wanted.where(Booking.series_id.is_not(None))
        if in_session:
            wanted = wanted.where(Booking.session_id.is_not(None))
        found = session.scalars(wanted).all()
        fitting = [one for one in found if one.state in states] or found
        if not fitting:
            raise NotFound("nothing made yet")
        return fitting[which % len(fitting)]

    def _entry(self, session: Session, which: int) -> WaitingEntry:
        entries = session.scalars(sa.select(WaitingEntry).order_by(WaitingEntry.created_at)).all()
        fitting = [one for one in entries if one.state is waiting.WaitingState.OFFERED] or entries
        if not fitting:
            raise NotFound("nobody waits")
        return fitting[which % len(fitting)]

    def _site(self, session: Session) -> Site:
        return session.scalars(sa.select(Site)).one()

    def _kinds(self, session: Session, booking: Booking) -> set[tuple[str, int]]:
        kinds = {one.code: one.kind.value for one in session.scalars(sa.select(Resource))}
        session.flush()
        return {(kinds[code], tick) for code, tick in take_picture(session).bookings[booking.id].claims}


def _service(session: Session, code: str) -> Service:
    found = inventory.find_service(session, code=code)
    assert found is not None
    return found


def _said(booking: Booking) -> Outcome:
    return f"{booking.state.value} {booking.start_at:%d. %H:%M}"
