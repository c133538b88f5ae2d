"""Applications and cases: an application asks for one programme or several, each is a case of its own.

Every application there was becomes an application with one case. The way back refuses an application with several
cases, which the older tables cannot hold: nothing is lost silently.
"""

from __future__ import annotations

import uuid

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_STATUSES = (
    "draft", "submitted", "accepted", "federation_review", "civil_affairs_review", "publicised", "approved",
    "refused", "paying", "closed", "withdrawn",
)  # fmt: skip
_OLD_ACTS = (
    "start", "answer", "give_contact", "add_paper", "remove_paper", "plan_papers", "submit", "withdraw", "accept",
    "review", "send_to_civil_affairs", "publicise", "approve", "refuse", "pay", "close",
)  # fmt: skip
_NEW_ACTS = ("start", "choose_programmes", *_OLD_ACTS[1:])
#: What is done with the whole application, not with one case.
_ACTS_ON_ALL = ("start", "choose_programmes", "answer", "give_contact", "add_paper", "remove_paper", "plan_papers")

_MOMENT = sa.DateTime(timezone=True)
_APPLICATION = sa.table(
    "application",
    sa.column("id", sa.Uuid()),
    sa.column("programme_id", sa.String()),
    sa.column("district", sa.String()),
    sa.column("status", sa.String()),
    sa.column("phase", sa.String()),
    sa.column("created_at", _MOMENT),
    sa.column("submitted_at", _MOMENT),
    sa.column("decided_at", _MOMENT),
)
_CASE = sa.table(
    "application_case",
    sa.column("id", sa.Uuid()),
    sa.column("application_id", sa.Uuid()),
    sa.column("position", sa.Integer()),
    sa.column("programme_id", sa.String()),
    sa.column("programme_edition", sa.String()),
    sa.column("district", sa.String()),
    sa.column("status", sa.String()),
    sa.column("status_since", _MOMENT),
    sa.column("version", sa.Integer()),
    sa.column("decided_at", _MOMENT),
)
_EVENT = sa.table(
    "application_event",
    sa.column("application_id", sa.Uuid()),
    sa.column("case_id", sa.Uuid()),
    sa.column("act", sa.String()),
    sa.column("at", _MOMENT),
    sa.column("from_status", sa.String()),
    sa.column("to_status", sa.String()),
)


def upgrade() -> None:
    _create_cases()
    with op.batch_alter_table("application_event") as batch:
        batch.add_column(sa.Column("case_id", sa.Uuid(), nullable=True))
        batch.add_column(sa.Column("detail", sa.Text(), nullable=True))
        batch.create_foreign_key(
            batch.f("fk_application_event_case_id_application_case"), "application_case", ["case_id"], ["id"]
        )
        batch.create_index(batch.f("ix_application_event_case_id"), ["case_id"])
    _allow_acts(_NEW_ACTS)
    op.add_column("application", sa.Column("phase", sa.String(40), nullable=True))
    _one_case_for_every_application()
    with op.batch_alter_table("application") as batch:
        batch.alter_column("phase", existing_type=sa.String(40), nullable=False)
        batch.create_check_constraint(batch.f("ck_application_phase"), "phase IN ('draft', 'sent', 'withdrawn')")
        batch.drop_constraint(batch.f("ck_application_status"), type_="check")
        batch.drop_index(batch.f("ix_application_programme_id"))
        for column in ("programme_id", "district", "status", "decided_at"):
            batch.drop_column(column)


