"""After sending: corrections, messages, objections; the log of an application becomes a chain of hashes.

Events there were are chained in their order. The way back drops what the older tables cannot hold: requests, messages
and objections; it refuses while there are any, and events whose acts are only known since then.
"""

from __future__ import annotations

import uuid

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from citizen.db.event_hash import COVERED, detail_digest, event_hash
from citizen.db.types import SealedJson, UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)
_CODES = sa.JSON().with_variant(JSONB(), "postgresql")
_OLD_ACTS = (
    "start", "choose_programmes", "answer", "give_contact", "add_paper", "remove_paper", "plan_papers", "submit",
    "withdraw", "accept", "review", "send_to_civil_affairs", "publicise", "approve", "refuse", "pay", "close",
)  # fmt: skip
_MORE_ACTS = (
    "answer_correction", "write", "object", "open", "ask_correction", "cancel_correction", "reply",
    "answer_objection", "reopen",
)  # fmt: skip
_NEW_TABLES = ("application_correction", "application_message", "application_objection")
_APPLICATION = sa.table(
    "application",
    sa.column("id", sa.Uuid()),
    sa.column("event_count", sa.Integer()),
    sa.column("event_head", sa.String()),
)
_EVENT = sa.table(
    "application_event",
    sa.column("id", sa.Uuid()),
    sa.column("application_id", sa.Uuid()),
    sa.column("position", sa.Integer()),
    sa.column("case_id", sa.Uuid()),
    sa.column("act", sa.String()),
    sa.column("actor", sa.String()),
    sa.column("relation", sa.String()),
    sa.column("visit_id", sa.Uuid()),
    sa.column("at", UtcDateTime()),
    sa.column("from_status", sa.String()),
    sa.column("to_status", sa.String()),
    sa.column("detail", SealedJson()),
    sa.column("detail_digest", sa.String()),
    sa.column("hash", sa.String()),
)
#: An office had it in hand: whoever moved it on had opened it.
_OPENED = ("submitted", "draft", "withdrawn")
_CASE = sa.table(
    "application_case", sa.column("status", sa.String()), sa.column("status_since", _MOMENT), sa.column("opened_at", _MOMENT)
)


