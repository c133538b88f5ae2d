"""What comes next on a way, what may be done with a step, and what stands in the wrong order. Pure.

The order is that of the kinds: assessment before prescription, fitting before handover, and so on. Sessions and reviews
of a plan have no order among themselves. Repair and loan belong to a device in use and stand outside the order.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from citizen.pathways.terms import Attended, StepKind, StepState

_ORDER = (
    StepKind.ASSESSMENT,
    StepKind.PRESCRIPTION,
    StepKind.TRY_OUT,
    StepKind.FITTING,
    StepKind.CUSTOMISATION,
    StepKind.HANDOVER,
    StepKind.FOLLOW_UP,
    StepKind.SESSION,
    StepKind.REVIEW,
)
RANK = {kind: rank for rank, kind in enumerate(_ORDER)}
#: One beside the other: what counts is that the assessment came before.
_SIDE_BY_SIDE = frozenset({StepKind.SESSION, StepKind.REVIEW})
#: Written by the place after the assessment: it takes no appointment of its own.
WITHOUT_APPOINTMENT = frozenset({StepKind.PRESCRIPTION})
#: Started at any time while a device is in use.
SIDE_STEPS = frozenset({StepKind.REPAIR, StepKind.LOAN})
SETTLED = frozenset({StepState.DONE, StepState.SKIPPED})


@dataclass(frozen=True, slots=True)
class Step:
    """A step as the rules see it. `starts_at` is known while something is booked."""

    position: int
    kind: StepKind
    state: StepState = StepState.OPEN
    starts_at: datetime | None = None
    due_on: date | None = None

    @property
    def is_settled(self) -> bool:
        return self.state in SETTLED

    @property
    def is_side(self) -> bool:
        return self.kind in SIDE_STEPS


class Change(StrEnum):
    """What can happen to a step."""

    BOOK = "book"
    #: Its appointment was cancelled, or nobody came.
    REOPEN = "reopen"
    FINISH = "finish"
    SKIP = "skip"


class Refusal(StrEnum):
    """Why a change is not made."""

    #: It is done or skipped already.
    SETTLED = "settled"
    #: An earlier step is not settled.
    EARLIER_FIRST = "earlier_first"
    #: It has an appointment, which has to be cancelled first.
    HAS_BOOKING = "has_booking"
    #: It has none.
    NO_BOOKING = "no_booking"
    #: It takes none.
    TAKES_NO_BOOKING = "takes_no_booking"


_AFTER = {
    Change.BOOK: StepState.BOOKED,
    Change.REOPEN: StepState.OPEN,
    Change.FINISH: StepState.DONE,
    Change.SKIP: StepState.SKIPPED,
}


def refusal_of(change: Change, steps: Sequence[Step], step: Step) -> Refusal | None:
    """Why this may not happen to this step now; None: it may."""
    if step.is_settled:
        return Refusal.SETTLED
    if change is Change.REOPEN:
        return None if step.state is StepState.BOOKED else Refusal.NO_BOOKING
    if change in (Change.BOOK, Change.SKIP) and step.state is StepState.BOOKED:
        return Refusal.HAS_BOOKING
    if change is Change.BOOK and step.kind in WITHOUT_APPOINTMENT:
        return Refusal.TAKES_NO_BOOKING
    if change is Change.BOOK:
        # A time may be booked while the steps before have theirs; it only must not come before them (see out_of_order).
        waiting = any(one.state is StepState.OPEN for one in before(steps, step))
        return Refusal.EARLIER_FIRST if waiting else None
    unsettled = any(not one.is_settled for one in before(steps, step))
    return Refusal.EARLIER_FIRST if unsettled else None


def state_after(change: Change) -> StepState:
    return _AFTER[change]


def before(steps: Iterable[Step], step: Step) -> list[Step]:
    """The steps that come before this one. Nothing comes before a repair or a loan."""
    if step.is_side:
        return []
    return [one for one in steps if not one.is_side and _place(one) < _place(step)]


def in_order(steps: Iterable[Step]) -> list[Step]:
    """The way as it is read: first what is in the order, then repairs and loans as they came."""
    return sorted(steps, key=lambda one: (one.is_side, 0 if one.is_side else RANK[one.kind], one.position))


def next_step(steps: Sequence[Step]) -> Step | None:
    """The first step in the order that is neither done nor skipped; None: nothing more is planned."""
    return next((one for one in in_order(steps) if not one.is_side and not one.is_settled), None)


def out_of_order(steps: Sequence[Step]) -> frozenset[int]:
    """The positions of steps whose appointment stands before an earlier step: that one has no appointment any more, or
    a later one. Each of them carries a flag until the order is right again.
    """
    return frozenset(
        one.position
        for one in steps
        if one.state is StepState.BOOKED and any(_is_too_late(earlier, one) for earlier in before(steps, one))
    )


def needs_another_session(steps: Sequence[Step], planned: int | None) -> bool:
    """Whether a plan gets one more session: all so far are booked or over, and no published number is reached."""
    sessions = [one for one in steps if one.kind is StepKind.SESSION]
    is_free = planned is None or len(sessions) < planned
    return is_free and not any(one.state is StepState.OPEN for one in sessions)


def is_in_use(steps: Iterable[Step]) -> bool:
    """Whether the person has the device: it was handed over."""
    return any(one.kind is StepKind.HANDOVER and one.state is StepState.DONE for one in steps)


def may_start(kind: StepKind, steps: Sequence[Step]) -> bool:
    """Whether a repair or a loan may be started: the device is in use, and no other one of the kind is under way."""
    under_way = any(one.kind is kind and not one.is_settled for one in steps)
    return kind in SIDE_STEPS and is_in_use(steps) and not under_way


def follow_up_days(handed_over: date, months: Iterable[int]) -> list[date]:
    """When to look after a device again, so many months after it was handed over."""
    return [months_later(handed_over, number) for number in sorted(set(months))]


def apply_again_from(handed_over: date | None, years: int | None) -> date | None:
    """From when on a device of the class may be applied for again; None: nobody has said."""
    if handed_over is None or years is None:
        return None
    return months_later(handed_over, 12 * years)


def months_later(day: date, months: int) -> date:
    """The same day of the month, or the last one of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def is_to_be_reminded(step: Step, today: date, *, days_before: int) -> bool:
    """Whether the person should hear that this step is due: it has a day, and nothing is booked yet."""
    is_open = step.state is StepState.OPEN and step.due_on is not None
    return is_open and step.due_on is not None and step.due_on - timedelta(days=days_before) <= today