def downgrade() -> None:
    _refuse_several_cases()
    with op.batch_alter_table("application") as batch:
        batch.add_column(sa.Column("programme_id", sa.String(80), nullable=True))
        batch.add_column(sa.Column("district", sa.String(20), nullable=True))
        batch.add_column(sa.Column("status", sa.String(40), nullable=True))
        batch.add_column(sa.Column("decided_at", _MOMENT, nullable=True))
    _every_case_back_into_its_application()
    with op.batch_alter_table("application") as batch:
        batch.alter_column("programme_id", existing_type=sa.String(80), nullable=False)
        batch.alter_column("status", existing_type=sa.String(40), nullable=False)
        batch.create_check_constraint(batch.f("ck_application_status"), _is_one_of("status", _STATUSES))
        batch.create_index(batch.f("ix_application_programme_id"), ["programme_id"])
        batch.drop_constraint(batch.f("ck_application_phase"), type_="check")
        batch.drop_column("phase")
    op.execute(sa.delete(_EVENT).where(_EVENT.c.act == "choose_programmes"))
    _allow_acts(_OLD_ACTS)
    with op.batch_alter_table("application_event") as batch:
        batch.drop_index(batch.f("ix_application_event_case_id"))
        batch.drop_constraint(batch.f("fk_application_event_case_id_application_case"), type_="foreignkey")
        batch.drop_column("case_id")
        batch.drop_column("detail")
    op.drop_table("application_case")


def _create_cases() -> None:
    op.create_table(
        "application_case",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.String(80), nullable=False),
        sa.Column("programme_edition", sa.String(40), nullable=False),
        sa.Column("district", sa.String(20), nullable=True),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("status_since", _MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("decided_at", _MOMENT, nullable=True),
        sa.CheckConstraint(_is_one_of("status", _STATUSES), name=op.f("ck_application_case_status")),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_application_case_application_id_application")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_case")),
        sa.UniqueConstraint("application_id", "position", name=op.f("uq_application_case_application_id_position")),
    )
    op.create_index(op.f("ix_application_case_programme_id"), "application_case", ["programme_id"])


def _one_case_for_every_application() -> None:
    connection = op.get_bind()
    for row in connection.execute(sa.select(_APPLICATION)).mappings().all():
        case_id = uuid.uuid4()
        arrived = sa.select(sa.func.max(_EVENT.c.at)).where(
            _EVENT.c.application_id == row["id"],
            _EVENT.c.to_status == row["status"],
            sa.func.coalesce(_EVENT.c.from_status, "") != row["status"],
        )
        connection.execute(
            sa.insert(_CASE).values(
                id=case_id,
                application_id=row["id"],
                position=1,
                programme_id=row["programme_id"],
                programme_edition="",
                district=row["district"],
                status=row["status"],
                status_since=connection.scalar(arrived) or row["created_at"],
                version=1,
                decided_at=row["decided_at"],
            )
        )
        phase = row["status"] if row["status"] in ("draft", "withdrawn") else "sent"
        connection.execute(sa.update(_APPLICATION).where(_APPLICATION.c.id == row["id"]).values(phase=phase))
        about_the_case = (_EVENT.c.application_id == row["id"], _EVENT.c.act.not_in(_ACTS_ON_ALL))
        connection.execute(sa.update(_EVENT).where(*about_the_case).values(case_id=case_id))


def _refuse_several_cases() -> None:
    several = sa.select(sa.func.count()).select_from(_CASE).where(_CASE.c.position > 1)
    if count := op.get_bind().scalar(several):
        raise RuntimeError(f"{count} cases would be lost: the older tables hold one programme an application")


def _every_case_back_into_its_application() -> None:
    connection = op.get_bind()
    for case in connection.execute(sa.select(_CASE)).mappings().all():
        taken_back = {name: case[name] for name in ("programme_id", "district", "status", "decided_at")}
        mine = _APPLICATION.c.id == case["application_id"]
        connection.execute(sa.update(_APPLICATION).where(mine).values(**taken_back))


def _allow_acts(acts: tuple[str, ...]) -> None:
    with op.batch_alter_table("application_event") as batch:
        batch.drop_constraint(batch.f("ck_application_event_act"), type_="check")
        batch.create_check_constraint(batch.f("ck_application_event_act"), _is_one_of("act", acts))


def _is_one_of(column: str, codes: tuple[str, ...]) -> str:
    listed = ", ".join(f"'{code}'" for code in codes)
    return f"{column} IN ({listed})"
