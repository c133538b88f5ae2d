"""The words case systems are spoken to in: what happened, and what a token may do. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from citizen.applications.lifecycle import Act


class Scope(StrEnum):
    """What a token may do."""

    READ = "read"
    PAPERS = "papers"
    WRITE = "write"
    BOOKINGS = "bookings"
    ARRANGE = "arrange"


class EventType(StrEnum):
    """What happened to a case, as a case system is told."""

    SUBMITTED = "case.submitted"
    CORRECTED = "case.corrected"
    MESSAGE = "case.message"
    WITHDRAWN = "case.withdrawn"
    OBJECTED = "case.objected"
    OPENED = "case.opened"
    ADVANCED = "case.advanced"
    CORRECTION_ASKED = "case.correction_asked"
    CORRECTION_CANCELLED = "case.correction_cancelled"
    REPLIED = "case.replied"
    DECIDED = "case.decided"
    OBJECTION_ANSWERED = "case.objection_answered"


#: What people do: what a webhook tells unless it asks for more.
BY_PEOPLE = (
    EventType.SUBMITTED, EventType.CORRECTED, EventType.MESSAGE, EventType.WITHDRAWN, EventType.OBJECTED,
)  # fmt: skip

EVENT_OF: Mapping[Act, EventType] = {
    Act.SUBMIT: EventType.SUBMITTED,
    Act.ANSWER_CORRECTION: EventType.CORRECTED,
    Act.WRITE: EventType.MESSAGE,
    Act.WITHDRAW: EventType.WITHDRAWN,
    Act.OBJECT: EventType.OBJECTED,
    Act.OPEN: EventType.OPENED,
    Act.ACCEPT: EventType.ADVANCED,
    Act.REVIEW: EventType.ADVANCED,
    Act.SEND_TO_CIVIL_AFFAIRS: EventType.ADVANCED,
    Act.PUBLICISE: EventType.ADVANCED,
    Act.PAY: EventType.ADVANCED,
    Act.CLOSE: EventType.ADVANCED,
    Act.ASK_CORRECTION: EventType.CORRECTION_ASKED,
    Act.CANCEL_CORRECTION: EventType.CORRECTION_CANCELLED,
    Act.REPLY: EventType.REPLIED,
    Act.APPROVE: EventType.DECIDED,
    Act.REFUSE: EventType.DECIDED,
    Act.ANSWER_OBJECTION: EventType.OBJECTION_ANSWERED,
    Act.REOPEN: EventType.OBJECTION_ANSWERED,
}
