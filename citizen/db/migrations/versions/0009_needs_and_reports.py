"""Needs and reports."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_RELATIONS = ("self", "guardian", "authorised", "helping_present")


def _codes(name: str, *codes: str) -> sa.Enum:
    return sa.Enum(*codes, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    op.create_table(
        "place_report",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(length=20), nullable=False),
        sa.Column("district", sa.String(length=20), nullable=False),
        sa.Column("place_id", sa.String(length=80), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place_report")),
        sa.UniqueConstraint("reference", name=op.f("uq_place_report_reference")),
    )
    op.create_index("ix_place_report_district_made_at", "place_report", ["district", "made_at"])
    op.create_table(
        "registered_needs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(length=20), nullable=False),
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("relation", _codes("relation", *_RELATIONS), nullable=False),
        sa.Column("subject_name", sa.Text(), nullable=True),
        sa.Column("district", sa.String(length=20), nullable=False),
        sa.Column("state", _codes("needsstate", "registered", "withdrawn"), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("access_code", sa.Text(), nullable=False),
        sa.Column("access_hash", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_registered_needs_visit_id_visit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registered_needs")),
        sa.UniqueConstraint("reference", name=op.f("uq_registered_needs_reference")),
    )
    op.create_index(op.f("ix_registered_needs_access_hash"), "registered_needs", ["access_hash"])
    op.create_index(op.f("ix_registered_needs_visit_id"), "registered_needs", ["visit_id"])
    op.create_index("ix_registered_needs_district_changed_at", "registered_needs", ["district", "changed_at"])


def downgrade() -> None:
    op.drop_table("registered_needs")
    op.drop_table("place_report")
