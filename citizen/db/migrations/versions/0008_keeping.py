"""Keeping: data keys, runs that erase, and what they note on an application.

Values that stand there already keep being read; `flask keys rotate` brings them under the data key of their
application. On the way down nothing may be sealed with a data key any more: the older program could not read it.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)
_COUNTS = sa.JSON().with_variant(JSONB(), "postgresql")
_OLD_ACTS = (
    "start", "answer", "give_contact", "add_paper", "remove_paper", "plan_papers", "choose_programmes", "submit",
    "withdraw", "answer_correction", "write", "object", "open", "accept", "review", "send_to_civil_affairs",
    "publicise", "approve", "refuse", "pay", "close", "ask_correction", "cancel_correction", "reply",
    "answer_objection", "reopen",
)  # fmt: skip
_MORE_ACTS = ("erase",)


def upgrade() -> None:
    op.create_table(
        "data_key",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("sealed_key", sa.Text(), nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_key")),
        sa.UniqueConstraint("owner_id", name=op.f("uq_data_key_owner_id")),
    )
    op.create_table(
        "retention_run",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("started_at", _MOMENT, nullable=False),
        sa.Column("finished_at", _MOMENT, nullable=True),
        sa.Column("erased", _COUNTS, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_run")),
    )
    op.create_index(op.f("ix_retention_run_started_at"), "retention_run", ["started_at"])
    with op.batch_alter_table("application") as batch:
        batch.add_column(sa.Column("told_of_end_at", _MOMENT, nullable=True))
        batch.add_column(sa.Column("erased_at", _MOMENT, nullable=True))
    _allow_acts((*_OLD_ACTS, *_MORE_ACTS))


def downgrade() -> None:
    _refuse_to_lose_rows()
    _allow_acts(_OLD_ACTS)
    with op.batch_alter_table("application") as batch:
        batch.drop_column("erased_at")
        batch.drop_column("told_of_end_at")
    op.drop_index(op.f("ix_retention_run_started_at"), "retention_run")
    op.drop_table("retention_run")
    op.drop_table("data_key")


def _refuse_to_lose_rows() -> None:
    connection = op.get_bind()
    if count := connection.scalar(sa.text("SELECT count(*) FROM data_key")):
        raise RuntimeError(f"{count} applications are sealed with data keys that the older tables cannot hold")
    if count := connection.scalar(sa.text("SELECT count(*) FROM application_event WHERE act = 'erase'")):
        raise RuntimeError(f"{count} events would be lost: the older tables do not know their acts")


def _allow_acts(acts: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{act}'" for act in acts)
    with op.batch_alter_table("application_event") as batch:
        batch.drop_constraint(batch.f("ck_application_event_act"), type_="check")
        batch.create_check_constraint(batch.f("ck_application_event_act"), f"act IN ({listed})")
