"""Terminals in service halls, what is carried between a terminal and a phone, and calls for somebody of the staff."""

from __future__ import annotations

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from citizen.db.base import Base
from citizen.db.types import PlainJson, SealedText, UtcDateTime, code_enum


class Direction(StrEnum):
    TO_PHONE = "to_phone"
    TO_KIOSK = "to_kiosk"


class Terminal(Base):
    """A machine the operator has enrolled. Its browser holds a random key in a signed cookie; here stands only the
    keyed hash of it. Knows about the machine and the hall, never about anybody who uses it.
    """

    __tablename__ = "terminal"

    id: Mapped[uuid.UUID] = mapped_column(sa.Uuid, primary_key=True, default=uuid.uuid4)
    #: What stands on the machine, for example TZ-1.
    code: Mapped[str] = mapped_column(sa.String(40), unique=True)
    #: Where in the hall it stands, in words staff know: 东门旁.
    name: Mapped[str] = mapped_column(sa.String(80), default="")
    #: The code of a place (booking.Site.code), or its name where numbers are not given by this site.
    hall: Mapped[str] = mapped_column(sa.String(80))
    district: Mapped[str] = mapped_column(sa.String(20), index=True)
    #: See terminal_settings.TerminalSettings; what is not set here is as everywhere.
    settings: Mapped[dict[str, Any]] = mapped_column(PlainJson, default=dict)
    #: Typed or opened once on the machine itself.
    enrolment_hash: Mapped[str | None] = mapped_column(sa.String(64), unique=True)
    enrolment_expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    key_hash: Mapped[str | None] = mapped_column(sa.String(64), unique=True)
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
    enrolled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class HandOff(Base):
    """Something begun on one machine that goes on on another: good once, for minutes. The code and the token of the
    square are kept as keyed hashes only; neither says anything about the person.
    """

    __tablename__ = "hand_off"

    id: Mapped[uuid.UUID] = mapped_column(sa.Uuid, primary_key=True, default=uuid.uuid4)
    direction: Mapped[Direction] = mapped_column(code_enum(Direction))
    #: Eight digits to type.
    code_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    #: In the square, for a camera.
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    #: Whose things go along.
    visit_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("visit.id"), index=True)
    #: The page to go on with: a path of this site. Sealed, because a reference can stand in it.
    step: Mapped[str] = mapped_column(SealedText)
    terminal_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("terminal.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class StaffCall(Base):
    """Somebody at a terminal asked for help. Says where and in what way, never who."""

    __tablename__ = "staff_call"

    id: Mapped[uuid.UUID] = mapped_column(sa.Uuid, primary_key=True, default=uuid.uuid4)
    #: None: a browser that is a terminal but was never enrolled.
    terminal_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("terminal.id"), index=True)
    district: Mapped[str] = mapped_column(sa.String(20), index=True)
    #: In what way help is wanted; a code, so that no words of the person are kept.
    reason: Mapped[str] = mapped_column(sa.String(40))
    called_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_by: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("staff_member.id"))
    #: Done, or no longer wanted.
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
