"""The outbox: one row per notice and recipient, written in the transaction of what it tells about."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from citizen.db.base import Base
from citizen.db.types import SealedJson, SealedText, UtcDateTime, code_enum
from citizen.notices.channels import Channel
from citizen.notices.delivery import State

LONGEST_KEY = 200


class WrittenNotice(Base):
    """What was written to one recipient, and how far it came."""

    __tablename__ = "notice"
    __table_args__ = (
        sa.Index("ix_notice_due", "state", "due_at"),
        sa.CheckConstraint("(state = 'sending') = (claimed_until IS NOT NULL)", name="claim"),
    )

    id: Mapped[uuid.UUID] = mapped_column(sa.Uuid, primary_key=True, default=uuid.uuid4)
    #: Given by the writer; written twice counts once.
    key: Mapped[str] = mapped_column(sa.String(LONGEST_KEY), unique=True)
    kind: Mapped[str] = mapped_column(sa.String(60))
    #: The reference of the thing (A…, B…, C…).
    about: Mapped[str] = mapped_column(sa.String(40), index=True)
    channel: Mapped[Channel] = mapped_column(code_enum(Channel))
    language: Mapped[str] = mapped_column(sa.String(20))
    #: Erased some days after delivery; see `tidy`.
    address: Mapped[str | None] = mapped_column(SealedText)
    name: Mapped[str | None] = mapped_column(SealedText)
    large_print: Mapped[bool] = mapped_column(default=False)
    values: Mapped[dict[str, Any]] = mapped_column("text_values", SealedJson)
    written_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    state: Mapped[State] = mapped_column(code_enum(State))
    #: Counted when claimed, so that a notice that kills its sender comes to an end too.
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    #: After this moment it is no news any more and does not leave: nobody is reminded of what has begun.
    not_after: Mapped[datetime | None] = mapped_column(UtcDateTime)
    claimed_by: Mapped[str | None] = mapped_column(sa.String(80))
    claimed_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: When it was delivered, given up or cancelled.
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: Code of the last failure; never the words of a gateway, which may repeat an address.
    problem: Mapped[str | None] = mapped_column(sa.String(60))
    #: The gateway's own number for it.
    receipt: Mapped[str | None] = mapped_column(sa.String(100))
