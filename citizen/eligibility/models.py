"""Checks: the answers somebody gave during a visit, and those a person asked us to keep. What was said is sealed."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from citizen.db.base import Base
from citizen.db.types import SealedJson, SealedText, UtcDateTime, code_enum
from citizen.proxies.authority import Relation


class EligibilityCheck(Base):
    """The answers about one person. Deleted on request, with the visit, or when nobody came back for a month."""

    __tablename__ = "eligibility_check"

    id: Mapped[uuid.UUID] = mapped_column(sa.Uuid, primary_key=True, default=uuid.uuid4)
    #: Stands in addresses; opens nothing without the visit it belongs to.
    key: Mapped[str] = mapped_column(sa.String(16), unique=True)
    visit_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("visit.id"), index=True)
    #: Whom it is about, as the visitor said when it began (see proxies.authority.Relation).
    relation: Mapped[Relation] = mapped_column(code_enum(Relation))
    subject_name: Mapped[str | None] = mapped_column(SealedText)
    #: See eligibility.answers: facts by code, and the facts the person is not sure of.
    answers: Mapped[Any] = mapped_column(SealedJson)
    #: Counts the changes of the answers, so that two windows never overwrite each other.
    revision: Mapped[int] = mapped_column(default=0)
    #: The day the answers are true for: the rules of this day decide.
    on: Mapped[date] = mapped_column(sa.Date)
    #: The reference of the saved check it was opened from or kept as.
    saved_as: Mapped[str | None] = mapped_column(sa.String(20))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class SavedCheck(Base):
    """A check a person asked to keep: opened by reference and access code, looked at again when something changes."""

    __tablename__ = "saved_check"

    id: Mapped[uuid.UUID] = mapped_column(sa.Uuid, primary_key=True, default=uuid.uuid4)
    reference: Mapped[str] = mapped_column(sa.String(20), unique=True)
    #: Keyed hash of reference and access code.
    access_hash: Mapped[str] = mapped_column(sa.String(64))
    #: The code itself, only as long as the visit lasts in which it was saved: then nobody can read it any more.
    access_code: Mapped[str | None] = mapped_column(SealedText)
    visit_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("visit.id"), index=True)
    relation: Mapped[Relation] = mapped_column(code_enum(Relation))
    subject_name: Mapped[str | None] = mapped_column(SealedText)
    #: Answers and interest, in the form of EligibilityCheck.answers.
    answers: Mapped[Any] = mapped_column(SealedJson)
    #: The day the answers were true for: "then" on the page that compares.
    on: Mapped[date] = mapped_column(sa.Date)
    #: The verdicts of that day by programme (see eligibility.saved_verdicts).
    verdicts: Mapped[Any] = mapped_column(SealedJson)
    #: What was decided when it was last looked at: fingerprint of the verdicts, edition of the rules, and the day.
    verdicts_fingerprint: Mapped[str] = mapped_column(sa.String(64))
    looked_at_edition: Mapped[str] = mapped_column(sa.String(64), index=True)
    looked_at_on: Mapped[date] = mapped_column(sa.Date)
    #: The first later day on which these rules decide otherwise; None when no day does.
    next_look_on: Mapped[date | None] = mapped_column(sa.Date, index=True)
    #: The run that is looking at it, and until when nobody else may.
    claimed_by: Mapped[str | None] = mapped_column(sa.String(32), index=True)
    claimed_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    keep_until: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    #: When its keeper was told that it will be deleted.
    told_of_end_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ChangeNotice(Base):
    """The consent of a person to be told when a saved check changes. Stopping deletes the row."""

    __tablename__ = "change_notice"

    saved_check_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("saved_check.id"), primary_key=True)
    #: A code of notices.Channel.
    channel: Mapped[str] = mapped_column(sa.String(20))
    address: Mapped[str] = mapped_column(SealedText)
    language: Mapped[str] = mapped_column(sa.String(20))
    agreed_at: Mapped[datetime] = mapped_column(UtcDateTime)
