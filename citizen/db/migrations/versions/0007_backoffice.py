"""Case systems of offices: tokens, what they did, the order of changes, webhooks.

Cases that were sent before get their places in the order in which they were sent. The way back drops what only case
systems need; cases and their logs stay as they are.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)
_CODES = sa.JSON().with_variant(JSONB(), "postgresql")
_EVENTS = (
    "case.submitted", "case.corrected", "case.message", "case.withdrawn", "case.objected", "case.opened",
    "case.advanced", "case.correction_asked", "case.correction_cancelled", "case.replied", "case.decided",
    "case.objection_answered",
)  # fmt: skip
_STATES = ("queued", "sending", "delivered", "dead", "cancelled")
_TABLES = (
    "api_token", "api_access", "api_request", "case_feed", "case_place", "case_change", "webhook", "webhook_delivery",
)  # fmt: skip
_APPLICATION = sa.table(
    "application", sa.column("id", sa.Uuid()), sa.column("reference", sa.String()), sa.column("submitted_at", _MOMENT)
)
_CASE = sa.table(
    "application_case",
    sa.column("id", sa.Uuid()),
    sa.column("application_id", sa.Uuid()),
    sa.column("position", sa.Integer()),
    sa.column("programme_id", sa.String()),
    sa.column("district", sa.String()),
)
_FEED = sa.table("case_feed", sa.column("district", sa.String()), sa.column("last", sa.BigInteger()))
_PLACE = sa.table(
    "case_place",
    sa.column("case_id", sa.Uuid()),
    sa.column("district", sa.String()),
    sa.column("programme_id", sa.String()),
    sa.column("sequence", sa.BigInteger()),
    sa.column("changed_at", _MOMENT),
)
_CHANGE = sa.table(
    "case_change",
    sa.column("district", sa.String()),
    sa.column("sequence", sa.BigInteger()),
    sa.column("case_id", sa.Uuid()),
    sa.column("number", sa.String()),
    sa.column("programme_id", sa.String()),
    sa.column("event", sa.String()),
    sa.column("at", _MOMENT),
)


def upgrade() -> None:
    _create_tokens()
    _create_order()
    _create_webhooks()
    _order_cases_sent_before()


def downgrade() -> None:
    for table in reversed(_TABLES):
        op.drop_table(table)


def _codes(name: str, codes: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*codes, name=name, native_enum=False, create_constraint=True, length=40)


def _create_tokens() -> None:
    op.create_table(
        "api_token",
        sa.Column("id", sa.String(12), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("district", sa.String(20), nullable=False),
        sa.Column("programmes", _CODES, nullable=False),
        sa.Column("scopes", _CODES, nullable=False),
        sa.Column("secret_hash", sa.String(64), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("expires_at", _MOMENT, nullable=False),
        sa.Column("revoked_at", _MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_token")),
    )
    op.create_table(
        "api_access",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("token_id", sa.String(12), nullable=False),
        sa.Column("act", sa.String(40), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["token_id"], ["api_token.id"], name=op.f("fk_api_access_token_id_api_token")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_access")),
    )
    for column in ("token_id", "case_id", "at"):
        op.create_index(op.f(f"ix_api_access_{column}"), "api_access", [column])
    op.create_table(
        "api_request",
        sa.Column("token_id", sa.String(12), nullable=False),
        sa.Column("key", sa.String(100), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["token_id"], ["api_token.id"], name=op.f("fk_api_request_token_id_api_token")),
        sa.PrimaryKeyConstraint("token_id", "key", name=op.f("pk_api_request")),
    )
    op.create_index(op.f("ix_api_request_at"), "api_request", ["at"])


def _create_order() -> None:
    op.create_table(
        "case_feed",
        sa.Column("district", sa.String(20), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("district", name=op.f("pk_case_feed")),
    )
    op.create_table(
        "case_place",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("district", sa.String(20), nullable=False),
        sa.Column("programme_id", sa.String(80), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_case_place")),
        sa.UniqueConstraint("district", "sequence", name=op.f("uq_case_place_district_sequence")),
    )
    op.create_table(
        "case_change",
        sa.Column("district", sa.String(20), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(20), nullable=False),
        sa.Column("programme_id", sa.String(80), nullable=False),
        sa.Column("event", _codes("eventtype", _EVENTS), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("district", "sequence", name=op.f("pk_case_change")),
    )
    op.create_index(op.f("ix_case_change_case_id"), "case_change", ["case_id"])


def _create_webhooks() -> None:
    op.create_table(
        "webhook",
        sa.Column("id", sa.String(12), nullable=False),
        sa.Column("token_id", sa.String(12), nullable=False),
        sa.Column("url", sa.String(500), nullable=False),
        sa.Column("events", _CODES, nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("old_secret", sa.Text(), nullable=True),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("stopped_at", _MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["token_id"], ["api_token.id"], name=op.f("fk_webhook_token_id_api_token")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook")),
    )
    op.create_index(op.f("ix_webhook_token_id"), "webhook", ["token_id"])
    op.create_table(
        "webhook_delivery",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("webhook_id", sa.String(12), nullable=False),
        sa.Column("district", sa.String(20), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.String(20), nullable=False),
        sa.Column("event", _codes("eventtype", _EVENTS), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("state", _codes("state", _STATES), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", _MOMENT, nullable=False),
        sa.Column("claimed_by", sa.String(80), nullable=True),
        sa.Column("claimed_until", _MOMENT, nullable=True),
        sa.Column("settled_at", _MOMENT, nullable=True),
        sa.Column("problem", sa.String(60), nullable=True),
        sa.ForeignKeyConstraint(["webhook_id"], ["webhook.id"], name=op.f("fk_webhook_delivery_webhook_id_webhook")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_delivery")),
        sa.UniqueConstraint("webhook_id", "sequence", name=op.f("uq_webhook_delivery_webhook_id_sequence")),
    )
    op.create_index("ix_webhook_delivery_due", "webhook_delivery", ["state", "due_at"])


def _order_cases_sent_before() -> None:
    connection = op.get_bind()
    sent = (
        sa.select(
            _CASE.c.id, _CASE.c.district, _CASE.c.programme_id, _CASE.c.position,
            _APPLICATION.c.reference, _APPLICATION.c.submitted_at,
        )
        .join_from(_CASE, _APPLICATION, _CASE.c.application_id == _APPLICATION.c.id)
        .where(_APPLICATION.c.submitted_at.is_not(None), _CASE.c.district.is_not(None))
        .order_by(_APPLICATION.c.submitted_at, _APPLICATION.c.reference, _CASE.c.position)
    )  # fmt: skip
    last: dict[str, int] = {}
    for row in connection.execute(sent).all():
        sequence = last[row.district] = last.get(row.district, 0) + 1
        one = {"case_id": row.id, "district": row.district, "programme_id": row.programme_id, "sequence": sequence}
        connection.execute(sa.insert(_PLACE).values(**one, changed_at=row.submitted_at))
        number = f"{row.reference}-{row.position}"
        connection.execute(sa.insert(_CHANGE).values(**one, number=number, event="case.submitted", at=row.submitted_at))
    for district, sequence in last.items():
        connection.execute(sa.insert(_FEED).values(district=district, last=sequence))
