"""What happens to a step: looked for, booked, done, not needed. Callers own the transaction.

Every change of state names the state it expects: whoever comes second changes nothing and is told.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.booking.wishes import person_key
from citizen.core import clock
from citizen.core.errors import Conflict, RuleBroken
from citizen.pathways import district_rules, service, telling, way
from citizen.pathways.models import Pathway, PathwayStep
from citizen.pathways.terms import Attended, PathwayKind, PathwayState, StepKind, StepState
from citizen.proxies.authority import Who, record_of


@dataclass(frozen=True, slots=True)
class Doer:
    """Who did it, as events keep it."""

    actor: str
    relation: str = ""

    @classmethod
    def of(cls, who: Who) -> Doer:
        return cls(**record_of(who))


#: An appointment was cancelled, or its time came.
CLOCK = Doer("clock")


@dataclass(frozen=True, slots=True)
class Record:
    """What the place writes after a session of a plan."""

    attended: Attended
    #: Of the subsidised amount, in fen.
    used: int | None = None
    report: str | None = None


def look_for_time(session: Session, *, who: Who, pathway: Pathway, position: int) -> PathwayStep:
    """The person looks for a time for this step: what they book next is for it. Raises RuleBroken(why not)."""
    step = service.get_step(session, pathway=pathway, position=position)
    _check(session, pathway, step, way.Change.BOOK)
    key = person_key(who)
    session.execute(sa.update(PathwayStep).where(PathwayStep.wanted_key == key).values(wanted_key=None))
    step.wanted_key = key
    session.flush()
    return step


def start_side_step(session: Session, *, who: Who, pathway: Pathway, kind: StepKind) -> PathwayStep:
    """A repair, or a loan, of a device in use. Pressing twice finds the one that is under way."""
    rows = service.steps_of(session, pathway=pathway)
    under_way = next((row for row in rows if row.kind is kind and row.state not in way.SETTLED), None)
    if under_way is not None:
        return under_way
    if not way.may_start(kind, service.as_steps(session, rows=rows)):
        raise RuleBroken("not_in_use")
    step = service.add_step(session, pathway=pathway, kind=kind)
    doer = Doer.of(who)
    service.note_event(
        session,
        pathway=pathway,
        what=f"{kind.value}_asked",
        actor=doer.actor,
        relation=doer.relation,
        step=step.position,
    )
    return step


def finish_step(session: Session, *, pathway: Pathway, step: PathwayStep, by: Doer, report: str | None = None) -> None:
    """It is done. What the place wrote is kept. Raises RuleBroken(why not), Conflict when it changed meanwhile."""
    _check(session, pathway, step, way.Change.FINISH)
    written = {"report": report} if report else {}
    _move(session, pathway, step, way.Change.FINISH, by, done_at=clock.now(), wanted_key=None, **written)
    if step.kind is StepKind.HANDOVER:
        plan_follow_up(session, pathway, handed_over=clock.today())
    if step.kind is StepKind.SESSION:
        _keep_one_session_open(session, pathway)
    telling.tell(session, pathway, telling.GOES_ON, key=f"{step.position}:done")
    _end_when_all_is_done(session, pathway, by)


def skip_step(session: Session, *, pathway: Pathway, step: PathwayStep, by: Doer, reason: str) -> None:
    """It is not needed; `reason` is a code of words.SKIP_REASONS."""
    _check(session, pathway, step, way.Change.SKIP)
    _move(session, pathway, step, way.Change.SKIP, by, done_at=clock.now(), wanted_key=None, reason=reason)
    if step.kind is StepKind.SESSION:
        _keep_one_session_open(session, pathway)
    telling.tell(session, pathway, telling.GOES_ON, key=f"{step.position}:skipped")
    _end_when_all_is_done(session, pathway, by)


def write_report(session: Session, *, pathway: Pathway, step: PathwayStep, by: Doer, report: str) -> None:
    """What the place writes for the person, also later; the step stays as it is."""
    if report == step.report:
        return
    step.report, step.changed_at = report, clock.now()
    _note(session, pathway, "report_written", by, step)
    telling.tell(session, pathway, telling.GOES_ON, key=f"{step.position}:report:{pathway.version}")


def record_session(session: Session, *, pathway: Pathway, step: PathwayStep, by: Doer, record: Record) -> None:
    """Whether somebody was at a session, and what it used. A later record corrects an earlier one."""
    if step.kind is not StepKind.SESSION:
        raise RuleBroken("no_session")
    if step.state not in way.SETTLED:
        _check(session, pathway, step, way.Change.FINISH)
        _move(session, pathway, step, way.Change.FINISH, by, done_at=clock.now(), wanted_key=None)
        _keep_one_session_open(session, pathway)
    step.attended, step.used = record.attended, record.used
    step.report = record.report or step.report
    step.changed_at = clock.now()
    _note(session, pathway, f"attendance_{record.attended.value}", by, step)


def reopen_step(session: Session, *, pathway: Pathway, step: PathwayStep, by: Doer, what: str) -> None:
    """Its appointment does not take place. The person is told when a later one now stands before it (P22)."""
    before = way.out_of_order(_as_steps(session, pathway))
    _move(session, pathway, step, way.Change.REOPEN, by, what=what, booking_id=None)
    if step.kind is StepKind.SESSION:
        _drop_other_open_sessions(session, pathway)
    tell_of_order(session, pathway, before)


def tell_of_order(session: Session, pathway: Pathway, before: frozenset[int]) -> None:
    """When an appointment has come to stand before an earlier step."""
    flagged = way.out_of_order(_as_steps(session, pathway)) - before
    if flagged:
        telling.tell(session, pathway, telling.OUT_OF_ORDER, key=f"order:{pathway.version}")


def end_pathway(session: Session, *, pathway: Pathway, by: Doer) -> None:
    """Nothing more follows. Appointments stay as they are: whoever has one cancels it. Ending twice is once."""
    if pathway.state is PathwayState.ENDED:
        return
    pathway.state = PathwayState.ENDED
    pathway.version += 1
    _note(session, pathway, "ended", by)


def plan_follow_up(session: Session, pathway: Pathway, *, handed_over: date) -> None:
    """The days of the follow-up steps, where the district has published when; one step for each."""
    rule = district_rules.load().of_device(pathway.device, pathway.district)
    days = way.follow_up_days(handed_over, rule.follow_up_months) if rule else []
    waiting = [
        row
        for row in service.steps_of(session, pathway=pathway)
        if row.kind is StepKind.FOLLOW_UP and row.state is StepState.OPEN
    ]
    for number, day in enumerate(days):
        if number < len(waiting):
            waiting[number].due_on = day
        else:
            service.add_step(session, pathway=pathway, kind=StepKind.FOLLOW_UP, due_on=day)
    session.flush()


def _keep_one_session_open(session: Session, pathway: Pathway) -> None:
    if way.needs_another_session(_as_steps(session, pathway), pathway.sessions):
        service.add_step(session, pathway=pathway, kind=StepKind.SESSION)


def _drop_other_open_sessions(session: Session, pathway: Pathway) -> None:
    """A series that was cancelled leaves one session to book, not ten: the one somebody looks for, or the first."""
    still_open = [
        row
        for row in service.steps_of(session, pathway=pathway)
        if row.kind is StepKind.SESSION and row.state is StepState.OPEN
    ]
    still_open.sort(key=lambda row: (row.wanted_key is None, row.position))
    for row in still_open[1:]:
        if row.report is None:
            session.delete(row)
    session.flush()


def _end_when_all_is_done(session: Session, pathway: Pathway, by: Doer) -> None:
    """A device stays open for repairs; a plan is over with its last step."""
    if pathway.kind is not PathwayKind.DEVICE and way.next_step(_as_steps(session, pathway)) is None:
        end_pathway(session, pathway=pathway, by=by)


def _check(session: Session, pathway: Pathway, step: PathwayStep, change: way.Change) -> None:
    if pathway.state is PathwayState.ENDED:
        raise RuleBroken("ended")
    steps = _as_steps(session, pathway)
    mine = next(one for one in steps if one.position == step.position)
    refusal = way.refusal_of(change, steps, mine)
    if refusal is not None:
        raise RuleBroken(refusal.value)


def _move(
    session: Session,
    pathway: Pathway,
    step: PathwayStep,
    change: way.Change,
    by: Doer,
    *,
    what: str | None = None,
    **values: Any,
) -> None:
    """Compare and swap: the step changes only if it still is as it was read; else Conflict."""
    changed = session.execute(
        sa.update(PathwayStep)
        .where(PathwayStep.id == step.id, PathwayStep.state == step.state)
        .values(state=way.state_after(change), changed_at=clock.now(), **values)
        .returning(PathwayStep.id)
        .execution_options(synchronize_session=False)
    ).first()
    if changed is None:
        raise Conflict("changed_meanwhile")
    session.refresh(step)
    pathway.version += 1
    _note(session, pathway, what or state_words(change), by, step)


def book_step(session: Session, *, pathway: Pathway, step: PathwayStep, booking_id: Any, by: Doer) -> None:
    """The appointment that was made for it."""
    before = way.out_of_order(_as_steps(session, pathway))
    _move(session, pathway, step, way.Change.BOOK, by, booking_id=booking_id, wanted_key=None)
    if step.kind is StepKind.SESSION:
        _keep_one_session_open(session, pathway)
    tell_of_order(session, pathway, before)


def state_words(change: way.Change) -> str:
    return {
        way.Change.BOOK: "booked",
        way.Change.REOPEN: "reopened",
        way.Change.FINISH: "done",
        way.Change.SKIP: "skipped",
    }[change]


def _as_steps(session: Session, pathway: Pathway) -> list[way.Step]:
    return service.as_steps(session, rows=service.steps_of(session, pathway=pathway))


def _note(session: Session, pathway: Pathway, what: str, by: Doer, step: PathwayStep | None = None) -> None:
    position = None if step is None else step.position
    service.note_event(session, pathway=pathway, what=what, actor=by.actor, relation=by.relation, step=position)
