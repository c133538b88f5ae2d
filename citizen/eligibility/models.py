"""A check in progress: the answers somebody gave during a visit, sealed."""

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
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
