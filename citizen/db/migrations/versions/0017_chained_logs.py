"""Logs that nobody changes unseen: the chain of their lines, beside them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "log_head",
        sa.Column("log", sa.String(length=40), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("forgotten", sa.BigInteger(), nullable=False),
        sa.Column("forgotten_hash", sa.String(length=64), nullable=False),
        sa.Column("seal", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("log", name=op.f("pk_log_head")),
    )
    op.create_table(
        "log_link",
        sa.Column("log", sa.String(length=40), nullable=False),
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("line_id", sa.Uuid(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("log", "position", name=op.f("pk_log_link")),
        sa.UniqueConstraint("log", "line_id", name=op.f("uq_log_link_log_line_id")),
    )


def downgrade() -> None:
    op.drop_table("log_link")
    op.drop_table("log_head")
