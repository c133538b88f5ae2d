"""What can happen to a case, and where it then stands. Pure: one table, total, checked when it is read.

A case is one programme asked for in an application. Its status says where it is in the chain of offices. Three things
are not statuses but records beside it: that an officer opened it, a request for corrections, an objection. Together
they are its standing, and the standing alone says which acts are open.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from citizen.core.errors import Conflict


class Phase(StrEnum):
    """How far a whole application is; once it is sent, each of its cases has a status of its own."""

    DRAFT = "draft"
    SENT = "sent"
    WITHDRAWN = "withdrawn"


class Status(StrEnum):
    """Where a case stands. The office states follow the chain of the districts."""

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
    """What a person or an office does."""

    START = "start"
    ANSWER = "answer"
    GIVE_CONTACT = "give_contact"
    ADD_PAPER = "add_paper"
    REMOVE_PAPER = "remove_paper"
    PLAN_PAPERS = "plan_papers"
    CHOOSE_PROGRAMMES = "choose_programmes"
    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    ANSWER_CORRECTION = "answer_correction"
    WRITE = "write"
    OBJECT = "object"
    OPEN = "open"
    ACCEPT = "accept"
    REVIEW = "review"
    SEND_TO_CIVIL_AFFAIRS = "send_to_civil_affairs"
    PUBLICISE = "publicise"
    APPROVE = "approve"
    REFUSE = "refuse"
    PAY = "pay"
    CLOSE = "close"
    ASK_CORRECTION = "ask_correction"
    CANCEL_CORRECTION = "cancel_correction"
    REPLY = "reply"
    ANSWER_OBJECTION = "answer_objection"
    REOPEN = "reopen"
    #: Its time is over, or its owner took it back: only the log is left. It happens beside the table.
    ERASE = "erase"
    #: A member of staff looked at where it stands, for a reason; beside the table as well.
    LOOK = "look"


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
    """The act is not open to something that stands there."""


EDITS = (
    Act.ANSWER, Act.GIVE_CONTACT, Act.ADD_PAPER, Act.REMOVE_PAPER, Act.PLAN_PAPERS, Act.CHOOSE_PROGRAMMES,
)  # fmt: skip
#: Sent, and no decision yet: the office works on it.
UNDECIDED = frozenset({
    Status.SUBMITTED, Status.ACCEPTED, Status.FEDERATION_REVIEW, Status.CIVIL_AFFAIRS_REVIEW, Status.PUBLICISED,
})  # fmt: skip
DECIDED = frozenset({Status.APPROVED, Status.REFUSED, Status.PAYING, Status.CLOSED})
#: What an office does by moving the case on; the other acts of offices leave it where it is.
MOVES = frozenset({
    Act.ACCEPT, Act.REVIEW, Act.SEND_TO_CIVIL_AFFAIRS, Act.PUBLICISE, Act.PAY, Act.CLOSE, Act.REOPEN,
})  # fmt: skip
DECISIONS: Mapping[Act, Status] = {Act.APPROVE: Status.APPROVED, Act.REFUSE: Status.REFUSED}

_TALK = (Act.WRITE, Act.REPLY)
_CORRECTION = (Act.ASK_CORRECTION, Act.CANCEL_CORRECTION, Act.ANSWER_CORRECTION)
_OBJECTION = (Act.OBJECT, Act.ANSWER_OBJECTION)


def _staying(status: Status, *acts: Act) -> dict[Act, Status]:
    """Acts that are recorded and leave the case where it is."""
    return dict.fromkeys((*acts, *_TALK), status)


#: From every status the acts that may be open, and where they lead. START makes the draft: it leads there from nowhere.
TRANSITIONS: Mapping[Status, Mapping[Act, Status]] = {
    Status.DRAFT: {
        **dict.fromkeys(EDITS, Status.DRAFT),
        Act.SUBMIT: Status.SUBMITTED,
        Act.WITHDRAW: Status.WITHDRAWN,
    },
    Status.SUBMITTED: {
        **_staying(Status.SUBMITTED, Act.OPEN, *_CORRECTION),
        Act.ACCEPT: Status.ACCEPTED,
        Act.REFUSE: Status.REFUSED,
        Act.WITHDRAW: Status.WITHDRAWN,
    },
    Status.ACCEPTED: {
        **_staying(Status.ACCEPTED, *_CORRECTION),
        Act.REVIEW: Status.FEDERATION_REVIEW,
        **DECISIONS,
        Act.WITHDRAW: Status.WITHDRAWN,
    },
    Status.FEDERATION_REVIEW: {
        **_staying(Status.FEDERATION_REVIEW, *_CORRECTION),
        Act.SEND_TO_CIVIL_AFFAIRS: Status.CIVIL_AFFAIRS_REVIEW,
        Act.PUBLICISE: Status.PUBLICISED,
        **DECISIONS,
        Act.WITHDRAW: Status.WITHDRAWN,
    },
    Status.CIVIL_AFFAIRS_REVIEW: {
        **_staying(Status.CIVIL_AFFAIRS_REVIEW, *_CORRECTION),
        Act.PUBLICISE: Status.PUBLICISED,
        **DECISIONS,
        Act.WITHDRAW: Status.WITHDRAWN,
    },
    Status.PUBLICISED: {**_staying(Status.PUBLICISED), **DECISIONS, Act.WITHDRAW: Status.WITHDRAWN},
    Status.APPROVED: {
        **_staying(Status.APPROVED, *_OBJECTION),
        Act.PAY: Status.PAYING,
        Act.CLOSE: Status.CLOSED,
        Act.REOPEN: Status.FEDERATION_REVIEW,
    },
    Status.PAYING: {
        **_staying(Status.PAYING, *_OBJECTION),
        Act.CLOSE: Status.CLOSED,
        Act.REOPEN: Status.FEDERATION_REVIEW,
    },
    Status.REFUSED: {**_staying(Status.REFUSED, *_OBJECTION), Act.REOPEN: Status.FEDERATION_REVIEW},
    Status.CLOSED: _staying(Status.CLOSED),
    Status.WITHDRAWN: {},
}

if set(TRANSITIONS) != set(Status):
    raise AssertionError("every status needs its row of open acts")
if {act for row in TRANSITIONS.values() for act in row} != set(Act) - {Act.START, Act.ERASE, Act.LOOK}:
    raise AssertionError("every act must be open somewhere")


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a case stands with everything that decides what can be done; raises ValueError for what cannot be."""

    status: Status
    #: An officer has looked at it.
    opened: bool = False
    correction_open: bool = False
    objection_open: bool = False

    def __post_init__(self) -> None:
        for wrong, why in (
            (self.opened and self.status is Status.DRAFT, "nobody opens a draft"),
            (not self.opened and self.status not in _POSSIBLY_UNSEEN, "an office cannot move what it has not opened"),
            (self.correction_open and not (self.opened and Act.ANSWER_CORRECTION in TRANSITIONS[self.status]),
             "corrections belong to what is being worked on"),
            (self.objection_open and Act.OBJECT not in TRANSITIONS[self.status], "objections belong to decisions"),
        ):  # fmt: skip
            if wrong:
                raise ValueError(why)


