"""Terminals that an operator enrolled, what is carried between a terminal and a phone, and calls for the staff."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_JSON = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    _create_terminal()
    _create_hand_off()
    _create_staff_call()


def downgrade() -> None:
    op.drop_table("staff_call")
    op.drop_table("hand_off")
    op.drop_table("terminal")


def _create_terminal() -> None:
    op.create_table(
        "terminal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("hall", sa.String(length=80), nullable=False),
        sa.Column("district", sa.String(length=20), nullable=False),
        sa.Column("settings", _JSON, nullable=False),
        sa.Column("enrolment_hash", sa.String(length=64), nullable=True),
        sa.Column("enrolment_expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("key_hash", sa.String(length=64), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("enrolled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_terminal")),
        sa.UniqueConstraint("code", name=op.f("uq_terminal_code")),
        sa.UniqueConstraint("enrolment_hash", name=op.f("uq_terminal_enrolment_hash")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_terminal_key_hash")),
    )
    op.create_index(op.f("ix_terminal_district"), "terminal", ["district"])


def _create_hand_off() -> None:
    direction = sa.Enum(
        "to_phone", "to_kiosk", name="direction", native_enum=False, create_constraint=True, length=40
    )  # fmt: skip
    op.create_table(
        "hand_off",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("direction", direction, nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("terminal_id", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["terminal_id"], ["terminal.id"], name=op.f("fk_hand_off_terminal_id_terminal")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_hand_off_visit_id_visit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hand_off")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_hand_off_code_hash")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_hand_off_token_hash")),
    )
    op.create_index(op.f("ix_hand_off_expires_at"), "hand_off", ["expires_at"])
    op.create_index(op.f("ix_hand_off_visit_id"), "hand_off", ["visit_id"])


def _create_staff_call() -> None:
    op.create_table(
        "staff_call",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("terminal_id", sa.Uuid(), nullable=True),
        sa.Column("district", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("called_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["staff_member.id"], name=op.f("fk_staff_call_answered_by_staff_member")
        ),
        sa.ForeignKeyConstraint(["terminal_id"], ["terminal.id"], name=op.f("fk_staff_call_terminal_id_terminal")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_call")),
    )
    op.create_index(op.f("ix_staff_call_called_at"), "staff_call", ["called_at"])
    op.create_index(op.f("ix_staff_call_district"), "staff_call", ["district"])
    op.create_index(op.f("ix_staff_call_terminal_id"), "staff_call", ["terminal_id"])
