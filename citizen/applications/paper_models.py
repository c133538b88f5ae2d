"""Papers with an application, those that come another way, and phones that may add photos. What was typed is sealed."""

from __future__ import annotations

import uuid
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from citizen.applications.paper_scanning import ScanState
from citizen.db.base import Base
from citizen.db.types import SealedText, UtcDateTime, code_enum


class Paper(Base):
    """A file given with an application. The file itself stands encrypted in the paper store."""

    __tablename__ = "paper"

    id: Mapped[uuid.UUID] = mapped_column(sa.Uuid, primary_key=True, default=uuid.uuid4)
    application_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("application.id"), index=True)
    #: A code of the list of papers (see paper_kinds), or "other".
    kind: Mapped[str] = mapped_column(sa.String(40))
    file_name: Mapped[str] = mapped_column(SealedText)
    media_type: Mapped[str] = mapped_column(sa.String(40))
    size: Mapped[int] = mapped_column()
    #: Of the file as it is kept, for whoever fetches it.
    sha256: Mapped[str] = mapped_column(sa.String(64))
    #: Keyed hash of the file as it was sent: the same file sent twice is kept once. None before it was noted.
    sent_hash: Mapped[str | None] = mapped_column(sa.String(64))
    stored_name: Mapped[str] = mapped_column(sa.String(64), unique=True)
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
    #: Part of an answer to an office that is not sent yet: no office sees it.
    is_held_back: Mapped[bool] = mapped_column(default=False)
    scan: Mapped[ScanState] = mapped_column(code_enum(ScanState), default=ScanState.UNSCANNED, index=True)
    scanned_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Instead(StrEnum):
    """How a paper comes when no file of it is sent here."""

    BRING = "bring"
    POST = "post"
    NONE = "none"


class PaperPromise(Base):
    """What the person says about one paper they send no file of: they bring it, post it, or do not have it."""

    __tablename__ = "paper_promise"

    application_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("application.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    instead: Mapped[Instead] = mapped_column(code_enum(Instead))
    #: Why there is none, in the person's words; may be empty.
    reason: Mapped[str | None] = mapped_column(SealedText)
    said_at: Mapped[datetime] = mapped_column(UtcDateTime)


class HandOver(Base):
    """One phone that may add photos to one draft for a short time, and may do nothing else."""

    __tablename__ = "hand_over"

    id: Mapped[uuid.UUID] = mapped_column(sa.Uuid, primary_key=True, default=uuid.uuid4)
    application_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("application.id"), index=True)
    #: The visit (of a browser) that asked for it: whoever adds a photo does it on its behalf.
    visit_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("visit.id"), index=True)
    #: The mandate under which it was asked for: with it the phone is over.
    mandate_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("mandate.id"))
    #: Address and code, to show them again until a phone has begun; both are gone after that.
    token: Mapped[str | None] = mapped_column(SealedText)
    code: Mapped[str | None] = mapped_column(SealedText)
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    code_hash: Mapped[str | None] = mapped_column(sa.String(64), unique=True)
    #: Keyed hash of the key of the one browser that began.
    browser_hash: Mapped[str | None] = mapped_column(sa.String(64), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: How many photos it brought.
    photos: Mapped[int] = mapped_column(default=0)
