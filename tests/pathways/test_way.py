"""What comes next on a way, what may happen to a step, and what stands in the wrong order: tables and properties."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citizen.pathways import device_classes, way
from citizen.pathways.terms import Attended, PathwayKind, StepKind, StepState
from citizen.pathways.way import Change, Refusal, Step

K, S = StepKind, StepState
MONDAY = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


def wheelchair(*states: StepState) -> list[Step]:
    """The steps of a wheelchair; those not named are open. Booked ones have a time in the order of the steps."""
    kinds = device_classes.load().classes["wheelchair"].steps
    padded = [*states, *[S.OPEN] * (len(kinds) - len(states))]
    return [
        Step(number, kind, state, MONDAY + timedelta(days=number) if state is S.BOOKED else None)
        for number, (kind, state) in enumerate(zip(kinds, padded, strict=True), 1)
    ]


def at(steps: list[Step], kind: StepKind) -> Step:
    return next(one for one in steps if one.kind is kind)


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        ((), K.ASSESSMENT),
        ((S.BOOKED,), K.ASSESSMENT),
        ((S.DONE,), K.PRESCRIPTION),
        ((S.DONE, S.DONE, S.SKIPPED), K.FITTING),
        ((S.DONE,) * 5, K.FOLLOW_UP),
        ((S.DONE,) * 6, None),
    ],
)
def test_what_comes_next(states: tuple[StepState, ...], expected: StepKind | None) -> None:
    found = way.next_step(wheelchair(*states))
    assert (found.kind if found else None) is expected


REFUSALS = [
    # states so far, change, step, why not
    ((), Change.BOOK, K.ASSESSMENT, None),
    ((), Change.BOOK, K.TRY_OUT, Refusal.EARLIER_FIRST),
    ((S.DONE,), Change.BOOK, K.PRESCRIPTION, Refusal.TAKES_NO_BOOKING),
    ((S.BOOKED, S.SKIPPED), Change.BOOK, K.TRY_OUT, None),
    ((S.BOOKED,), Change.BOOK, K.ASSESSMENT, Refusal.HAS_BOOKING),
    ((S.DONE,), Change.BOOK, K.ASSESSMENT, Refusal.SETTLED),
    ((), Change.REOPEN, K.ASSESSMENT, Refusal.NO_BOOKING),
    ((S.BOOKED,), Change.REOPEN, K.ASSESSMENT, None),
    ((S.BOOKED,), Change.FINISH, K.ASSESSMENT, None),
    ((), Change.FINISH, K.ASSESSMENT, None),
    ((S.BOOKED, S.SKIPPED, S.BOOKED), Change.FINISH, K.TRY_OUT, Refusal.EARLIER_FIRST),
    ((S.BOOKED,), Change.SKIP, K.ASSESSMENT, Refusal.HAS_BOOKING),
    ((S.DONE,), Change.SKIP, K.PRESCRIPTION, None),
    ((), Change.SKIP, K.HANDOVER, Refusal.EARLIER_FIRST),
    ((S.SKIPPED,), Change.FINISH, K.ASSESSMENT, Refusal.SETTLED),
]


@pytest.mark.parametrize(("states", "change", "kind", "expected"), REFUSALS)
def test_what_may_happen(
    states: tuple[StepState, ...], change: Change, kind: StepKind, expected: Refusal | None
) -> None:
    steps = wheelchair(*states)
    assert way.refusal_of(change, steps, at(steps, kind)) is expected


def test_a_repair_waits_for_nothing_and_nothing_waits_for_it() -> None:
    repair = Step(7, K.REPAIR)
    steps = [*wheelchair(*[S.DONE] * 5), repair]
    assert way.refusal_of(Change.BOOK, steps, repair) is None
    assert way.next_step(steps) == at(steps, K.FOLLOW_UP)
    assert way.in_order(steps)[-1] is repair


@pytest.mark.parametrize(
    ("steps", "may"),
    [
        (wheelchair(), False),
        (wheelchair(*[S.DONE] * 4), False),
        (wheelchair(*[S.DONE] * 5), True),
        (wheelchair(*[S.DONE] * 4, S.SKIPPED), False),
        ([*wheelchair(*[S.DONE] * 5), Step(7, K.REPAIR)], False),
        ([*wheelchair(*[S.DONE] * 5), Step(7, K.REPAIR, S.DONE)], True),
        ([*wheelchair(*[S.DONE] * 5), Step(7, K.LOAN, S.BOOKED)], True),
    ],
)
def test_a_repair_can_be_started_while_the_device_is_in_use(steps: list[Step], may: bool) -> None:
    assert way.may_start(K.REPAIR, steps) is may


def test_only_repair_and_loan_are_started_by_themselves() -> None:
    in_use = wheelchair(*[S.DONE] * 5)
    assert [kind for kind in StepKind if way.may_start(kind, in_use)] == [K.REPAIR, K.LOAN]


def test_cancelling_an_earlier_step_flags_the_later_one() -> None:
    first, later = Step(1, K.ASSESSMENT, S.BOOKED, MONDAY), Step(2, K.HANDOVER, S.BOOKED, MONDAY + timedelta(days=7))
    assert way.out_of_order([first, later]) == set()
    assert way.out_of_order([Step(1, K.ASSESSMENT), later]) == {2}


@pytest.mark.parametrize(("days", "flagged"), [(-1, {2}), (0, {2}), (1, set())])
def test_a_later_step_at_an_earlier_time_is_flagged(days: int, flagged: set[int]) -> None:
    steps = [
        Step(1, K.ASSESSMENT, S.BOOKED, MONDAY),
        Step(2, K.HANDOVER, S.BOOKED, MONDAY + timedelta(days=days)),
    ]
    assert way.out_of_order(steps) == flagged


def test_sessions_have_no_order_among_themselves() -> None:
    sessions = [Step(2, K.SESSION, S.BOOKED, MONDAY + timedelta(days=7)), Step(3, K.SESSION, S.BOOKED, MONDAY)]
    assert way.out_of_order([Step(1, K.ASSESSMENT, S.DONE), *sessions]) == set()
    assert way.out_of_order([Step(1, K.ASSESSMENT), *sessions]) == {2, 3}


@st.composite
def ways(draw: st.DrawFn) -> list[Step]:
    """Any way of any class, with any states and times, whatever came about."""
    kind = draw(st.sampled_from(list(PathwayKind)))
    device = draw(st.sampled_from(sorted(device_classes.load().classes)))
    kinds = [*device_classes.load().steps_of(kind, device), *draw(st.lists(st.sampled_from([K.REPAIR, K.LOAN])))]
    moments = st.integers(0, 30).map(lambda days: MONDAY + timedelta(days=days))
    states = [draw(st.sampled_from(list(StepState))) for _ in kinds]
    return [
        Step(number, one, state, draw(moments) if state is S.BOOKED else None)
        for number, (one, state) in enumerate(zip(kinds, states, strict=True), 1)
    ]


@given(ways())
def test_a_later_step_never_stands_before_an_earlier_one_without_a_flag(steps: list[Step]) -> None:
    """P22, said once more without the code it judges."""
    flagged = way.out_of_order(steps)
    main = [one for one in steps if one.kind not in (K.REPAIR, K.LOAN)]
    for later in (one for one in main if one.state is S.BOOKED):
        for earlier in main[: main.index(later)]:
            if earlier.kind is later.kind or {earlier.kind, later.kind} == {K.SESSION, K.REVIEW}:
                continue
            if earlier.state is S.OPEN:
                assert later.position in flagged
            if earlier.starts_at and later.starts_at and earlier.starts_at >= later.starts_at:
                assert later.position in flagged


@given(ways())
def test_only_what_is_booked_is_flagged_and_never_a_repair(steps: list[Step]) -> None:
    by_position = {one.position: one for one in steps}
    assert all(by_position[one].state is S.BOOKED and not by_position[one].is_side for one in way.out_of_order(steps))


@given(ways(), st.data())
def test_what_is_booked_in_time_is_not_flagged(steps: list[Step], data: st.DataObject) -> None:
    """Whatever may be booked can be booked at a time that fits."""
    may = [one for one in steps if way.refusal_of(Change.BOOK, steps, one) is None]
    if not may:
        return
    step = data.draw(st.sampled_from(may))
    booked = Step(step.position, step.kind, S.BOOKED, MONDAY + timedelta(days=400))
    after = [booked if one is step else one for one in steps]
    assert step.position not in way.out_of_order(after)


@given(ways())
def test_every_way_can_be_finished_step_by_step(steps: list[Step]) -> None:
    for _ in steps:
        following = way.next_step(steps)
        if following is None:
            break
        assert way.refusal_of(Change.FINISH, steps, following) is None
        done = Step(following.position, following.kind, S.DONE)
        steps = [done if one is following else one for one in steps]
    assert way.next_step(steps) is None


@given(ways(), st.sampled_from(list(Change)))
def test_what_is_settled_stays_settled(steps: list[Step], change: Change) -> None:
    assert all(way.refusal_of(change, steps, one) is Refusal.SETTLED for one in steps if one.is_settled)


@given(ways())
def test_reading_order_loses_and_invents_nothing(steps: list[Step]) -> None:
    assert sorted(way.in_order(steps), key=lambda one: one.position) == steps


@pytest.mark.parametrize(
    ("states", "planned", "another"),
    [
        ((S.OPEN,), None, False),
        ((S.BOOKED,), None, True),
        ((S.DONE, S.BOOKED), 3, True),
        ((S.DONE, S.DONE, S.DONE), 3, False),
        ((), 3, True),
    ],
)
def test_there_is_always_a_session_to_book_until_the_published_number(
    states: tuple[StepState, ...], planned: int | None, another: bool
) -> None:
    steps = [Step(number, K.SESSION, state) for number, state in enumerate(states, 1)]
    assert way.needs_another_session(steps, planned) is another


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 12, 5), 1, date(2027, 1, 5)),
    ],
)
def test_so_many_months_later(day: date, months: int, expected: date) -> None:
    assert way.months_later(day, months) == expected


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(1, 15))
def test_years_of_use_are_never_shortened(day: date, years: int) -> None:
    again = way.apply_again_from(day, years)
    assert again is not None
    assert again.year == day.year + years
    assert (again.month, again.day) == (day.month, day.day) or (day.month, day.day) == (2, 29)


def test_without_a_published_time_nobody_names_a_day() -> None:
    assert way.apply_again_from(date(2026, 1, 1), None) is None
    assert way.apply_again_from(None, 4) is None
    assert way.follow_up_days(date(2026, 1, 1), ()) == []


@pytest.mark.parametrize(
    ("state", "due", "reminded"),
    [
        (S.OPEN, date(2026, 12, 8), False),
        (S.OPEN, date(2026, 12, 7), True),
        (S.OPEN, date(2026, 11, 1), True),
        (S.BOOKED, date(2026, 12, 1), False),
        (S.OPEN, None, False),
    ],
)
def test_who_is_reminded(state: StepState, due: date | None, reminded: bool) -> None:
    step = Step(1, K.FOLLOW_UP, state, due_on=due)
    assert way.is_to_be_reminded(step, date(2026, 11, 30), days_before=7) is reminded


@given(st.integers(1, 10**7), st.lists(st.one_of(st.none(), st.integers(0, 10**6))))
def test_what_is_left_and_what_is_over_add_up(amount: int, used: list[int | None]) -> None:
    balance = way.balance_of(amount, used)
    assert balance is not None
    assert balance.left - balance.over == amount - balance.used
    assert min(balance.left, balance.over) == 0
    assert way.balance_of(None, used) is None


@given(st.lists(st.one_of(st.none(), st.sampled_from(list(Attended)))))
def test_attendance_counts_what_was_recorded(recorded: list[Attended | None]) -> None:
    found = way.attendance_of(recorded)
    assert found.recorded == len([one for one in recorded if one is not None])
    assert found.absent == recorded.count(Attended.ABSENT)