_POSSIBLY_UNSEEN = frozenset({Status.DRAFT, Status.SUBMITTED, Status.WITHDRAWN})
#: While the person is asked to correct something, the office waits. It may still refuse (when nothing comes).
_WHILE_CORRECTING = frozenset({*_TALK, Act.ANSWER_CORRECTION, Act.CANCEL_CORRECTION, Act.REFUSE, Act.WITHDRAW})


def open_acts(standing: Standing) -> frozenset[Act]:
    """Every act that is open, of the person and of the office."""
    acts = set(TRANSITIONS[standing.status])
    if standing.opened:
        acts.discard(Act.OPEN)
    if standing.correction_open:
        acts &= _WHILE_CORRECTING
    else:
        acts -= {Act.ANSWER_CORRECTION, Act.CANCEL_CORRECTION}
    if standing.objection_open:
        acts -= {Act.OBJECT, Act.CLOSE}
    else:
        acts -= {Act.ANSWER_OBJECTION, Act.REOPEN}
    return frozenset(acts)


_BY_OFFICE = MOVES | frozenset(DECISIONS) | {Act.OPEN, Act.ASK_CORRECTION, Act.CANCEL_CORRECTION, Act.REPLY}


def follow(standing: Standing, act: Act) -> Standing:
    """The standing after an act; raises NotPossibleNow. What an office does to a case, it has opened."""
    if act not in open_acts(standing):
        raise NotPossibleNow(f"{act}_when_{standing.status}")
    status = TRANSITIONS[standing.status][act]
    moved = status is not standing.status
    return replace(
        standing,
        status=status,
        opened=standing.opened or act in _BY_OFFICE,
        correction_open=act is Act.ASK_CORRECTION
        or (standing.correction_open and not moved and act not in (Act.ANSWER_CORRECTION, Act.CANCEL_CORRECTION)),
        objection_open=act is Act.OBJECT or (standing.objection_open and act not in (Act.ANSWER_OBJECTION, Act.REOPEN)),
    )


def may(status: Status, act: Act) -> bool:
    """Whether the act can be open to a case in this status at all; `open_acts` knows the records beside it."""
    return act in TRANSITIONS[status]


def next_status(status: Status, act: Act) -> Status:
    """Where the act leads; raises NotPossibleNow."""
    if not may(status, act):
        raise NotPossibleNow(f"{act}_when_{status}")
    return TRANSITIONS[status][act]
