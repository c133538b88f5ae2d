"""What can happen to an application, and where it then stands. Pure: one table, total, checked when it is read."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from citizen.core.errors import Conflict


class Status(StrEnum):
    """Where an application stands. The office states follow the chain of the districts."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    FEDERATION_REVIEW = "federation_review"
    CIVIL_AFFAIRS_REVIEW = "civil_affairs_review"
    PUBLICISED = "publicised"
    APPROVED = "approved"
    REFUSED = "refused"
    PAYING = "paying"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class Act(StrEnum):
    """What a person or an office does with an application."""

    START = "start"
    ANSWER = "answer"
    GIVE_CONTACT = "give_contact"
    ADD_PAPER = "add_paper"
    REMOVE_PAPER = "remove_paper"
    PLAN_PAPERS = "plan_papers"
    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    ACCEPT = "accept"
    REVIEW = "review"
    SEND_TO_CIVIL_AFFAIRS = "send_to_civil_affairs"
    PUBLICISE = "publicise"
    APPROVE = "approve"
    REFUSE = "refuse"
    PAY = "pay"
    CLOSE = "close"


class PapersPlan(StrEnum):
    """What the person decided about papers."""

    OPEN = "open"
    COMPLETE = "complete"
    BRING = "bring"


class Part(StrEnum):
    """The parts of a draft, in the order of the task list. All must be done before it can be sent."""

    ANSWERS = "answers"
    CONTACT = "contact"
    PAPERS = "papers"


class NotPossibleNow(Conflict):
    """The act is not open to an application that stands there."""


EDITS = (Act.ANSWER, Act.GIVE_CONTACT, Act.ADD_PAPER, Act.REMOVE_PAPER, Act.PLAN_PAPERS)

_DECISIONS = {Act.APPROVE: Status.APPROVED, Act.REFUSE: Status.REFUSED}

#: From every status the acts that are open, and where they lead. START makes the draft: it leads there from nowhere.
TRANSITIONS: Mapping[Status, Mapping[Act, Status]] = {
    Status.DRAFT: {
        **dict.fromkeys(EDITS, Status.DRAFT),
        Act.SUBMIT: Status.SUBMITTED,
        Act.WITHDRAW: Status.WITHDRAWN,
    },
    Status.SUBMITTED: {Act.ACCEPT: Status.ACCEPTED, Act.REFUSE: Status.REFUSED, Act.WITHDRAW: Status.WITHDRAWN},
    Status.ACCEPTED: {Act.REVIEW: Status.FEDERATION_REVIEW, **_DECISIONS, Act.WITHDRAW: Status.WITHDRAWN},
    Status.FEDERATION_REVIEW: {
        Act.SEND_TO_CIVIL_AFFAIRS: Status.CIVIL_AFFAIRS_REVIEW,
        Act.PUBLICISE: Status.PUBLICISED,
        **_DECISIONS,
        Act.WITHDRAW: Status.WITHDRAWN,
    },
    Status.CIVIL_AFFAIRS_REVIEW: {
        Act.PUBLICISE: Status.PUBLICISED,
        **_DECISIONS,
        Act.WITHDRAW: Status.WITHDRAWN,
    },
    Status.PUBLICISED: {**_DECISIONS, Act.WITHDRAW: Status.WITHDRAWN},
    Status.APPROVED: {Act.PAY: Status.PAYING, Act.CLOSE: Status.CLOSED},
    Status.PAYING: {Act.CLOSE: Status.CLOSED},
    Status.REFUSED: {},
    Status.CLOSED: {},
    Status.WITHDRAWN: {},
}

if set(TRANSITIONS) != set(Status):
    raise AssertionError("every status needs its row of open acts")
if {act for row in TRANSITIONS.values() for act in row} != set(Act) - {Act.START}:
    raise AssertionError("every act must be open somewhere")


def may(status: Status, act: Act) -> bool:
    return act in TRANSITIONS[status]


def next_status(status: Status, act: Act) -> Status:
    """Where the act leads; raises NotPossibleNow."""
    if not may(status, act):
        raise NotPossibleNow(f"{act}_when_{status}")
    return TRANSITIONS[status][act]


class Stage(StrEnum):
    """The four steps of the path that the citizen sees."""

    SENT = "sent"
    ACCEPTANCE = "acceptance"
    REVIEW = "review"
    RESULT = "result"


class Progress(StrEnum):
    DONE = "done"
    NOW = "now"
    LATER = "later"


class Step(NamedTuple):
    stage: Stage
    progress: Progress


#: How many stages are done; the one after them is going on.
_STAGES_DONE: Mapping[Status, int] = {
    Status.DRAFT: 0,
    Status.SUBMITTED: 1,
    Status.ACCEPTED: 2,
    Status.FEDERATION_REVIEW: 2,
    Status.CIVIL_AFFAIRS_REVIEW: 2,
    Status.PUBLICISED: 2,
    Status.APPROVED: 4,
    Status.REFUSED: 4,
    Status.PAYING: 4,
    Status.CLOSED: 4,
}


def path(status: Status) -> tuple[Step, ...]:
    """The way of an application and how far it has come; a withdrawn one has no way to go."""
    if status is Status.WITHDRAWN:
        return ()
    done = _STAGES_DONE[status]
    return tuple(Step(stage, _progress(position, done)) for position, stage in enumerate(Stage))


def _progress(position: int, done: int) -> Progress:
    if position < done:
        return Progress.DONE
    return Progress.NOW if position == done else Progress.LATER
