"""A paper added because an office asked for it is held back until the answer is sent, and says so itself.

Until now the times told it. Those of requests that are open are marked; on the way back the times are all there is.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)
_PAPER = sa.table(
    "paper",
    sa.column("application_id", sa.Uuid()),
    sa.column("added_at", _MOMENT),
    sa.column("is_held_back", sa.Boolean()),
)
_CASE = sa.table("application_case", sa.column("id", sa.Uuid()), sa.column("application_id", sa.Uuid()))
_CORRECTION = sa.table(
    "application_correction",
    sa.column("case_id", sa.Uuid()),
    sa.column("asked_at", _MOMENT),
    sa.column("ended_at", _MOMENT),
)


def upgrade() -> None:
    with op.batch_alter_table("paper") as batch:
        batch.add_column(sa.Column("is_held_back", sa.Boolean(), nullable=True))
    asked_before = (
        sa.select(_CORRECTION.c.case_id)
        .join(_CASE, _CASE.c.id == _CORRECTION.c.case_id)
        .where(
            _CASE.c.application_id == _PAPER.c.application_id,
            _CORRECTION.c.ended_at.is_(None),
            _CORRECTION.c.asked_at <= _PAPER.c.added_at,
        )
        .correlate(_PAPER)
        .exists()
    )
    op.execute(sa.update(_PAPER).values(is_held_back=asked_before))
    with op.batch_alter_table("paper") as batch:
        batch.alter_column("is_held_back", existing_type=sa.Boolean(), nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("paper") as batch:
        batch.drop_column("is_held_back")
