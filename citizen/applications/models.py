"""Applications, what happened to them, and the papers with them. Everything a person typed is sealed at rest."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from citizen.applications.lifecycle import Act, PapersPlan, Status
from citizen.db.base import Base
from citizen.db.types import SealedJson, SealedText, UtcDateTime, code_enum
from citizen.proxies.authority import Relation


class Application(Base):
    """One application of one person for one programme. Answers change by assigning new values, never in place."""

    __tablename__ = "application"

    id: Mapped[uuid.UUID] = mapped_column(sa.Uuid, primary_key=True, default=uuid.uuid4)
    reference: Mapped[str] = mapped_column(sa.String(20), unique=True)
    programme_id: Mapped[str] = mapped_column(sa.String(80), index=True)
    #: The district that receives it; None as long as nobody said which.
    district: Mapped[str | None] = mapped_column(sa.String(20))
    visit_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("visit.id"), index=True)
    relation: Mapped[Relation] = mapped_column(code_enum(Relation))
    subject_name: Mapped[str | None] = mapped_column(SealedText)
    status: Mapped[Status] = mapped_column(code_enum(Status))
    #: See eligibility.answers; "from_check" lists the facts that a check brought along.
    answers: Mapped[dict[str, Any]] = mapped_column(SealedJson)
    answers_confirmed: Mapped[bool] = mapped_column(default=False)
    contact: Mapped[dict[str, Any]] = mapped_column(SealedJson)
    papers_plan: Mapped[PapersPlan] = mapped_column(code_enum(PapersPlan))
    access_code: Mapped[str] = mapped_column(SealedText)
    #: Keyed hash of reference and access code, for coming back from another browser.
    access_hash: Mapped[str] = mapped_column(sa.String(64), index=True)
    #: Counts every change; two changes at once cannot both count to the same number.
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __mapper_args__ = {"version_id_col": version}


class ApplicationEvent(Base):
    """What was done, by whom, for whom, when. Rows are only ever added."""

    __tablename__ = "application_event"
    __table_args__ = (sa.UniqueConstraint("application_id", "position"),)

    id: Mapped[uuid.UUID] = mapped_column(sa.Uuid, primary_key=True, default=uuid.uuid4)
    application_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("application.id"))
    #: 1, 2, 3 … within the application.
    position: Mapped[int] = mapped_column()
    act: Mapped[Act] = mapped_column(code_enum(Act))
    #: Who did it, in codes of proxies.authority.record_of; the visit says which browser.
    actor: Mapped[str] = mapped_column(sa.String(40))
    relation: Mapped[Relation] = mapped_column(code_enum(Relation))
    visit_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("visit.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    from_status: Mapped[str | None] = mapped_column(sa.String(40))
    to_status: Mapped[str] = mapped_column(sa.String(40))


class Paper(Base):
    """A file given with an application. The file itself stands encrypted in the paper store."""

    __tablename__ = "paper"

    id: Mapped[uuid.UUID] = mapped_column(sa.Uuid, primary_key=True, default=uuid.uuid4)
    application_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("application.id"), index=True)
    #: A code of the programme's list of papers, or "other".
    kind: Mapped[str] = mapped_column(sa.String(40))
    file_name: Mapped[str] = mapped_column(SealedText)
    media_type: Mapped[str] = mapped_column(sa.String(40))
    size: Mapped[int] = mapped_column()
    sha256: Mapped[str] = mapped_column(sa.String(64))
    stored_name: Mapped[str] = mapped_column(sa.String(64), unique=True)
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
