"""Who comes here: visits (browser sessions), persons and their folders, what they may open again, counted attempts."""

from __future__ import annotations

import uuid
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from citizen.db.base import Base
from citizen.db.types import SealedJson, SealedText, UtcDateTime, code_enum
from citizen.people.credential_models import (
    CardCode,
    OneTimeCode,
    OutsideIdentity,
    Passkey,
    SignInCard,
)
from citizen.people.profile_models import ProfileFact, ProfileNeed

#: The tables of ways in, and those of the profile, stand in files of their own.
__all__ = [
    "Attempt", "CardCode", "ContactKind", "ContactWay", "Grant", "OneTimeCode", "OutsideIdentity", "Passkey", "Person",
    "ProfileFact", "ProfileNeed", "SignInCard", "Visit",
]  # fmt: skip


class ContactKind(StrEnum):
    PHONE = "phone"
    EMAIL = "email"
    POST = "post"


class Visit(Base):
    """A browser that saved something, or the folder of a person. The cookie holds a random key; here stands only its
    keyed hash. A folder has no key: whoever signs in as the person, or acts for them, finds the person's things in it.
    """

    __tablename__ = "visit"

    id: Mapped[uuid.UUID] = mapped_column(sa.Uuid, primary_key=True, default=uuid.uuid4)
    key_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    on_kiosk: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_seen_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: For whom this visit acts now (see proxies.authority.Relation) and what the person is called.
    relation: Mapped[str | None] = mapped_column(sa.String(40))
    subject_name: Mapped[str | None] = mapped_column(SealedText)
    #: Who is signed in, since when, and by which way in; None: nobody.
    person_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("person.id", use_alter=True), index=True)
    signed_in_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    way_in: Mapped[str | None] = mapped_column(sa.String(40))
    #: When it ends even if used ("still there?" moves it on); None: by the rules of `people.service`.
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: In words the person knows again in the list of sessions ("Chrome, Android"). No version, no address.
    device: Mapped[str | None] = mapped_column(sa.String(60))
    #: The person somebody who is signed in acts for now, other than themself; the mandate is looked up each time.
    subject_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("person.id", use_alter=True))
    #: A member of staff: alone their own session, with `is_assisted` a session opened for somebody who is present.
    staff_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("staff_member.id", use_alter=True), index=True)
    is_assisted: Mapped[bool] = mapped_column(default=False)
    is_folder: Mapped[bool] = mapped_column(default=False)


class Person(Base):
    """Somebody who signed in once, or for whom somebody else acts. Knows as little as possible."""

    __tablename__ = "person"

    id: Mapped[uuid.UUID] = mapped_column(sa.Uuid, primary_key=True, default=uuid.uuid4)
    #: Where the things of this person are kept: `visit_id` of applications, checks, bookings and needs.
    folder_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("visit.id"), unique=True)
    #: What the person wants to be called.
    name: Mapped[str | None] = mapped_column(SealedText)
    #: Year-month-day; only where an age decides what is asked (a guardian's consent for a child under 14).
    birth_date: Mapped[str | None] = mapped_column(SealedText)
    #: Language and reading preferences to be used on every device; codes of accessibility.preferences. Sealed: large
    #: text tells about an eye.
    reading: Mapped[dict[str, str]] = mapped_column(SealedJson, default=dict)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ContactWay(Base):
    """How a person can be reached, and what each way is used for. Confirmed by a code sent there."""

    __tablename__ = "contact_way"
    __table_args__ = (
        # One confirmed address signs one person in.
        sa.Index(
            "uq_contact_way_sign_in",
            "address_hash",
            unique=True,
            sqlite_where=sa.text("signs_in AND removed_at IS NULL"),
            postgresql_where=sa.text("signs_in AND removed_at IS NULL"),
        ),
    )

    id: Mapped[uuid.UUID] = mapped_column(sa.Uuid, primary_key=True, default=uuid.uuid4)
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"), index=True)
    kind: Mapped[ContactKind] = mapped_column(code_enum(ContactKind))
    address: Mapped[str | None] = mapped_column(SealedText)
    address_hash: Mapped[str] = mapped_column(sa.String(64), index=True)
    #: What it is used for.
    signs_in: Mapped[bool] = mapped_column(default=False)
    gets_notices: Mapped[bool] = mapped_column(default=False)
    #: A telephone that is called and speaks the code, instead of an SMS.
    by_voice: Mapped[bool] = mapped_column(default=False)
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
    #: The guardian or helper who added it; None: the person themself, or staff with the person there.
    added_by: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("person.id"))
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Grant(Base):
    """A visit that proved (reference and access code) that it may open a thing made by another visit."""

    __tablename__ = "grant"

    visit_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("visit.id"), primary_key=True)
    reference: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    granted_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Attempt(Base):
    """A failed try at a secret. `scope_hash` is a keyed hash of what is protected, or of where the try came from."""

    __tablename__ = "attempt"

    id: Mapped[uuid.UUID] = mapped_column(sa.Uuid, primary_key=True, default=uuid.uuid4)
    scope_hash: Mapped[str] = mapped_column(sa.String(64), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
