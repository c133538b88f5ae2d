"""What was answered to a form and is about to be listened to."""

from __future__ import annotations

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from citizen.db.base import Base
from citizen.db.types import UtcDateTime


class SpokenAnswer(Base):
    """The lines of one page that cannot be asked for again, for some minutes. The key to them is in the address that
    only this page knows: from the row alone, even with the keys of the deployment, nobody can read them.
    """

    __tablename__ = "spoken_answer"

    id: Mapped[uuid.UUID] = mapped_column(sa.Uuid, primary_key=True, default=uuid.uuid4)
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    sealed: Mapped[str] = mapped_column(sa.Text)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
