"""What the database itself keeps: data keys, when what was no longer needed was erased, and the chains of its logs."""

from __future__ import annotations

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from citizen.db.base import Base
from citizen.db.types import PlainJson, UtcDateTime


class StoredDataKey(Base):
    """The key of everything that belongs to one thing, itself sealed by the deployment's newest key. Deleting the row
    makes all of that unreadable, wherever a copy of it may still be.
    """

    __tablename__ = "data_key"

    id: Mapped[uuid.UUID] = mapped_column(sa.Uuid, primary_key=True)
    #: The id of the thing, for example of an application.
    owner_id: Mapped[uuid.UUID] = mapped_column(sa.Uuid, unique=True)
    sealed_key: Mapped[str] = mapped_column(sa.Text)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)


class RetentionRun(Base):
    """One run that erased what is no longer needed. Rows are only added; they name nobody."""

    __tablename__ = "retention_run"

    id: Mapped[uuid.UUID] = mapped_column(sa.Uuid, primary_key=True, default=uuid.uuid4)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: How many of each stage.
    erased: Mapped[dict[str, int]] = mapped_column(PlainJson)


class RequestCount(Base):
    """How much one browser, account, address or token asked for in one period of ten minutes, added up over all
    processes. `scope_hash` is a keyed hash: the row names nobody and is deleted soon after.
    """

    __tablename__ = "request_count"

    scope_hash: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    #: Which period: seconds since 1970, divided by its length.
    period: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False, index=True)
    amount: Mapped[int] = mapped_column(sa.BigInteger)


class LogHead(Base):
    """Where a chained log stands (see chained_log.py): its last place and the hash there, and up to which place its
    lines were deleted because their time was over. `seal` is a keyed hash of all that.
    """

    __tablename__ = "log_head"

    log: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    position: Mapped[int] = mapped_column(sa.BigInteger)
    hash: Mapped[str] = mapped_column(sa.String(64))
    forgotten: Mapped[int] = mapped_column(sa.BigInteger)
    forgotten_hash: Mapped[str] = mapped_column(sa.String(64))
    seal: Mapped[str] = mapped_column(sa.String(64))


class LogLink(Base):
    """The place of one line in its log, and the hash of the line and of the one before."""

    __tablename__ = "log_link"
    __table_args__ = (sa.UniqueConstraint("log", "line_id"),)

    log: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    position: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    line_id: Mapped[uuid.UUID] = mapped_column(sa.Uuid)
    hash: Mapped[str] = mapped_column(sa.String(64))
