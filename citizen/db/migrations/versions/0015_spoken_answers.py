"""Pages that answered a form, for the minutes in which somebody listens to them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "spoken_answer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spoken_answer")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_spoken_answer_token_hash")),
    )
    op.create_index(op.f("ix_spoken_answer_expires_at"), "spoken_answer", ["expires_at"])


def downgrade() -> None:
    op.drop_table("spoken_answer")
