"""A look of staff at an application stands in its log.

On the way down there may be none: the older tables do not know the act, and the log is chained.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_OLD_ACTS = (
    "start", "answer", "give_contact", "add_paper", "remove_paper", "plan_papers", "choose_programmes", "submit",
    "withdraw", "answer_correction", "write", "object", "open", "accept", "review", "send_to_civil_affairs",
    "publicise", "approve", "refuse", "pay", "close", "ask_correction", "cancel_correction", "reply",
    "answer_objection", "reopen", "erase",
)  # fmt: skip


def upgrade() -> None:
    _allow_acts((*_OLD_ACTS, "look"))


def downgrade() -> None:
    if count := op.get_bind().scalar(sa.text("SELECT count(*) FROM application_event WHERE act = 'look'")):
        raise RuntimeError(f"{count} events would be lost: the older tables do not know their acts")
    _allow_acts(_OLD_ACTS)


def _allow_acts(acts: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{act}'" for act in acts)
    with op.batch_alter_table("application_event") as batch:
        batch.drop_constraint(batch.f("ck_application_event_act"), type_="check")
        batch.create_check_constraint(batch.f("ck_application_event_act"), f"act IN ({listed})")
