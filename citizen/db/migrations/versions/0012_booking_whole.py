"""Everything that booking is besides single appointments: waiting lists, requests that hold nothing, series, group
sessions, numbers in the hall, reminders; and pathways of several steps.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_JSON = sa.JSON().with_variant(JSONB(), "postgresql")
_HELD = sa.text("state = 'held'")
_HELD_ALONE = sa.text("state = 'held' AND (series_position IS NULL OR series_position = 1)")
#: What columns of tables that have rows are filled with.
_FILLED: dict[str, dict[str, tuple[Any, object]]] = {
    "booking": {
        "is_offer": (sa.Boolean(), False),
        "companions": (sa.Integer(), 0),
        "closed_reason": (sa.String(length=40), ""),
        "language": (sa.String(length=16), "zh-Hans"),
    },
    "service": {
        "change_hours": (sa.Integer(), 0),
        "is_group": (sa.Boolean(), False),
        "most_in_series": (sa.Integer(), 1),
        "variant_of": (sa.String(length=60), ""),
    },
    "service_requirement": {"notice_hours": (sa.Integer(), 0), "over_minutes": (sa.Integer(), 0)},
    "site": {
        "institution": (sa.String(length=60), ""),
        "subdistrict": (sa.String(length=60), ""),
        "text_channel": (sa.String(length=200), ""),
        "phone": (sa.String(length=40), ""),
        "join_address": (sa.String(length=400), ""),
        "keeps_holidays": (sa.Boolean(), True),
    },
}
_NEEDS = (
    "sign_language",
    "captions",
    "step_free",
    "hearing_loop",
    "large_print",
    "quiet",
    "longer_time",
    "companion",
    "guide_dog",
)
_NEW_NEEDS = ("hoist", "home_visit", "remote")


def _codes(name: str, *codes: str) -> sa.Enum:
    return sa.Enum(*codes, name=name, native_enum=False, create_constraint=True, length=40)


def _allow_needs(*codes: str) -> None:
    for table, column in (("booking_need", "need"), ("service_requirement", "only_for")):
        with op.batch_alter_table(table) as batch:
            batch.drop_constraint(op.f(f"ck_{table}_need"), type_="check")
            batch.create_check_constraint(op.f(f"ck_{table}_need"), sa.column(column).in_(codes))


def upgrade() -> None:
    op.create_table(
        "booking_series",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("public_ref", sa.String(length=20), nullable=False),
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("person_key", sa.String(length=64), nullable=False),
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("every_days", sa.Integer(), nullable=False),
        sa.Column("state", _codes("seriesstate", "running", "ended"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("every_days BETWEEN 1 AND 28", name=op.f("ck_booking_series_every_days")),
        sa.CheckConstraint("wanted BETWEEN 2 AND 60", name=op.f("ck_booking_series_wanted")),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_booking_series_service_id_service")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_booking_series_site_id_site")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_booking_series_visit_id_visit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booking_series")),
        sa.UniqueConstraint("public_ref", name=op.f("uq_booking_series_public_ref")),
    )
    op.create_index(op.f("ix_booking_series_person_key"), "booking_series", ["person_key"])
    op.create_index(op.f("ix_booking_series_visit_id"), "booking_series", ["visit_id"])

    op.create_table(
        "group_session",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("start_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("end_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("booked", sa.Integer(), nullable=False),
        sa.Column("lowered_to", sa.Integer(), nullable=True),
        sa.Column("meets", _JSON, nullable=False),
        sa.Column("is_cancelled", sa.Boolean(), nullable=False),
        sa.CheckConstraint("0 <= booked AND booked <= capacity", name=op.f("ck_group_session_seats")),
        sa.CheckConstraint("start_at < end_at", name=op.f("ck_group_session_times")),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_group_session_service_id_service")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_group_session_site_id_site")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_session")),
        sa.UniqueConstraint("code", name=op.f("uq_group_session_code")),
    )
    op.create_index(op.f("ix_group_session_service_id"), "group_session", ["service_id"])
    op.create_index(op.f("ix_group_session_site_id"), "group_session", ["site_id"])
    op.create_index(op.f("ix_group_session_start_at"), "group_session", ["start_at"])

    op.create_table(
        "pathway",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("public_ref", sa.String(length=20), nullable=False),
        sa.Column("access_code", sa.Text(), nullable=False),
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("person_key", sa.String(length=64), nullable=False),
        sa.Column("begun_by", sa.String(length=40), nullable=False),
        sa.Column("person_name", sa.Text(), nullable=True),
        sa.Column("district", sa.String(length=40), nullable=False),
        sa.Column("kind", _codes("pathwaykind", "device", "child_rehab", "adult_rehab"), nullable=False),
        sa.Column("device", sa.Text(), nullable=True),
        sa.Column("programme", sa.String(length=80), nullable=False),
        sa.Column("application_ref", sa.String(length=20), nullable=False),
        sa.Column("sessions", sa.Integer(), nullable=True),
        sa.Column("amount", sa.Text(), nullable=True),
        sa.Column("state", _codes("pathwaystate", "running", "ended"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_pathway_visit_id_visit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pathway")),
        sa.UniqueConstraint("public_ref", name=op.f("uq_pathway_public_ref")),
    )
    op.create_index(op.f("ix_pathway_district"), "pathway", ["district"])
    op.create_index(op.f("ix_pathway_person_key"), "pathway", ["person_key"])
    op.create_index(op.f("ix_pathway_state"), "pathway", ["state"])
    op.create_index(op.f("ix_pathway_visit_id"), "pathway", ["visit_id"])

    op.create_table(
        "ticket_counter",
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("prefix", sa.String(length=4), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_ticket_counter_site_id_site")),
        sa.PrimaryKeyConstraint("site_id", "day", "prefix", name=op.f("pk_ticket_counter")),
    )
    op.create_table(
        "pathway_event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("pathway_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("what", sa.String(length=40), nullable=False),
        sa.Column("actor", sa.String(length=60), nullable=False),
        sa.Column("relation", sa.String(length=40), nullable=False),
        sa.Column("step", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["pathway_id"], ["pathway.id"], name=op.f("fk_pathway_event_pathway_id_pathway")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pathway_event")),
    )
    op.create_index(op.f("ix_pathway_event_pathway_id"), "pathway_event", ["pathway_id"])

    op.create_table(
        "booking_reminder",
        sa.Column("booking_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_booking_reminder_booking_id_booking")),
        sa.PrimaryKeyConstraint("booking_id", "kind", "version", name=op.f("pk_booking_reminder")),
    )
    op.create_table(
        "booking_request",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("public_ref", sa.String(length=20), nullable=False),
        sa.Column("access_code", sa.Text(), nullable=False),
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("person_key", sa.String(length=64), nullable=False),
        sa.Column("booked_by", sa.String(length=40), nullable=False),
        sa.Column("person_name", sa.Text(), nullable=True),
        sa.Column("kind", _codes("requestkind", "appointment", "call_back"), nullable=False),
        sa.Column("service_id", sa.Uuid(), nullable=True),
        sa.Column("district", sa.String(length=40), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("needs", sa.Text(), nullable=False),
        sa.Column("wishes", sa.Text(), nullable=True),
        sa.Column("answer_by", _codes("answerby", "text", "call", "person"), nullable=False),
        sa.Column("contact_name", sa.Text(), nullable=True),
        sa.Column("contact_phone", sa.Text(), nullable=True),
        sa.Column("home_address", sa.Text(), nullable=True),
        sa.Column("state", _codes("requeststate", "open", "answered", "withdrawn"), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("booking_id", sa.Uuid(), nullable=True),
        sa.Column("answered_by", sa.String(length=40), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_booking_request_booking_id_booking")),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_booking_request_service_id_service")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_booking_request_site_id_site")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_booking_request_visit_id_visit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booking_request")),
        sa.UniqueConstraint("public_ref", name=op.f("uq_booking_request_public_ref")),
    )
    op.create_index(op.f("ix_booking_request_created_at"), "booking_request", ["created_at"])
    op.create_index(op.f("ix_booking_request_district"), "booking_request", ["district"])
    op.create_index(op.f("ix_booking_request_person_key"), "booking_request", ["person_key"])
    op.create_index(op.f("ix_booking_request_state"), "booking_request", ["state"])
    op.create_index(op.f("ix_booking_request_visit_id"), "booking_request", ["visit_id"])

    op.create_table(
        "pathway_step",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("pathway_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            _codes(
                "stepkind",
                "assessment",
                "prescription",
                "try_out",
                "fitting",
                "customisation",
                "handover",
                "follow_up",
                "repair",
                "loan",
                "session",
                "review",
            ),
            nullable=False,
        ),
        sa.Column("state", _codes("stepstate", "open", "booked", "done", "skipped"), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("booking_id", sa.Uuid(), nullable=True),
        sa.Column("wanted_key", sa.String(length=64), nullable=True),
        sa.Column("report", sa.Text(), nullable=True),
        sa.Column("attended", _codes("attended", "present", "excused", "absent"), nullable=True),
        sa.Column("used", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_pathway_step_booking_id_booking")),
        sa.ForeignKeyConstraint(["pathway_id"], ["pathway.id"], name=op.f("fk_pathway_step_pathway_id_pathway")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pathway_step")),
        sa.UniqueConstraint("booking_id", name=op.f("uq_pathway_step_booking_id")),
        sa.UniqueConstraint("pathway_id", "position", name=op.f("uq_pathway_step_pathway_id_position")),
    )
    op.create_index(op.f("ix_pathway_step_pathway_id"), "pathway_step", ["pathway_id"])
    op.create_index(op.f("ix_pathway_step_wanted_key"), "pathway_step", ["wanted_key"])

    op.create_table(
        "session_seat",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("seat", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("booking_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("seat > 0", name=op.f("ck_session_seat_seat")),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_session_seat_booking_id_booking")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["group_session.id"], name=op.f("fk_session_seat_session_id_group_session")
        ),
        sa.PrimaryKeyConstraint("session_id", "seat", name=op.f("pk_session_seat")),
        sa.UniqueConstraint("booking_id", name=op.f("uq_session_seat_booking_id")),
    )
    op.create_table(
        "ticket",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("prefix", sa.String(length=4), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Uuid(), nullable=True),
        sa.Column("call_by", sa.String(length=40), nullable=False),
        sa.Column("state", _codes("ticketstate", "waiting", "called", "served", "missed"), nullable=False),
        sa.Column("counter", sa.String(length=40), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("called_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("calls", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_ticket_booking_id_booking")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_ticket_site_id_site")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket")),
        sa.UniqueConstraint("booking_id", name=op.f("uq_ticket_booking_id")),
        sa.UniqueConstraint("site_id", "day", "prefix", "number", name=op.f("uq_ticket_site_id_day_prefix_number")),
    )
    op.create_index(op.f("ix_ticket_day"), "ticket", ["day"])
    op.create_index(op.f("ix_ticket_site_id"), "ticket", ["site_id"])
    op.create_index(op.f("ix_ticket_state"), "ticket", ["state"])

    op.create_table(
        "waiting_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("public_ref", sa.String(length=20), nullable=False),
        sa.Column("access_code", sa.Text(), nullable=False),
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("person_key", sa.String(length=64), nullable=False),
        sa.Column("booked_by", sa.String(length=40), nullable=False),
        sa.Column("person_name", sa.Text(), nullable=True),
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("district", sa.String(length=40), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("needs", sa.Text(), nullable=False),
        sa.Column("part", _codes("partofdaywished", "any", "morning", "afternoon"), nullable=False),
        sa.Column("weekdays", _JSON, nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("until_day", sa.Date(), nullable=False),
        sa.Column("contact_name", sa.Text(), nullable=True),
        sa.Column("contact_phone", sa.Text(), nullable=True),
        sa.Column("home_address", sa.Text(), nullable=True),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("state", _codes("waitingstate", "waiting", "offered", "taken", "left", "over"), nullable=False),
        sa.Column("booking_id", sa.Uuid(), nullable=True),
        sa.Column("offers", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state <> 'offered' OR booking_id IS NOT NULL", name=op.f("ck_waiting_entry_offer")),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_waiting_entry_booking_id_booking")),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_waiting_entry_service_id_service")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_waiting_entry_site_id_site")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_waiting_entry_visit_id_visit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiting_entry")),
        sa.UniqueConstraint("public_ref", name=op.f("uq_waiting_entry_public_ref")),
    )
    op.create_index(op.f("ix_waiting_entry_created_at"), "waiting_entry", ["created_at"])
    op.create_index(op.f("ix_waiting_entry_district"), "waiting_entry", ["district"])
    op.create_index(op.f("ix_waiting_entry_person_key"), "waiting_entry", ["person_key"])
    op.create_index(op.f("ix_waiting_entry_service_id"), "waiting_entry", ["service_id"])
    op.create_index(op.f("ix_waiting_entry_state"), "waiting_entry", ["state"])
    op.create_index(op.f("ix_waiting_entry_visit_id"), "waiting_entry", ["visit_id"])

    _fill_columns()
    _let_bookings_belong_together()
    with op.batch_alter_table("site") as batch:
        batch.add_column(sa.Column("latitude", sa.Double(), nullable=True))
        batch.add_column(sa.Column("longitude", sa.Double(), nullable=True))
    with op.batch_alter_table("booking_wish") as batch:
        batch.add_column(sa.Column("subdistrict", sa.Text(), nullable=True))
    with op.batch_alter_table("booking_event") as batch:
        batch.add_column(sa.Column("detail", _JSON, nullable=True))
    with op.batch_alter_table("notice") as batch:
        batch.add_column(sa.Column("not_after", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("booking_need") as batch:
        batch.add_column(sa.Column("note", sa.Text(), nullable=True))
        batch.add_column(sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("claim") as batch:
        batch.add_column(sa.Column("session_id", sa.Uuid(), nullable=True))
        batch.alter_column("booking_id", existing_type=sa.Uuid(), nullable=True)
        batch.create_foreign_key(op.f("fk_claim_session_id_group_session"), "group_session", ["session_id"], ["id"])
        batch.create_check_constraint(op.f("ck_claim_owner"), "(booking_id IS NULL) <> (session_id IS NULL)")
    op.create_index(op.f("ix_claim_session_id"), "claim", ["session_id"])
    _allow_needs(*_NEEDS, *_NEW_NEEDS)


def _fill_columns() -> None:
    for table, columns in _FILLED.items():
        with op.batch_alter_table(table) as batch:
            for name, (kind, _value) in columns.items():
                batch.add_column(sa.Column(name, kind, nullable=True))
        rows = sa.table(table, *(sa.column(name, kind) for name, (kind, _value) in columns.items()))
        op.execute(sa.update(rows).values({name: value for name, (_kind, value) in columns.items()}))
        with op.batch_alter_table(table) as batch:
            for name, (kind, _value) in columns.items():
                batch.alter_column(name, existing_type=kind, nullable=False)


def _let_bookings_belong_together() -> None:
    op.drop_index("uq_booking_one_hold", "booking", sqlite_where=_HELD, postgresql_where=_HELD)
    with op.batch_alter_table("booking") as batch:
        batch.add_column(sa.Column("session_id", sa.Uuid(), nullable=True))
        batch.add_column(sa.Column("series_id", sa.Uuid(), nullable=True))
        batch.add_column(sa.Column("series_position", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("together_id", sa.Uuid(), nullable=True))
        batch.add_column(sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("late_minutes", sa.Integer(), nullable=True))
        batch.create_foreign_key(op.f("fk_booking_series_id_booking_series"), "booking_series", ["series_id"], ["id"])
        batch.create_foreign_key(op.f("fk_booking_session_id_group_session"), "group_session", ["session_id"], ["id"])
    for name in ("series_id", "session_id", "together_id"):
        op.create_index(op.f(f"ix_booking_{name}"), "booking", [name])
    op.create_index(
        "uq_booking_one_hold",
        "booking",
        ["person_key", "is_offer"],
        unique=True,
        sqlite_where=_HELD_ALONE,
        postgresql_where=_HELD_ALONE,
    )


def downgrade() -> None:
    _allow_needs(*_NEEDS)
    op.drop_index(op.f("ix_claim_session_id"), "claim")
    op.execute("DELETE FROM claim WHERE booking_id IS NULL")
    with op.batch_alter_table("claim") as batch:
        batch.drop_constraint(op.f("ck_claim_owner"), type_="check")
        batch.drop_constraint(op.f("fk_claim_session_id_group_session"), type_="foreignkey")
        batch.alter_column("booking_id", existing_type=sa.Uuid(), nullable=False)
        batch.drop_column("session_id")
    with op.batch_alter_table("booking_need") as batch:
        batch.drop_column("answered_at")
        batch.drop_column("note")
    with op.batch_alter_table("booking_event") as batch:
        batch.drop_column("detail")
    with op.batch_alter_table("notice") as batch:
        batch.drop_column("not_after")
    with op.batch_alter_table("booking_wish") as batch:
        batch.drop_column("subdistrict")
    with op.batch_alter_table("site") as batch:
        batch.drop_column("longitude")
        batch.drop_column("latitude")
    _take_bookings_apart()
    for table, columns in _FILLED.items():
        with op.batch_alter_table(table) as batch:
            for name in columns:
                batch.drop_column(name)
    for table in (
        "waiting_entry",
        "ticket",
        "session_seat",
        "pathway_step",
        "booking_request",
        "booking_reminder",
        "pathway_event",
        "ticket_counter",
        "pathway",
        "group_session",
        "booking_series",
    ):
        op.drop_table(table)


def _take_bookings_apart() -> None:
    op.drop_index("uq_booking_one_hold", "booking", sqlite_where=_HELD_ALONE, postgresql_where=_HELD_ALONE)
    for name in ("series_id", "session_id", "together_id"):
        op.drop_index(op.f(f"ix_booking_{name}"), "booking")
    with op.batch_alter_table("booking") as batch:
        batch.drop_constraint(op.f("fk_booking_session_id_group_session"), type_="foreignkey")
        batch.drop_constraint(op.f("fk_booking_series_id_booking_series"), type_="foreignkey")
        for name in ("late_minutes", "arrived_at", "together_id", "series_position", "series_id", "session_id"):
            batch.drop_column(name)
    op.create_index(
        "uq_booking_one_hold", "booking", ["person_key"], unique=True, sqlite_where=_HELD, postgresql_where=_HELD
    )
