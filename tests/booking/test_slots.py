"""Offers: worked examples, and what must hold for all opening hours, zones and windows."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citizen.booking.slots import (
    TICK_MINUTES,
    DatedChange,
    Offer,
    OpeningRule,
    PartOfDay,
    Requirement,
    Span,
    Timetable,
    assign,
    find_offers,
    first_offer,
    group_by_day,
    in_part_of_day,
    moment_of,
    occupied_ticks,
    page_from,
    tick_of,
    ticks_between,
)

BEIJING, PARIS = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Paris")
#: Zones with and without summer time, with half hours, and one that once left out a whole day.
ZONES = [BEIJING, PARIS, ZoneInfo("America/New_York"), ZoneInfo("Australia/Lord_Howe"), ZoneInfo("Asia/Kolkata")]
MONDAY = date(2026, 11, 23)
LONG_AGO, FAR_AHEAD = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


def every_day(from_minute: int, to_minute: int) -> tuple[OpeningRule, ...]:
    return tuple(OpeningRule(weekday, from_minute, to_minute, date(2000, 1, 1)) for weekday in range(7))


def somebody(*rules: OpeningRule, changes: tuple[DatedChange, ...] = (), claimed: range = range(0)) -> Timetable:
    return Timetable(uuid.uuid4(), rules, changes, frozenset(claimed))


def span(minutes: int = 60, step: int = 60, **rest: object) -> Span:
    values: dict[str, object] = {"prep_minutes": 0, "clean_minutes": 0, "earliest": LONG_AGO, "latest": FAR_AHEAD}
    return Span(minutes=minutes, step=step, **{**values, **rest})  # type: ignore[arg-type]


def local(day: date, clock: str, zone: ZoneInfo = BEIJING) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), zone).astimezone(UTC)


def starts(offers: list[Offer], zone: ZoneInfo = BEIJING) -> list[str]:
    return [offer.start.astimezone(zone).strftime("%d %H:%M") for offer in offers]


def test_a_morning_of_whole_hours() -> None:
    offers = find_offers(span(), [Requirement((somebody(*every_day(540, 720)),))], [MONDAY], BEIJING)
    assert starts(offers) == ["23 09:00", "23 10:00", "23 11:00"]


def test_cleaning_must_fit_before_closing_and_before_the_next() -> None:
    busy = ticks_between(local(MONDAY, "10:00"), local(MONDAY, "10:15"))
    worker = somebody(*every_day(540, 720), claimed=busy)
    offers = find_offers(span(45, 15, clean_minutes=15), [Requirement((worker,))], [MONDAY], BEIJING)
    assert starts(offers) == ["23 09:00", "23 10:15", "23 10:30", "23 10:45", "23 11:00"]


def test_a_dated_change_closes_and_opens() -> None:
    changes = (DatedChange(MONDAY, 540, 660, False), DatedChange(MONDAY, 780, 840, True))
    worker = somebody(*every_day(540, 720), changes=changes)
    offers = find_offers(span(), [Requirement((worker,))], [MONDAY, MONDAY + timedelta(days=1)], BEIJING)
    assert starts(offers) == ["23 11:00", "23 13:00", "24 09:00", "24 10:00", "24 11:00"]


def test_rules_hold_only_on_their_weekday_and_within_their_dates() -> None:
    rule = OpeningRule(0, 540, 600, MONDAY, MONDAY + timedelta(days=7))
    days = [MONDAY + timedelta(days=n) for n in range(-7, 21)]
    offers = find_offers(span(), [Requirement((somebody(rule),))], days, BEIJING)
    assert starts(offers) == ["23 09:00", "30 09:00"]


def test_notice_and_horizon_cut_the_list() -> None:
    wanted = span(earliest=local(MONDAY, "09:30"), latest=local(MONDAY, "11:00"))
    offers = find_offers(wanted, [Requirement((somebody(*every_day(540, 720)),))], [MONDAY], BEIJING)
    assert starts(offers) == ["23 10:00"]


def test_two_colleagues_free_at_once_are_one_offer() -> None:
    both = (somebody(*every_day(540, 600)), somebody(*every_day(540, 600)))
    assert len(find_offers(span(), [Requirement(both)], [MONDAY], BEIJING)) == 1


def test_all_resources_or_no_offer() -> None:
    worker, room = somebody(*every_day(540, 720)), somebody(*every_day(660, 780))
    offers = find_offers(span(), [Requirement((worker,)), Requirement((room,))], [MONDAY], BEIJING)
    assert starts(offers) == ["23 11:00"]
    assert set(offers[0].resources) == {worker.resource_id, room.resource_id}


def test_somebody_who_can_do_both_is_not_spent_on_what_another_can_do() -> None:
    both, only_first = somebody(), somebody()
    free = {both.resource_id: frozenset(range(4)), only_first.resource_id: frozenset(range(4))}
    chosen = assign([Requirement((both, only_first)), Requirement((both,))], range(4), free)
    assert chosen == (only_first.resource_id, both.resource_id)


def test_two_interpreters_are_two_people() -> None:
    one = somebody(*every_day(540, 600))
    assert find_offers(span(), [Requirement((one,), count=2)], [MONDAY], BEIJING) == []


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 3, 29), ["29 01:00", "29 01:30", "29 03:00", "29 03:30"]),  # 2:00 to 3:00 does not exist
        (date(2026, 10, 25), ["25 01:00", "25 01:30", "25 02:00", "25 02:30", "25 03:00", "25 03:30"]),
    ],
)
def test_the_nights_on_which_clocks_change(day: date, expected: list[str]) -> None:
    offers = find_offers(span(30, 30), [Requirement((somebody(*every_day(60, 240)),))], [day], PARIS)
    assert starts(offers, PARIS) == expected


hours = (
    st.tuples(st.integers(0, 95), st.integers(0, 95)).map(sorted).map(lambda pair: (pair[0] * 15, pair[1] * 15 + 15))
)
days = st.dates(date(2025, 1, 1), date(2028, 12, 31))
spans = st.builds(
    span,
    minutes=st.sampled_from([15, 30, 45, 60, 120]),
    step=st.sampled_from([15, 30, 60]),
    prep_minutes=st.sampled_from([0, 15, 30]),
    clean_minutes=st.sampled_from([0, 15, 30]),
)


@st.composite
def requirements(draw: st.DrawFn) -> list[Requirement]:
    def timetable() -> Timetable:
        windows = draw(st.lists(hours, min_size=1, max_size=2))
        rules = [rule for start, end in windows for rule in every_day(start, end)]
        base = tick_of(datetime(2026, 6, 1, tzinfo=UTC))
        claimed = draw(st.sets(st.integers(base, base + 400), max_size=20))
        return Timetable(uuid.uuid4(), tuple(rules), (), frozenset(claimed))

    return [
        Requirement(tuple(timetable() for _ in range(draw(st.integers(1, 2))))) for _ in range(draw(st.integers(1, 2)))
    ]


@settings(max_examples=120, deadline=None)
@given(span=spans, needed=requirements(), day=days, zone=st.sampled_from(ZONES))
def test_every_offer_exists_on_the_clock_and_is_wholly_free(
    span: Span, needed: list[Requirement], day: date, zone: ZoneInfo
) -> None:
    offers = find_offers(span, needed, [day], zone)
    claimed = {t.resource_id: t.claimed for r in needed for t in r.candidates}
    walls = [offer.start.astimezone(zone).replace(tzinfo=None) for offer in offers]
    assert len(set(walls)) == len(walls)  # no wall-clock time twice, not even when the clock shows it twice
    for offer, wall in zip(offers, walls, strict=True):
        assert wall.date() == day  # not in a gap: a time that does not exist would come back as another one
        assert (wall.hour * 60 + wall.minute) % span.step == 0
        assert offer.end - offer.start == timedelta(minutes=span.minutes)
        assert len(set(offer.resources)) == len(offer.resources) == len(needed)
        for resource in offer.resources:
            assert claimed[resource].isdisjoint(occupied_ticks(span, offer.start))


@settings(max_examples=60, deadline=None)
@given(span=spans, needed=requirements(), day=days, first=st.integers(0, 5), more=st.integers(0, 5))
def test_a_window_is_the_union_of_its_parts(
    span: Span, needed: list[Requirement], day: date, first: int, more: int
) -> None:
    week = [day + timedelta(days=n) for n in range(first + more)]
    whole = find_offers(span, needed, week, BEIJING)
    assert whole == find_offers(span, needed, week[:first], BEIJING) + find_offers(span, needed, week[first:], BEIJING)


@settings(max_examples=60, deadline=None)
@given(span=spans, needed=requirements(), day=days, busy=st.integers(0, 300))
def test_the_earliest_is_the_smallest(span: Span, needed: list[Requirement], day: date, busy: int) -> None:
    week = [day + timedelta(days=n) for n in range(4)]
    taken = frozenset(range(tick_of(local(day, "00:00")), tick_of(local(day, "00:00")) + busy))
    free = [
        offer
        for offer in find_offers(span, needed, week, BEIJING)
        if taken.isdisjoint(ticks_between(offer.start, offer.end))
    ]
    assert first_offer(span, needed, week, BEIJING, busy=taken) == min(free, default=None)


@given(st.integers(0, 2**32), st.integers(1, 20))
def test_ticks_count_quarters_of_an_hour(seconds: int, quarters: int) -> None:
    given_moment = datetime.fromtimestamp(seconds, UTC)
    moment = moment_of(tick_of(given_moment))
    assert moment <= given_moment < moment + timedelta(minutes=TICK_MINUTES)
    assert len(ticks_between(moment, moment + timedelta(minutes=TICK_MINUTES * quarters))) == quarters


def offers_at(*clocks: tuple[int, int]) -> list[Offer]:
    return [
        Offer(start := local(MONDAY + timedelta(days=day), f"{hour:02}:00"), start + timedelta(hours=1), ())
        for day, hour in clocks
    ]


many = st.sets(st.tuples(st.integers(0, 6), st.integers(0, 22)), max_size=60).map(lambda found: offers_at(*found))


@given(many, st.integers(1, 12))
def test_pages_forward_show_every_offer_once(offers: list[Offer], size: int) -> None:
    seen: list[Offer] = []
    cursor: datetime | None = None
    while True:
        shown = page_from(offers, cursor, BEIJING, size=size)
        assert len(shown.offers) <= size
        seen += shown.offers
        if shown.later is None:
            break
        cursor = shown.later
    assert seen == sorted(offers)


@given(many, st.integers(1, 12), st.data())
def test_pages_backward_reach_the_beginning_and_leave_nothing_out(
    offers: list[Offer], size: int, data: st.DataObject
) -> None:
    if not offers:
        return
    cursor = data.draw(st.sampled_from(sorted(offers))).start
    while (earlier := page_from(offers, cursor, BEIJING, size=size).earlier) is not None:
        before = page_from(offers, earlier, BEIJING, size=size)
        assert earlier < cursor
        # Nothing between the two pages is left out, but for the beginning of a day that the cursor cuts in two.
        left_out = [offer for offer in offers if before.offers[-1].start < offer.start < cursor]
        assert {offer.start.astimezone(BEIJING).date() for offer in left_out} <= {cursor.astimezone(BEIJING).date()}
        cursor = earlier
    assert cursor == min(offers).start


def test_a_page_ends_with_a_day_when_it_can() -> None:
    offers = offers_at(*[(day, hour) for day in range(3) for hour in range(9, 14)])
    shown = page_from(offers, None, BEIJING, size=12)
    assert [len(day.offers) for day in shown.days] == [5, 5]
    assert shown.later == local(MONDAY + timedelta(days=2), "09:00")


@given(many)
def test_a_day_is_its_morning_and_its_afternoon(offers: list[Offer]) -> None:
    morning = in_part_of_day(offers, PartOfDay.MORNING, BEIJING)
    afternoon = in_part_of_day(offers, PartOfDay.AFTERNOON, BEIJING)
    assert sorted(morning + afternoon) == sorted(in_part_of_day(offers, PartOfDay.ANY, BEIJING))
    assert all(offer.start.astimezone(BEIJING).hour < 12 for offer in morning)


@given(many)
def test_days_come_in_order_with_all_their_offers(offers: list[Offer]) -> None:
    grouped = group_by_day(offers, BEIJING)
    assert [offer for day in grouped for offer in day.offers] == sorted(offers)
    assert [day.day for day in grouped] == sorted({day.day for day in grouped})


@pytest.mark.parametrize("zone", [*ZONES, ZoneInfo("Africa/Casablanca")], ids=str)
def test_on_every_night_of_two_years_the_clock_on_the_wall_is_right(zone: ZoneInfo) -> None:
    """No start in an hour that is left out, none twice in an hour that comes twice; an hour lasts an hour."""
    night = [Requirement((somebody(*every_day(0, 360)),))]
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(730)]
    offers = find_offers(span(), night, days, zone)
    shown = [offer.start.astimezone(zone).replace(tzinfo=None) for offer in offers]
    assert len(set(shown)) == len(shown)
    assert {wall.minute for wall in shown} == {0}
    assert all(offer.end - offer.start == timedelta(hours=1) for offer in offers)
    missing = {(day, hour) for day in days for hour in range(6)} - {(wall.date(), wall.hour) for wall in shown}
    changed = {day for day in days if _length_of(day, zone) != timedelta(hours=24)}
    assert {day for day, _hour in missing} <= changed, "only around a change of the clocks may an hour be missing"


def _length_of(day: date, zone: ZoneInfo) -> timedelta:
    begin, end = (datetime.combine(one, time(), zone).astimezone(UTC) for one in (day, day + timedelta(days=1)))
    return end - begin