@dataclass(frozen=True, slots=True)
class Attendance:
    """How often somebody was there."""

    present: int = 0
    excused: int = 0
    absent: int = 0

    @property
    def recorded(self) -> int:
        return self.present + self.excused + self.absent


def attendance_of(recorded: Iterable[Attended | None]) -> Attendance:
    counted = [one for one in recorded if one is not None]
    return Attendance(*(counted.count(one) for one in (Attended.PRESENT, Attended.EXCUSED, Attended.ABSENT)))


@dataclass(frozen=True, slots=True)
class Balance:
    """Of a subsidised amount, in fen. Using more than there is blocks nothing: it is said."""

    amount: int
    used: int

    @property
    def left(self) -> int:
        return max(0, self.amount - self.used)

    @property
    def over(self) -> int:
        return max(0, self.used - self.amount)


def balance_of(amount: int | None, used: Iterable[int | None]) -> Balance | None:
    """None as long as no amount is published."""
    return None if amount is None else Balance(amount, sum(one or 0 for one in used))


def _place(step: Step) -> tuple[int, int]:
    """Where it stands. Follow-ups follow each other."""
    if step.kind in _SIDE_BY_SIDE:
        return RANK[StepKind.SESSION], 0
    return RANK[step.kind], step.position


def _is_too_late(earlier: Step, booked: Step) -> bool:
    if earlier.is_settled:
        return False
    if earlier.starts_at is None or booked.starts_at is None:
        return earlier.state is StepState.OPEN
    return earlier.starts_at >= booked.starts_at