def upgrade() -> None:
    _create_corrections()
    _create_messages()
    _create_objections()
    with op.batch_alter_table("application_case") as batch:
        batch.add_column(sa.Column("opened_at", _MOMENT, nullable=True))
    op.execute(sa.update(_CASE).where(_CASE.c.status.not_in(_OPENED)).values(opened_at=_CASE.c.status_since))
    _allow_acts((*_OLD_ACTS, *_MORE_ACTS))
    with op.batch_alter_table("application") as batch:
        batch.add_column(sa.Column("event_count", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("event_head", sa.String(64), nullable=True))
        batch.add_column(sa.Column("renews_id", sa.Uuid(), nullable=True))
        batch.create_foreign_key(batch.f("fk_application_renews_id_application"), "application", ["renews_id"], ["id"])
    with op.batch_alter_table("application_event") as batch:
        batch.add_column(sa.Column("detail_digest", sa.String(64), nullable=True))
        batch.add_column(sa.Column("hash", sa.String(64), nullable=True))
    _chain_all_events()
    with op.batch_alter_table("application") as batch:
        batch.alter_column("event_count", existing_type=sa.Integer(), nullable=False)
        batch.alter_column("event_head", existing_type=sa.String(64), nullable=False)
    with op.batch_alter_table("application_event") as batch:
        batch.alter_column("hash", existing_type=sa.String(64), nullable=False)


def downgrade() -> None:
    _refuse_to_lose_rows()
    with op.batch_alter_table("application_event") as batch:
        batch.drop_column("hash")
        batch.drop_column("detail_digest")
    with op.batch_alter_table("application") as batch:
        batch.drop_constraint(batch.f("fk_application_renews_id_application"), type_="foreignkey")
        for column in ("renews_id", "event_head", "event_count"):
            batch.drop_column(column)
    _allow_acts(_OLD_ACTS)
    with op.batch_alter_table("application_case") as batch:
        batch.drop_column("opened_at")
    for table in reversed(_NEW_TABLES):
        op.drop_table(table)


def _create_corrections() -> None:
    op.create_table(
        "application_correction",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("facts", _CODES, nullable=False),
        sa.Column("papers", _CODES, nullable=False),
        sa.Column("asks_contact", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("asked_at", _MOMENT, nullable=False),
        sa.Column("buffer", sa.Text(), nullable=False),
        sa.Column("ended_at", _MOMENT, nullable=True),
        sa.Column("ended_as", sa.String(40), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "ended_as IN ('answered', 'cancelled', 'decided', 'withdrawn')",
            name=op.f("ck_application_correction_correctionend"),
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["application_case.id"], name=op.f("fk_application_correction_case_id_application_case")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_correction")),
    )
    op.create_index(op.f("ix_application_correction_case_id"), "application_correction", ["case_id"])
    _one_open("application_correction", "ended_at")


def _create_messages() -> None:
    op.create_table(
        "application_message",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("from_office", sa.Boolean(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("sent_at", _MOMENT, nullable=False),
        sa.Column("read_at", _MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_application_message_application_id_application")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["application_case.id"], name=op.f("fk_application_message_case_id_application_case")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_message")),
        sa.UniqueConstraint("application_id", "position", name=op.f("uq_application_message_application_id_position")),
    )
    op.create_index(op.f("ix_application_message_case_id"), "application_message", ["case_id"])


def _create_objections() -> None:
    op.create_table(
        "application_objection",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("sent_at", _MOMENT, nullable=False),
        sa.Column("answered_at", _MOMENT, nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("reopened", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["application_case.id"], name=op.f("fk_application_objection_case_id_application_case")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_objection")),
    )
    op.create_index(op.f("ix_application_objection_case_id"), "application_objection", ["case_id"])
    _one_open("application_objection", "answered_at")


def _one_open(table: str, end: str) -> None:
    """At most one without an end per case."""
    no_end = sa.text(f"{end} IS NULL")
    op.create_index(
        f"uq_{table}_open", table, ["case_id"], unique=True, sqlite_where=no_end, postgresql_where=no_end
    )


def _chain_all_events() -> None:
    connection = op.get_bind()
    in_order = sa.select(_EVENT).order_by(_EVENT.c.application_id, _EVENT.c.position)
    ends: dict[uuid.UUID, tuple[int, str]] = {}
    for row in connection.execute(in_order).mappings().all():
        count, head = ends.get(row["application_id"], (0, ""))
        event = {**row, "position": count + 1, "detail_digest": detail_digest(row["detail"])}
        digest = event_hash(head, {name: event[name] for name in COVERED})
        kept = {name: event[name] for name in ("position", "detail_digest")}
        connection.execute(sa.update(_EVENT).where(_EVENT.c.id == row["id"]).values(hash=digest, **kept))
        ends[row["application_id"]] = (count + 1, digest)
    connection.execute(sa.update(_APPLICATION).values(event_count=0, event_head=""))
    for application_id, (count, head) in ends.items():
        end = {"event_count": count, "event_head": head}
        connection.execute(sa.update(_APPLICATION).where(_APPLICATION.c.id == application_id).values(**end))


def _refuse_to_lose_rows() -> None:
    connection = op.get_bind()
    for name in _NEW_TABLES:
        if count := connection.scalar(sa.select(sa.func.count()).select_from(sa.table(name))):
            raise RuntimeError(f"{count} rows of {name} would be lost: the older tables cannot hold them")
    newer = sa.select(sa.func.count()).select_from(_EVENT).where(_EVENT.c.act.in_(_MORE_ACTS))
    if count := connection.scalar(newer):
        raise RuntimeError(f"{count} events would be lost: the older tables do not know their acts")


def _allow_acts(acts: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{act}'" for act in acts)
    with op.batch_alter_table("application_event") as batch:
        batch.drop_constraint(batch.f("ck_application_event_act"), type_="check")
        batch.create_check_constraint(batch.f("ck_application_event_act"), f"act IN ({listed})")
