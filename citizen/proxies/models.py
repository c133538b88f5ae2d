"""Mandates (who may act for whom), everything that happened to them, and every important act done for somebody."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from citizen.db.base import Base
from citizen.db.types import PlainJson, SealedJson, SealedText, UtcDateTime, code_enum
from citizen.proxies.authority import Basis, MandateState, Relation


class MandateRow(Base):
    """What one person allowed another to do. Limits, confirmations and the end change the row, each with an event."""

    __tablename__ = "mandate"
    __table_args__ = (sa.CheckConstraint("actor_id <> subject_id", name="two_persons"),)

    id: Mapped[uuid.UUID] = mapped_column(sa.Uuid, primary_key=True, default=uuid.uuid4)
    #: Said on the telephone and at the counter, printed on the receipt of the consent.
    reference: Mapped[str] = mapped_column(sa.String(20), unique=True)
    actor_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"), index=True)
    subject_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"), index=True)
    relation: Mapped[Relation] = mapped_column(code_enum(Relation))
    basis: Mapped[Basis] = mapped_column(code_enum(Basis))
    state: Mapped[MandateState] = mapped_column(code_enum(MandateState), index=True)
    #: Codes of authority.Act; and the programmes it is about, None for all.
    acts: Mapped[list[str]] = mapped_column(PlainJson)
    programmes: Mapped[list[str] | None] = mapped_column(
        sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
    )
    #: Whether the subject had a folder with things in it before: then nothing opens without the subject or the office.
    subject_was_known: Mapped[bool] = mapped_column(default=False)
    #: What the subject calls the actor, as the subject (or the one who speaks for them) wrote it.
    actor_name: Mapped[str | None] = mapped_column(SealedText)
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    #: How consent was given: what was shown or read, in which language and mode, what was said, own wishes and own
    #: channel of a ward, the second notice for a child under 14.
    consent: Mapped[dict[str, Any] | None] = mapped_column(SealedJson)
    #: The signed paper or guardian's document, as a file of the paper store.
    evidence_file: Mapped[str | None] = mapped_column(sa.String(120))
    evidence_type: Mapped[str | None] = mapped_column(sa.String(60))
    #: The district whose hall looks at the paper, or where it was entered.
    district: Mapped[str | None] = mapped_column(sa.String(20))
    #: Entered at a counter by one member of staff, confirmed by another.
    entered_by: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("staff_member.id"))
    confirmed_by: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("staff_member.id"))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: Opens the page on which the subject sees and ends it without signing in.
    access_hash: Mapped[str] = mapped_column(sa.String(64), index=True)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class MandateEvent(Base):
    """What happened to a mandate: asked, allowed, refused, limited, confirmed, ended. Rows are only added."""

    __tablename__ = "mandate_event"

    id: Mapped[uuid.UUID] = mapped_column(sa.Uuid, primary_key=True, default=uuid.uuid4)
    mandate_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("mandate.id"), index=True)
    what: Mapped[str] = mapped_column(sa.String(40))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    #: Who did it: a person, or a member of staff; neither: time.
    person_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("person.id"))
    staff_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("staff_member.id"))
    detail: Mapped[dict[str, Any] | None] = mapped_column(SealedJson)


class ActRecord(Base):
    """Something done for a person, or a look at their data, by somebody else: shown to the person in plain words."""

    __tablename__ = "act_record"

    id: Mapped[uuid.UUID] = mapped_column(sa.Uuid, primary_key=True, default=uuid.uuid4)
    subject_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"), index=True)
    actor_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
    staff_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("staff_member.id"))
    mandate_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("mandate.id"), index=True)
    #: A code of `proxies.doings`; what it was about (a reference), never its contents.
    doing: Mapped[str] = mapped_column(sa.String(60))
    about: Mapped[str | None] = mapped_column(sa.String(40))
    #: Which kind of paper staff looked at to know the person, a code of `doings.PROOFS`; never a number on it.
    proof: Mapped[str | None] = mapped_column(sa.String(40))
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
