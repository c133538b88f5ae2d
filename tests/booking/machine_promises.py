"""What must be true of booking after every step, whatever happened: read from the database alone.

Each function is one promise; it fails with words that say which booking broke it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

from citizen.booking.terms import BookingState, Need, NeedState, ResourceKind, WaitingState
from tests.booking.machine_picture import Booked, Picture, waits
from tests.booking.machine_place import GROUP, PREP_MINUTES

S = BookingState
#: Drawn here once more, from booking.md's words: a held time is confirmed, runs out or is given back, …
_ALLOWED = {
    (S.HELD, S.CONFIRMED), (S.HELD, S.EXPIRED), (S.HELD, S.RELEASED),
    (S.CONFIRMED, S.ARRIVED), (S.CONFIRMED, S.NO_SHOW), (S.CONFIRMED, S.DONE),
    (S.CONFIRMED, S.CANCELLED_BY_PERSON), (S.CONFIRMED, S.CANCELLED_BY_SERVICE),
    (S.ARRIVED, S.DONE), (S.ARRIVED, S.CANCELLED_BY_SERVICE), (S.NO_SHOW, S.ARRIVED),
}  # fmt: skip
_PREP_TICKS = PREP_MINUTES // 15
_NEEDED = {ResourceKind.STAFF: 1, ResourceKind.ROOM: 1}
_ZONE = ZoneInfo("Asia/Shanghai")
_NOT_TAKEN = {S.EXPIRED, S.RELEASED}


def nobody_has_what_another_has(before: Picture, after: Picture, now: datetime) -> None:
    """P1, counted without claims: never more people at once than therapists."""
    there = Counter(tick for one in after.live() if one.session is None for tick in one.ticks)
    staff = sum(kind is ResourceKind.STAFF for kind in after.kinds.values())
    assert not there or max(there.values()) <= staff, "P1: more people at one time than therapists"


def seats_are_counted(before: Picture, after: Picture, now: datetime) -> None:
    """P2."""
    for code, session in after.sessions.items():
        live = [one for one in after.live() if one.session == code]
        seats = [seat for one in after.bookings.values() if one.session == code for seat in one.seats]
        assert len(live) == session.booked <= session.capacity, f"P2: {code}: {len(live)} people, {session.booked}"
        assert len(set(seats)) == len(seats) == session.booked, f"P2: {code}: seats {seats}"


def a_booking_owns_exactly_its_time(before: Picture, after: Picture, now: datetime) -> None:
    """P3: all of it or, when it is over, nothing."""
    for key, one in after.bookings.items():
        if not one.is_live:
            owns = [*one.claims, *one.own_time, *one.seats]
            assert owns == [], f"P3: {key} is {one.row.state} and owns something"
            continue
        assert one.own_time == one.ticks, f"P3: {key}: the person's own time"
        assert len(one.seats) == (one.session is not None), f"P3: {key}: a seat"
        used = {code for code, _tick in one.claims}
        start = min(one.ticks)
        whole = {(code, tick) for code in used for tick in one.ticks | set(range(start - _PREP_TICKS, start))}
        assert one.claims == whole, f"P3: {key}: not exactly its time with the time for preparing"


def what_is_required_is_there(before: Picture, after: Picture, now: datetime) -> None:
    """P5."""
    for key, one in after.bookings.items():
        kinds = Counter(after.kinds[code] for code, _tick in {(code, 0) for code, _tick in one.claims})
        if not one.is_live or one.service == GROUP:
            assert not kinds, f"P5: {key} reserves something"
            continue
        has_interpreter = one.needs.get(Need.SIGN_LANGUAGE) is NeedState.ARRANGED
        needed = Counter(_NEEDED) + Counter({ResourceKind.INTERPRETER: int(has_interpreter)})
        assert kinds == needed, f"P5: {key} has {kinds}, needs {needed}"


def nobody_is_in_two_places(before: Picture, after: Picture, now: datetime) -> None:
    """P6."""
    taken = Counter((one.row.person_key, tick) for one in after.live() for tick in one.ticks)
    assert all(count == 1 for count in taken.values()), "P6: one person in two places"


def one_held_time_for_each(before: Picture, after: Picture, now: datetime) -> None:
    """Part of P10: one chosen time (or series), and no hold without an end."""
    held = [one for one in after.bookings.values() if one.row.state is S.HELD and not one.row.is_offer]
    chosen = {(one.row.person_key, one.series if one.series is not None else one.row.id) for one in held}
    assert len(chosen) == len({key for key, _what in chosen}), "P10: two held times of one person"
    for key, one in after.bookings.items():
        assert (one.row.state is S.HELD) == (one.row.hold_until is not None), f"P10: {key}"


def a_move_loses_nothing(before: Picture, after: Picture, now: datetime) -> None:
    """P12: another time is a change of the same live booking; what was confirmed is never gone without an end."""
    for key, old in before.bookings.items():
        new = after.bookings[key]
        if (old.row.start_at, old.row.site_id) != (new.row.start_at, new.row.site_id):
            assert old.row.state is new.row.state is S.CONFIRMED, f"P12: {key}"
            assert new.row.ics_sequence == old.row.ics_sequence + 1, f"P12: {key}: the calendar is not told"
            assert set(new.needs) == set(old.needs), f"P21: {key}: needs were lost on the way"


def there_is_time_between(before: Picture, after: Picture, now: datetime) -> None:
    """P23: between two visits of one therapist there is the time to prepare, or to go from one home to the next."""
    of_worker = defaultdict(list)
    for one in after.live():
        for code in {code for code, _tick in one.claims if after.kinds[code] is ResourceKind.STAFF}:
            of_worker[code].append(one.ticks)
    for code, visits in of_worker.items():
        for one, later in pairwise(sorted(visits, key=min)):
            assert min(later) - max(one) > _PREP_TICKS, f"P23: {code} has no time between two visits"


def states_go_their_way(before: Picture, after: Picture, now: datetime) -> None:
    """P14: along the graph, and one event for each change, with who did it."""
    for key, new in after.bookings.items():
        old = before.bookings.get(key)
        assert [version for version, *_ in new.events] == list(range(1, new.row.version + 1)), (
            f"P14: {key} {new.events}"
        )
        assert all(actor for _version, _what, actor, _relation in new.events), f"P14: {key}: nobody did it"
        if old is None:
            assert new.row.state is S.HELD or new.row.version > 1, f"P14: {key} began as {new.row.state}"
            continue
        if old.row.state is not new.row.state:
            assert (old.row.state, new.row.state) in _ALLOWED, f"P14: {key}: {old.row.state} → {new.row.state}"
        assert old.facts() == new.facts() or new.row.version > old.row.version, f"P14: {key} changed unseen"


def nobody_in_the_list_is_passed_over(before: Picture, after: Picture, now: datetime) -> None:
    """P16: an offer is a hold; and whoever was offered something now had nobody before them it would have fitted."""
    for reference, entry in after.waiting.items():
        if entry.state is not WaitingState.OFFERED:
            continue
        offered = after.bookings[entry.booking_id]
        assert offered.row.is_offer, f"P16: {reference}: not an offer"
        known = before.waiting.get(reference)
        if known is not None and known.booking_id == entry.booking_id:
            continue
        assert offered.row.person_key == entry.person_key, f"P16: {reference}: held for somebody else"
        for other in after.waiting.values():
            passed = waits(other) and other.created_at < entry.created_at and _would_take(after, other, offered)
            assert not passed, f"P16: {other.public_ref} was passed over for {reference}"
    held_for = [one.booking_id for one in after.waiting.values() if one.state is WaitingState.OFFERED]
    assert len(held_for) == len(set(held_for)), "P16: one time offered to two"


def _would_take(picture: Picture, entry: object, offered: Booked) -> bool:
    """Own words once more: the service, the weekday, no refusal, and not elsewhere then."""
    row = offered.row
    mine = [one for one in picture.bookings.values() if one.row.person_key == entry.person_key]  # type: ignore[attr-defined]
    refused = {one.row.start_at for one in mine if one.row.is_offer and one.row.state in _NOT_TAKEN}
    is_busy = any(one.is_live and not one.ticks.isdisjoint(offered.ticks) for one in mine)
    local = row.start_at.astimezone(_ZONE)
    fits = (not entry.weekdays or local.weekday() in entry.weekdays) and entry.from_day <= local.date()  # type: ignore[attr-defined]
    same = entry.service_id == row.service_id and not entry.needs and local.date() <= entry.until_day  # type: ignore[attr-defined]
    return same and fits and not is_busy and row.start_at not in refused


def reminders_are_few(before: Picture, after: Picture, now: datetime) -> None:
    """P17: before the start, of what takes place, each once (the key says so)."""
    for booking_id, kind, version, sent_at in after.reminders - before.reminders:
        one = after.bookings[booking_id]
        assert one.row.state is S.CONFIRMED, f"P17: {booking_id} is {one.row.state}"
        assert sent_at < one.row.start_at, f"P17: {booking_id} after the start"
        assert version <= one.row.version, f"P17: {kind} of a version that never was"


def numbers_have_no_gaps(before: Picture, after: Picture, now: datetime) -> None:
    """P18."""
    given = defaultdict(list)
    for ticket in after.tickets:
        given[ticket.site_id, ticket.day, ticket.prefix].append(ticket)
    for key, tickets in given.items():
        ordered = sorted(tickets, key=lambda one: one.number)
        assert [one.number for one in ordered] == list(range(1, after.counters[key] + 1)), f"P18: {key}"
        assert all(one.taken_at <= later.taken_at for one, later in pairwise(ordered)), f"P18: {key}: not in order"
    booked = [one.booking_id for one in after.tickets if one.booking_id is not None]
    assert len(booked) == len(set(booked)), "P18: two numbers for one booking"


def a_series_is_had_whole(before: Picture, after: Picture, now: datetime) -> None:
    """P22 for series: held together or not at all, and numbered without gaps in the order in which they were."""
    series = defaultdict(list)
    for one in after.bookings.values():
        if one.series is not None:
            series[one.series].append(one)
    for number, members in series.items():
        held = [one for one in members if one.row.state is S.HELD]
        assert not held or len(held) == len(members), f"P22: series {number} is held in part"
        positions = sorted(one.row.series_position or 0 for one in members)
        assert positions == list(range(1, len(members) + 1)), f"P22: series {number}: {positions}"
        fresh = [one for one in members if all(what != "moved" for _version, what, *_ in one.events)]
        starts = [one.row.start_at for one in sorted(fresh, key=lambda one: one.row.series_position or 0)]
        assert starts == sorted(starts), f"P22: series {number} is out of order"


def who_did_it_is_written(before: Picture, after: Picture, now: datetime) -> None:
    """P20: a booking made by a helper says so in its row and in its events."""
    for key, one in after.bookings.items():
        first = one.events[0]
        assert first[3] in (one.row.booked_by, ""), f"P20: {key}: {first}"
        assert (first[2] == "clock") == (one.row.is_offer), f"P20: {key}: {first}"


Promise = Callable[[Picture, Picture, datetime], None]
PROMISES: tuple[Promise, ...] = (
    nobody_has_what_another_has,
    seats_are_counted,
    a_booking_owns_exactly_its_time,
    what_is_required_is_there,
    nobody_is_in_two_places,
    one_held_time_for_each,
    a_move_loses_nothing,
    there_is_time_between,
    states_go_their_way,
    nobody_in_the_list_is_passed_over,
    reminders_are_few,
    numbers_have_no_gaps,
    a_series_is_had_whole,
    who_did_it_is_written,
)
