"""The way of a case through the offices, as its programme and district configure it. Pure.

The lifecycle says what is possible anywhere; a chain says which stages a case usually passes here, who has it in
each, and by when that office promised to be done. A promise is only made where a source states it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise

from citizen.applications.lifecycle import Standing, Status
from citizen.applications.working_days import Calendar, Pause, UnknownYear


class Stage(StrEnum):
    """The steps of the path the citizen sees, in their order."""

    SENT = "sent"
    ACCEPTANCE = "acceptance"
    FIRST_CHECK = "first_check"
    FEDERATION = "federation"
    CIVIL_AFFAIRS = "civil_affairs"
    PUBLIC_NOTICE = "public_notice"
    RESULT = "result"
    PAYMENT = "payment"


class Progress(StrEnum):
    DONE = "done"
    NOW = "now"
    PAUSED = "paused"
    LATER = "later"


#: What goes on while a case stands there. The decided ones wait for nobody, until money is paid.
STAGE_OF: Mapping[Status, Stage] = {
    Status.DRAFT: Stage.SENT,
    Status.SUBMITTED: Stage.ACCEPTANCE,
    Status.ACCEPTED: Stage.FIRST_CHECK,
    Status.FEDERATION_REVIEW: Stage.FEDERATION,
    Status.CIVIL_AFFAIRS_REVIEW: Stage.CIVIL_AFFAIRS,
    Status.PUBLICISED: Stage.PUBLIC_NOTICE,
    Status.APPROVED: Stage.PAYMENT,
    Status.PAYING: Stage.PAYMENT,
    Status.REFUSED: Stage.RESULT,
    Status.CLOSED: Stage.RESULT,
    Status.WITHDRAWN: Stage.RESULT,
}
#: Stages in which an office works on the case; a chain must say who.
WORKED = (
    Stage.ACCEPTANCE, Stage.FIRST_CHECK, Stage.FEDERATION, Stage.CIVIL_AFFAIRS, Stage.PUBLIC_NOTICE, Stage.PAYMENT,
)  # fmt: skip
_ORDER = {stage: position for position, stage in enumerate(Stage)}


@dataclass(frozen=True, slots=True)
class Source:
    """Where a promise or a period is written."""

    document: str
    quote: str


@dataclass(frozen=True, slots=True)
class Promise:
    """So many working days, and where that is written."""

    working_days: int
    source: Source


@dataclass(frozen=True, slots=True)
class Desk:
    """Who has the case: a name per language."""

    code: str
    name: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class StageSetting:
    """Who has a case in a stage, and what they promise."""

    desk: Desk
    promise: Promise | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """So many calendar days after a decision, and where that is written."""

    days: int
    source: Source


@dataclass(frozen=True, slots=True)
class Chain:
    """The usual way of a programme's cases in a district. A stage that is not set is not on it."""

    stages: Mapping[Stage, StageSetting]
    #: How long one can object to the office itself; None where no source says it.
    objection: Period | None = None

    def desk_at(self, status: Status) -> Desk:
        """Who has a case in this status; for a status off the configured way, the one before it."""
        wanted = STAGE_OF[status]
        earlier = [stage for stage in WORKED if stage in self.stages and _ORDER[stage] <= _ORDER[wanted]]
        return self.stages[earlier[-1] if earlier else WORKED[0]].desk


@dataclass(frozen=True, slots=True)
class Arrival:
    """That a case came to a status on a day."""

    status: Status
    on: date


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the path. `on`: when it was done, or since when it goes on. `until`: the day that was promised."""

    stage: Stage
    progress: Progress
    on: date | None = None
    desk: Desk | None = None
    until: date | None = None
    promise: Promise | None = None


@dataclass(frozen=True, slots=True)
class Way:
    """One case on its way: where it stands, what it came through, and the chain it goes along."""

    chain: Chain
    standing: Standing
    #: Oldest first, beginning with the draft.
    arrivals: tuple[Arrival, ...]
    calendar: Calendar
    pauses: tuple[Pause, ...] = ()

    def steps(self) -> tuple[Step, ...]:
        """The whole path. Stages that were skipped are not on it; one that the chain does not know but the case went
        through is. A withdrawn case and a draft have no way to go.
        """
        if self.standing.status in (Status.WITHDRAWN, Status.DRAFT):
            return ()
        passed = self._passed()
        return tuple(self._step(stage, passed) for stage in Stage if self._is_on_the_way(stage, passed))

    def going_on(self) -> Stage | None:
        """The stage an office is working on; None when there is nothing more to do."""
        status = self.standing.status
        waits_for_nobody = status is Status.APPROVED and Stage.PAYMENT not in self.chain.stages
        return None if waits_for_nobody or status in _ENDS else STAGE_OF[status]

    def _passed(self) -> dict[Stage, date]:
        """The stages that are over, with the day each was done: the day the case arrived at the next."""
        passed: dict[Stage, date] = {}
        for before, after in pairwise(self.arrivals):
            if before.status is not Status.APPROVED:
                passed[STAGE_OF[before.status]] = after.on
            if after.status in (Status.APPROVED, Status.REFUSED):
                passed[Stage.RESULT] = after.on
        return passed

    def _is_on_the_way(self, stage: Stage, passed: Mapping[Stage, date]) -> bool:
        now = self.going_on()
        if stage in (Stage.SENT, Stage.RESULT, now):
            return True
        return stage in self.chain.stages if _is_after(stage, now) else stage in passed

    def _step(self, stage: Stage, passed: Mapping[Stage, date]) -> Step:
        now, setting = self.going_on(), self.chain.stages.get(stage)
        desk, promise = (setting.desk, setting.promise) if setting else (None, None)
        if stage is now:
            progress = Progress.PAUSED if self.standing.correction_open else Progress.NOW
            since = self.arrivals[-1].on if self.arrivals else None
            until = promised_day(promise, since, calendar=self.calendar, pauses=self.pauses)
            return Step(stage, progress, since, desk or self.chain.desk_at(self.standing.status), until, promise)
        if _is_after(stage, now):
            return Step(stage, Progress.LATER, desk=desk, promise=promise)
        return Step(stage, Progress.DONE, passed.get(stage), desk)


_ENDS = frozenset({Status.REFUSED, Status.CLOSED, Status.WITHDRAWN})


def _is_after(stage: Stage, now: Stage | None) -> bool:
    return now is not None and _ORDER[stage] > _ORDER[now]


def promised_day(
    promise: Promise | None, since: date | None, *, calendar: Calendar, pauses: tuple[Pause, ...] = ()
) -> date | None:
    """The day by which the office promised to be done. None: nothing was promised, the clock stands still, or the
    holidays of that year are not published yet.
    """
    if promise is None or since is None or any(pause.until is None for pause in pauses):
        return None
    try:
        return calendar.add_working_days(since, promise.working_days, pauses)
    except UnknownYear:
        return None


def last_day_to_object(period: Period | None, decided_on: date) -> date | None:
    """The last day of a period that begins with the decision; the day of the decision is not counted."""
    return None if period is None else decided_on + timedelta(days=period.days)
