"""Papers: what a scanner said, papers that come another way, and phones that add photos.

Files kept before are as unscanned as they were. The way back forgets promises and phones, which the older pages
do not know; no file and no row of a file is lost.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)
_SCAN = ("unscanned", "clean", "infected", "failed")


def _codes(name: str, *codes: str) -> sa.Enum:
    return sa.Enum(*codes, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    _add_scan_columns()
    op.create_table(
        "paper_promise",
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("instead", _codes("instead", "bring", "post", "none"), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("said_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_paper_promise_application_id_application")
        ),
        sa.PrimaryKeyConstraint("application_id", "kind", name=op.f("pk_paper_promise")),
    )
    op.create_table(
        "hand_over",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("token", sa.Text(), nullable=True),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=True),
        sa.Column("browser_hash", sa.String(length=64), nullable=True),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("expires_at", _MOMENT, nullable=False),
        sa.Column("ended_at", _MOMENT, nullable=True),
        sa.Column("photos", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_hand_over_application_id_application")
        ),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_hand_over_visit_id_visit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hand_over")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_hand_over_token_hash")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_hand_over_code_hash")),
    )
    with op.batch_alter_table("hand_over") as table:
        for column in ("application_id", "visit_id", "browser_hash"):
            table.create_index(table.f(f"ix_hand_over_{column}"), [column], unique=False)


def _add_scan_columns() -> None:
    with op.batch_alter_table("paper") as table:
        table.add_column(sa.Column("scan", sa.String(length=40), nullable=True))
        table.add_column(sa.Column("scanned_at", _MOMENT, nullable=True))
        table.add_column(sa.Column("sent_hash", sa.String(length=64), nullable=True))
    op.execute(sa.text("UPDATE paper SET scan = 'unscanned'"))
    with op.batch_alter_table("paper") as table:
        table.alter_column("scan", existing_type=sa.String(length=40), nullable=False)
        table.create_check_constraint(table.f("ck_paper_scanstate"), f"scan IN {_SCAN}")
        table.create_index(table.f("ix_paper_scan"), ["scan"], unique=False)


def downgrade() -> None:
    op.drop_table("hand_over")
    op.drop_table("paper_promise")
    with op.batch_alter_table("paper") as table:
        table.drop_index(table.f("ix_paper_scan"))
        table.drop_constraint(table.f("ck_paper_scanstate"), type_="check")
        table.drop_column("sent_hash")
        table.drop_column("scanned_at")
        table.drop_column("scan")
