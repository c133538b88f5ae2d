"""Reports about places, and needs that people register. Everything a person typed is sealed at rest."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from citizen.concerns.vocabulary import NeedsState
from citizen.db.base import Base
from citizen.db.types import SealedJson, SealedText, UtcDateTime, code_enum
from citizen.proxies.authority import Relation


class PlaceReport(Base):
    """A problem with a place, as somebody told it.

    No visit stands here: whoever reports may stay unknown, also to the office and to this database. The browser that
    sent it may read it again through a grant, as long as its visit lasts.
    """

    __tablename__ = "place_report"

    id: Mapped[uuid.UUID] = mapped_column(sa.Uuid, primary_key=True, default=uuid.uuid4)
    reference: Mapped[str] = mapped_column(sa.String(20), unique=True)
    district: Mapped[str] = mapped_column(sa.String(20))
    #: Of the directory: the kind of place that the documents name, or vocabulary.THIS_SITE. Which house it was, the
    #: person says in words.
    place_id: Mapped[str] = mapped_column(sa.String(80))
    #: place, problems (codes of vocabulary.PROBLEMS), happened_on, story, contact; only what was said.
    told: Mapped[dict[str, Any]] = mapped_column(SealedJson)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (sa.Index("ix_place_report_district_made_at", "district", "made_at"),)


class RegisteredNeeds(Base):
    """What a person says they need. The person sees, corrects and withdraws it; withdrawing deletes the contents."""

    __tablename__ = "registered_needs"

    id: Mapped[uuid.UUID] = mapped_column(sa.Uuid, primary_key=True, default=uuid.uuid4)
    reference: Mapped[str] = mapped_column(sa.String(20), unique=True)
    visit_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("visit.id"), index=True)
    relation: Mapped[Relation] = mapped_column(code_enum(Relation))
    subject_name: Mapped[str | None] = mapped_column(SealedText)
    district: Mapped[str] = mapped_column(sa.String(20))
    state: Mapped[NeedsState] = mapped_column(code_enum(NeedsState))
    #: needs (codes of the catalogue's labels), story, name, contact; only what was said.
    told: Mapped[dict[str, Any]] = mapped_column(SealedJson)
    access_code: Mapped[str] = mapped_column(SealedText)
    #: Keyed hash of reference and access code, for coming back from another browser.
    access_hash: Mapped[str] = mapped_column(sa.String(64), index=True)
    #: Counts every change; two changes at once cannot both count to the same number.
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (sa.Index("ix_registered_needs_district_changed_at", "district", "changed_at"),)
