"""Who comes here: visits (anonymous browser sessions), what they may open again, and counted attempts."""

from __future__ import annotations

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from citizen.db.base import Base
from citizen.db.types import SealedText, UtcDateTime


class Visit(Base):
    """A browser that saved something. The cookie holds a random key; here stands only its keyed hash."""

    __tablename__ = "visit"

    id: Mapped[uuid.UUID] = mapped_column(sa.Uuid, primary_key=True, default=uuid.uuid4)
    key_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    on_kiosk: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_seen_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: For whom this visit acts now (see proxies.authority.Relation) and what the person is called.
    relation: Mapped[str | None] = mapped_column(sa.String(40))
    subject_name: Mapped[str | None] = mapped_column(SealedText)


class Grant(Base):
    """A visit that proved (reference and access code) that it may open a thing made by another visit."""

    __tablename__ = "grant"

    visit_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("visit.id"), primary_key=True)
    reference: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    granted_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Attempt(Base):
    """A failed try at a secret. `scope_hash` is a keyed hash of what is protected, or of where the try came from."""

    __tablename__ = "attempt"

    id: Mapped[uuid.UUID] = mapped_column(sa.Uuid, primary_key=True, default=uuid.uuid4)
    scope_hash: Mapped[str] = mapped_column(sa.String(64), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
