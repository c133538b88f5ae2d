"""What is kept beside an application once it is sent: requests for corrections, messages, objections."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from citizen.db.base import Base
from citizen.db.types import PlainJson, SealedJson, SealedText, UtcDateTime, code_enum


class CorrectionEnd(StrEnum):
    """How a request for corrections ended."""

    ANSWERED = "answered"
    CANCELLED = "cancelled"
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"


class Correction(Base):
    """An office asks for something to be put right. As long as it has no end, the clock of the case stands still."""

    __tablename__ = "application_correction"
    __table_args__ = (
        sa.Index(
            "uq_application_correction_open",
            "case_id",
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        ),
    )

    id: Mapped[uuid.UUID] = mapped_column(sa.Uuid, primary_key=True, default=uuid.uuid4)
    case_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("application_case.id"), index=True)
    #: Codes of what is asked: facts, kinds of papers, and whether the contact details.
    facts: Mapped[list[str]] = mapped_column(PlainJson)
    papers: Mapped[list[str]] = mapped_column(PlainJson)
    asks_contact: Mapped[bool] = mapped_column()
    reason: Mapped[str] = mapped_column(SealedText)
    #: The last day for an answer; None when the office set none.
    until: Mapped[date | None] = mapped_column(sa.Date)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    #: What the person entered and has not sent yet. The office sees it only after it was sent, in one piece.
    buffer: Mapped[dict[str, Any]] = mapped_column(SealedJson)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_as: Mapped[CorrectionEnd | None] = mapped_column(code_enum(CorrectionEnd))
    #: Counts every change of the buffer, like the version of an application.
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class Message(Base):
    """A message between the person and the office. One thread an application."""

    __tablename__ = "application_message"
    __table_args__ = (sa.UniqueConstraint("application_id", "position"),)

    id: Mapped[uuid.UUID] = mapped_column(sa.Uuid, primary_key=True, default=uuid.uuid4)
    application_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("application.id"))
    #: The case an office wrote about; None when the person wrote.
    case_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("application_case.id"), index=True)
    position: Mapped[int] = mapped_column()
    from_office: Mapped[bool] = mapped_column()
    body: Mapped[str] = mapped_column(SealedText)
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime)
    #: When the other side said it had read it.
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Objection(Base):
    """A person does not agree with a decision and asks the office to look again."""

    __tablename__ = "application_objection"
    __table_args__ = (
        sa.Index(
            "uq_application_objection_open",
            "case_id",
            unique=True,
            sqlite_where=sa.text("answered_at IS NULL"),
            postgresql_where=sa.text("answered_at IS NULL"),
        ),
    )

    id: Mapped[uuid.UUID] = mapped_column(sa.Uuid, primary_key=True, default=uuid.uuid4)
    case_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("application_case.id"), index=True)
    body: Mapped[str] = mapped_column(SealedText)
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answer: Mapped[str | None] = mapped_column(SealedText)
    #: Whether the office took its decision back to decide again.
    reopened: Mapped[bool | None] = mapped_column()
