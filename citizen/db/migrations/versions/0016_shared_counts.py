"""How much is asked for, counted over all processes; which pages members of staff opened."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "request_count",
        sa.Column("scope_hash", sa.String(length=64), nullable=False),
        sa.Column("period", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("scope_hash", "period", name=op.f("pk_request_count")),
    )
    op.create_index(op.f("ix_request_count_period"), "request_count", ["period"])
    op.create_table(
        "staff_access",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("page", sa.String(length=80), nullable=False),
        sa.Column("method", sa.String(length=8), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff_member.id"], name=op.f("fk_staff_access_staff_id_staff_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_access")),
    )
    op.create_index(op.f("ix_staff_access_at"), "staff_access", ["at"])
    op.create_index(op.f("ix_staff_access_staff_id"), "staff_access", ["staff_id"])


def downgrade() -> None:
    op.drop_table("staff_access")
    op.drop_table("request_count")
