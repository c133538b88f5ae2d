"""Messages between the person and the office: one thread an application, text only, in order."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.applications.events import author_of, record_event
from citizen.applications.lifecycle import Act, NotPossibleNow, may
from citizen.applications.models import Application, Case, Message
from citizen.core import clock
from citizen.core.errors import RuleBroken
from citizen.proxies.authority import Who
from citizen.proxies.doings import note_doing

LONGEST_MESSAGE = 1000
#: So many of the person's messages may wait unread: an office is not flooded by a stuck button.
MOST_UNREAD = 20


def list_messages(session: Session, *, application: Application) -> list[Message]:
    """The thread, oldest first."""
    mine = sa.select(Message).where(Message.application_id == application.id)
    return list(session.scalars(mine.order_by(Message.position)))


def count_unread(session: Session, *, application: Application) -> int:
    """How many messages of the office the person has not marked as read."""
    waiting = sa.select(sa.func.count()).where(
        Message.application_id == application.id, Message.from_office, Message.read_at.is_(None)
    )
    return session.scalar(waiting) or 0


def may_write(application: Application) -> bool:
    """Whether there is an office to write to."""
    return any(may(case.status, Act.WRITE) for case in application.cases)


def write_message(session: Session, *, who: Who, application: Application, body: str) -> Message:
    """Write to the office; what it wrote before is read by then. The same text twice in a row is one message.

    Raises RuleBroken (empty, too long, too many unread), NotPossibleNow for a draft or after withdrawing.
    """
    text = body.strip()
    if not text or len(text) > LONGEST_MESSAGE:
        raise RuleBroken("text_too_long" if text else "text_missing", field="body")
    if not may_write(application):
        raise NotPossibleNow("write")
    thread = list_messages(session, application=application)
    if thread and not thread[-1].from_office and thread[-1].body == text:
        return thread[-1]
    if sum(not one.from_office and one.read_at is None for one in thread) >= MOST_UNREAD:
        raise RuleBroken("too_many_unread", field="body")
    mark_read(session, application=application, by_office=False)
    phase = application.phase
    record_event(session, application=application, act=Act.WRITE, by=author_of(who), before=phase, after=phase)
    note_doing(session, who=who, doing="message_sent", about=application.reference)
    return add_message(session, application=application, case=None, body=text, from_office=False)


def mark_read(session: Session, *, application: Application, by_office: bool) -> None:
    """What the other side wrote has been read."""
    session.execute(
        sa.update(Message)
        .where(
            Message.application_id == application.id,
            Message.from_office.is_not(by_office),
            Message.read_at.is_(None),
        )
        .values(read_at=clock.now())
        .execution_options(synchronize_session="fetch")
    )


def add_message(
    session: Session, *, application: Application, case: Case | None, body: str, from_office: bool
) -> Message:
    """Put a message at the end of the thread. Callers record the event first: that makes two at once take turns."""
    last = sa.select(sa.func.max(Message.position)).where(Message.application_id == application.id)
    message = Message(
        application_id=application.id,
        case_id=case.id if case else None,
        position=(session.scalar(last) or 0) + 1,
        from_office=from_office,
        body=body,
        sent_at=clock.now(),
    )
    session.add(message)
    session.flush()
    return message
