"""Tables of the ways in. Of every secret only a keyed hash is kept; used, expired and lost ones stay as a trace."""

from __future__ import annotations

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from citizen.db.base import Base
from citizen.db.types import PlainJson, SealedJson, SealedText, UtcDateTime, code_enum


class CodeChannel(StrEnum):
    SMS = "sms"
    VOICE = "voice"
    EMAIL = "email"


class CardKind(StrEnum):
    #: Ten codes, each good once.
    CODES = "codes"
    #: One square to hold before a camera or a reader: opens the sign-in page with the code filled in.
    QR = "qr"


def _id() -> Mapped[uuid.UUID]:
    return mapped_column(sa.Uuid, primary_key=True, default=uuid.uuid4)


class OneTimeCode(Base):
    """What is good once and for some minutes, in one browser: a code that was sent to an address, the challenge of a
    passkey, the state of a way to an identity service. One live one per browser and purpose.
    """

    __tablename__ = "one_time_code"

    id: Mapped[uuid.UUID] = _id()
    #: The browser that asked for it: the code is worth nothing in any other.
    browser_hash: Mapped[str] = mapped_column(sa.String(64), index=True)
    #: "sign_in", "add_contact", "staff", "passkey", "identity" …
    purpose: Mapped[str] = mapped_column(sa.String(40))
    #: None: nothing was sent.
    channel: Mapped[CodeChannel | None] = mapped_column(code_enum(CodeChannel))
    #: Where it was sent; erased when it is used or expires.
    address: Mapped[str | None] = mapped_column(SealedText)
    address_hash: Mapped[str] = mapped_column(sa.String(64), index=True, default="")
    code_hash: Mapped[str] = mapped_column(sa.String(64))
    #: What has to be known again when the answer comes (an OpenID verifier and nonce).
    remembered: Mapped[dict[str, Any] | None] = mapped_column(SealedJson)
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    extensions: Mapped[int] = mapped_column(default=0)
    wrong_tries: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Passkey(Base):
    """A key pair of a device, of a person or of a member of staff: exactly one of the two."""

    __tablename__ = "passkey"
    __table_args__ = (sa.CheckConstraint("(person_id IS NULL) <> (staff_id IS NULL)", name="owner"),)

    id: Mapped[uuid.UUID] = _id()
    person_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
    staff_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("staff_member.id"), index=True)
    credential_id: Mapped[bytes] = mapped_column(sa.LargeBinary(1024), unique=True)
    public_key: Mapped[bytes] = mapped_column(sa.LargeBinary(2048))
    sign_count: Mapped[int] = mapped_column(default=0)
    transports: Mapped[list[str]] = mapped_column(PlainJson, default=list)
    #: What the person calls it ("my phone").
    label: Mapped[str | None] = mapped_column(SealedText)
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SignInCard(Base):
    """A printed card, made by the person or handed over at a counter."""

    __tablename__ = "sign_in_card"

    id: Mapped[uuid.UUID] = _id()
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"), index=True)
    kind: Mapped[CardKind] = mapped_column(code_enum(CardKind))
    #: Short number printed on the card, to say which one was lost.
    number: Mapped[str] = mapped_column(sa.String(20), unique=True)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    #: The member of staff who handed it over; None: the person made it.
    made_by: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("staff_member.id"))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class CardCode(Base):
    """One code of a card. A QR card has one, which stays good until the card is reported lost or replaced."""

    __tablename__ = "card_code"

    id: Mapped[uuid.UUID] = _id()
    card_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("sign_in_card.id"), index=True)
    position: Mapped[int] = mapped_column()
    code_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class OutsideIdentity(Base):
    """A person as a provincial or national identity service names them: a keyed hash, nothing else."""

    __tablename__ = "outside_identity"

    id: Mapped[uuid.UUID] = _id()
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"), index=True)
    #: Code of the configured service, and the keyed hash of issuer and subject.
    service: Mapped[str] = mapped_column(sa.String(40))
    subject_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
