"""What a person allowed us to remember: facts, each with its date and origin, and what they need ("tell once")."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from citizen.db.base import Base
from citizen.db.types import SealedJson, SealedText, UtcDateTime


class ProfileFact(Base):
    """One answer, in the vocabulary of the catalogue."""

    __tablename__ = "profile_fact"

    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"), primary_key=True)
    fact: Mapped[str] = mapped_column(sa.String(80), primary_key=True)
    #: {"value": code, number or list}: sealed, it may tell about a disability.
    value: Mapped[dict[str, Any]] = mapped_column(SealedJson)
    #: Where it came from: "check", "application", "profile" (typed there), "identity" (an outside service).
    origin: Mapped[str] = mapped_column(sa.String(40))
    noted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    #: Who noted it, when somebody acted for the person.
    noted_by: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("person.id"))


class ProfileNeed(Base):
    """What the person needs on the day and on paper, told once; a code of `people.needs`."""

    __tablename__ = "profile_need"

    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"), primary_key=True)
    #: A keyed hash of the code, so that the table itself does not tell who is deaf.
    code_hash: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    code: Mapped[str] = mapped_column(SealedText)
    detail: Mapped[str | None] = mapped_column(SealedText)
    #: Whether offices and places may be told, decided by the person.
    may_tell: Mapped[bool] = mapped_column(default=False)
    noted_at: Mapped[datetime] = mapped_column(UtcDateTime)
