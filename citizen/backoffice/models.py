"""What case systems of offices are given and told: tokens, the order of changes, access records, webhooks. Nothing here
says anything about a person: codes, numbers of cases and times. Secrets are hashed or sealed.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from citizen.backoffice.vocabulary import EventType
from citizen.db.base import Base
from citizen.db.types import PlainJson, SealedJson, SealedText, UtcDateTime, code_enum
from citizen.notices.delivery import State


class ApiToken(Base):
    """What one case system may see and do. The token itself is printed once and never stored."""

    __tablename__ = "api_token"

    #: The first half of the token: says which one it is, opens nothing.
    id: Mapped[str] = mapped_column(sa.String(12), primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(80))
    district: Mapped[str] = mapped_column(sa.String(20))
    #: Empty: every programme of the district.
    programmes: Mapped[list[str]] = mapped_column(PlainJson)
    scopes: Mapped[list[str]] = mapped_column(PlainJson)
    secret_hash: Mapped[str] = mapped_column(sa.String(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ApiAccess(Base):
    """That a token was used: for what, on which case, with which result. Kept whatever the answer was."""

    __tablename__ = "api_access"

    id: Mapped[uuid.UUID] = mapped_column(sa.Uuid, primary_key=True, default=uuid.uuid4)
    token_id: Mapped[str] = mapped_column(sa.ForeignKey("api_token.id"), index=True)
    act: Mapped[str] = mapped_column(sa.String(40))
    #: Only of a case this token may see: guessed numbers are not collected.
    case_id: Mapped[uuid.UUID | None] = mapped_column(sa.Uuid, index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    status: Mapped[int] = mapped_column()


class ApiRequest(Base):
    """A write that was done, by its Idempotency-Key: the same request sent again gets the same answer."""

    __tablename__ = "api_request"

    token_id: Mapped[str] = mapped_column(sa.ForeignKey("api_token.id"), primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(100), primary_key=True)
    #: Hash of method, path, version and body.
    fingerprint: Mapped[str] = mapped_column(sa.String(64))
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    #: None only inside the transaction that does it.
    answer: Mapped[dict[str, Any] | None] = mapped_column(SealedJson)


class CaseFeed(Base):
    """The last number of a district's changes. Whoever takes a number holds this row until the change is committed:
    numbers become visible in their order, and a reader that has seen one has seen all before it.
    """

    __tablename__ = "case_feed"

    district: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    last: Mapped[int] = mapped_column(sa.BigInteger)


class CasePlace(Base):
    """Where a case stands in its district's order of changes: at its latest one. No foreign key: it outlives nothing,
    and an erased case is simply no longer found.
    """

    __tablename__ = "case_place"
    __table_args__ = (sa.UniqueConstraint("district", "sequence"),)

    case_id: Mapped[uuid.UUID] = mapped_column(sa.Uuid, primary_key=True)
    district: Mapped[str] = mapped_column(sa.String(20))
    programme_id: Mapped[str] = mapped_column(sa.String(80))
    sequence: Mapped[int] = mapped_column(sa.BigInteger)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class CaseChange(Base):
    """One change of a case, in the order of its district. Codes only."""

    __tablename__ = "case_change"

    district: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    sequence: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    case_id: Mapped[uuid.UUID] = mapped_column(sa.Uuid, index=True)
    number: Mapped[str] = mapped_column(sa.String(20))
    programme_id: Mapped[str] = mapped_column(sa.String(80))
    event: Mapped[EventType] = mapped_column(code_enum(EventType))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class Webhook(Base):
    """Where a case system wants to be told. It sees what its token may see."""

    __tablename__ = "webhook"

    id: Mapped[str] = mapped_column(sa.String(12), primary_key=True)
    token_id: Mapped[str] = mapped_column(sa.ForeignKey("api_token.id"), index=True)
    url: Mapped[str] = mapped_column(sa.String(500))
    events: Mapped[list[str]] = mapped_column(PlainJson)
    secret: Mapped[str] = mapped_column(SealedText)
    #: While the receiver changes over, everything is signed with both.
    old_secret: Mapped[str | None] = mapped_column(SealedText)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    stopped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class WebhookDelivery(Base):
    """One change to be told to one receiver, and how far it came: the outbox, written with the change itself."""

    __tablename__ = "webhook_delivery"
    __table_args__ = (
        sa.UniqueConstraint("webhook_id", "sequence"),
        sa.Index("ix_webhook_delivery_due", "state", "due_at"),
    )

    id: Mapped[uuid.UUID] = mapped_column(sa.Uuid, primary_key=True, default=uuid.uuid4)
    webhook_id: Mapped[str] = mapped_column(sa.ForeignKey("webhook.id"))
    district: Mapped[str] = mapped_column(sa.String(20))
    sequence: Mapped[int] = mapped_column(sa.BigInteger)
    number: Mapped[str] = mapped_column(sa.String(20))
    event: Mapped[EventType] = mapped_column(code_enum(EventType))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[State] = mapped_column(code_enum(State))
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    claimed_by: Mapped[str | None] = mapped_column(sa.String(80))
    claimed_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    problem: Mapped[str | None] = mapped_column(sa.String(60))
