"""Saved checks."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_RELATION = sa.Enum(
    "self",
    "guardian",
    "authorised",
    "helping_present",
    name="relation",
    native_enum=False,
    create_constraint=True,
    length=40,
)
_INDEXED = ("visit_id", "looked_at_edition", "next_look_on", "claimed_by", "keep_until")


def upgrade() -> None:
    op.create_table(
        "saved_check",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(length=20), nullable=False),
        sa.Column("access_hash", sa.String(length=64), nullable=False),
        sa.Column("access_code", sa.Text(), nullable=True),
        sa.Column("visit_id", sa.Uuid(), nullable=True),
        sa.Column("relation", _RELATION, nullable=False),
        sa.Column("subject_name", sa.Text(), nullable=True),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("verdicts", sa.Text(), nullable=False),
        sa.Column("verdicts_fingerprint", sa.String(length=64), nullable=False),
        sa.Column("looked_at_edition", sa.String(length=64), nullable=False),
        sa.Column("looked_at_on", sa.Date(), nullable=False),
        sa.Column("next_look_on", sa.Date(), nullable=True),
        sa.Column("claimed_by", sa.String(length=32), nullable=True),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("keep_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_of_end_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_saved_check_visit_id_visit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_check")),
        sa.UniqueConstraint("reference", name=op.f("uq_saved_check_reference")),
    )
    for column in _INDEXED:
        op.create_index(op.f(f"ix_saved_check_{column}"), "saved_check", [column])
    op.create_table(
        "change_notice",
        sa.Column("saved_check_id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["saved_check_id"], ["saved_check.id"], name=op.f("fk_change_notice_saved_check_id_saved_check")
        ),
        sa.PrimaryKeyConstraint("saved_check_id", name=op.f("pk_change_notice")),
    )
    with op.batch_alter_table("eligibility_check") as check:
        check.add_column(sa.Column("saved_as", sa.String(length=20), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("eligibility_check") as check:
        check.drop_column("saved_as")
    op.drop_table("change_notice")
    for column in _INDEXED:
        op.drop_index(op.f(f"ix_saved_check_{column}"), table_name="saved_check")
    op.drop_table("saved_check")
