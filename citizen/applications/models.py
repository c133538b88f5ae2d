"""Applications, the programmes they ask for, what happened to them, and the papers with them. Everything a person
typed is sealed at rest.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from citizen.applications.lifecycle import Act, PapersPlan, Phase, Status
from citizen.applications.paper_models import HandOver, Paper, PaperPromise
from citizen.applications.sent_models import Correction, Message, Objection
from citizen.db.base import Base
from citizen.db.envelope import seal_together
from citizen.db.types import SealedJson, SealedText, UtcDateTime, code_enum
from citizen.proxies.authority import Relation

#: The tables about papers, and those of what happens after sending, stand in files of their own.
__all__ = [
    "Application", "ApplicationEvent", "Case", "Correction", "HandOver", "Message", "Objection", "Paper",
    "PaperPromise",
]  # fmt: skip


class Application(Base):
    """What one person fills in, once, to ask for one programme or several. Answers change by assigning new values,
    never in place.
    """

    __tablename__ = "application"

    id: Mapped[uuid.UUID] = mapped_column(sa.Uuid, primary_key=True, default=uuid.uuid4)
    reference: Mapped[str] = mapped_column(sa.String(20), unique=True)
    visit_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("visit.id"), index=True)
    relation: Mapped[Relation] = mapped_column(code_enum(Relation))
    subject_name: Mapped[str | None] = mapped_column(SealedText)
    phase: Mapped[Phase] = mapped_column(code_enum(Phase))
    #: See eligibility.answers, and applications.origins for what was brought along from elsewhere.
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
    #: How many events there are and the hash of the last: an event cut off at the end is missed. See events.py.
    event_count: Mapped[int] = mapped_column(default=0)
    event_head: Mapped[str] = mapped_column(sa.String(64), default="")
    #: When a draft's owner was told that it will be deleted; and when the contents were erased.
    told_of_end_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: The application whose answers were carried over into this one, to ask only for what changed.
    renews_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("application.id"))

    cases: Mapped[list[Case]] = relationship(
        back_populates="application", order_by="Case.position", cascade="all, delete-orphan", lazy="selectin"
    )

    __mapper_args__ = {"version_id_col": version}


class Case(Base):
    """One programme asked for in an application: each goes its own way through the offices."""

    __tablename__ = "application_case"
    __table_args__ = (sa.UniqueConstraint("application_id", "position"),)

    id: Mapped[uuid.UUID] = mapped_column(sa.Uuid, primary_key=True, default=uuid.uuid4)
    application_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("application.id"))
    #: 1, 2, 3 … within the application; with its reference, the number of the case.
    position: Mapped[int] = mapped_column()
    programme_id: Mapped[str] = mapped_column(sa.String(80), index=True)
    #: Fingerprint of the programme as it stood when the answers were last confirmed; empty when nobody noted it.
    programme_edition: Mapped[str] = mapped_column(sa.String(40))
    #: The district that receives it; None as long as nobody said which.
    district: Mapped[str | None] = mapped_column(sa.String(20))
    status: Mapped[Status] = mapped_column(code_enum(Status))
    status_since: Mapped[datetime] = mapped_column(UtcDateTime)
    #: When an officer first looked at it; until then it can be taken back without a trace of its content.
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: Counts every change, like the version of an application.
    version: Mapped[int] = mapped_column(default=1)
    decision: Mapped[dict[str, Any] | None] = mapped_column(SealedJson)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    application: Mapped[Application] = relationship(back_populates="cases")

    __mapper_args__ = {"version_id_col": version}


class ApplicationEvent(Base):
    """What was done, by whom, for whom, when: with the application, or with one of its cases. Rows are only added."""

    __tablename__ = "application_event"
    __table_args__ = (sa.UniqueConstraint("application_id", "position"),)

    id: Mapped[uuid.UUID] = mapped_column(sa.Uuid, primary_key=True, default=uuid.uuid4)
    application_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("application.id"))
    case_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("application_case.id"), index=True)
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
    detail: Mapped[dict[str, Any] | None] = mapped_column(SealedJson)
    #: Stays when the detail is erased, so that the chain can still be verified.
    detail_digest: Mapped[str | None] = mapped_column(sa.String(64))
    #: Keyed hash over this event and the hash of the one before it; see events.py.
    hash: Mapped[str] = mapped_column(sa.String(64))


#: Whatever belongs to one application is sealed with the key of that application.
seal_together(Application, by="id")
for _table in (Case, ApplicationEvent, Message, Paper, PaperPromise, HandOver):
    seal_together(_table, by="application_id")
seal_together(Correction, by="case_id", through=(Case, "application_id"))
seal_together(Objection, by="case_id", through=(Case, "application_id"))
