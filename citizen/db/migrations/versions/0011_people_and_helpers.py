"""Persons and their folders, ways in, profiles, mandates, what was done for somebody, and staff."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_VISIT = sa.table("visit", sa.column("is_assisted", sa.Boolean()), sa.column("is_folder", sa.Boolean()))
_NOTICE = sa.table("notice", sa.column("channel", sa.String()))
_JSON = sa.JSON().with_variant(JSONB(), "postgresql")


def _codes(name: str, *codes: str) -> sa.Enum:
    return sa.Enum(*codes, name=name, native_enum=False, create_constraint=True, length=40)


def _allow_channels(*codes: str) -> None:
    """The channels a notice may have; a call is new."""
    with op.batch_alter_table("notice") as batch:
        batch.drop_constraint(op.f("ck_notice_channel"), type_="check")
        batch.create_check_constraint(op.f("ck_notice_channel"), sa.column("channel").in_(codes))


def upgrade() -> None:
    op.create_table(
        "one_time_code",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("browser_hash", sa.String(length=64), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("channel", _codes("codechannel", "sms", "voice", "email"), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("address_hash", sa.String(length=64), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("remembered", sa.Text(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("extensions", sa.Integer(), nullable=False),
        sa.Column("wrong_tries", sa.Integer(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_one_time_code")),
    )
    op.create_index(op.f("ix_one_time_code_address_hash"), "one_time_code", ["address_hash"])
    op.create_index(op.f("ix_one_time_code_browser_hash"), "one_time_code", ["browser_hash"])
    op.create_index(op.f("ix_one_time_code_expires_at"), "one_time_code", ["expires_at"])

    op.create_table(
        "staff_member",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("district", sa.String(length=20), nullable=False),
        sa.Column("roles", _JSON, nullable=False),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("enrolment_hash", sa.String(length=64), nullable=True),
        sa.Column("enrolment_expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("enrolled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_member")),
        sa.UniqueConstraint("code", name=op.f("uq_staff_member_code")),
        sa.UniqueConstraint("enrolment_hash", name=op.f("uq_staff_member_enrolment_hash")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("folder_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("birth_date", sa.Text(), nullable=True),
        sa.Column("reading", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["folder_id"], ["visit.id"], name=op.f("fk_person_folder_id_visit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("folder_id", name=op.f("uq_person_folder_id")),
    )
    op.create_table(
        "contact_way",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", _codes("contactkind", "phone", "email", "post"), nullable=False),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("address_hash", sa.String(length=64), nullable=False),
        sa.Column("signs_in", sa.Boolean(), nullable=False),
        sa.Column("gets_notices", sa.Boolean(), nullable=False),
        sa.Column("by_voice", sa.Boolean(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.Uuid(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["added_by"], ["person.id"], name=op.f("fk_contact_way_added_by_person")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_contact_way_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_way")),
    )
    op.create_index(op.f("ix_contact_way_address_hash"), "contact_way", ["address_hash"])
    op.create_index(op.f("ix_contact_way_person_id"), "contact_way", ["person_id"])
    op.create_index(
        "uq_contact_way_sign_in",
        "contact_way",
        ["address_hash"],
        unique=True,
        sqlite_where=sa.text("signs_in AND removed_at IS NULL"),
        postgresql_where=sa.text("signs_in AND removed_at IS NULL"),
    )

    op.create_table(
        "counter_request",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(length=20), nullable=False),
        sa.Column("district", sa.String(length=20), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("wanted", sa.Text(), nullable=False),
        sa.Column("entered_by", sa.Uuid(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=40), nullable=True),
        sa.CheckConstraint(
            "decided_by IS NULL OR decided_by <> entered_by", name=op.f("ck_counter_request_two_members")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["staff_member.id"], name=op.f("fk_counter_request_decided_by_staff_member")
        ),
        sa.ForeignKeyConstraint(
            ["entered_by"], ["staff_member.id"], name=op.f("fk_counter_request_entered_by_staff_member")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_counter_request_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_counter_request")),
        sa.UniqueConstraint("reference", name=op.f("uq_counter_request_reference")),
    )
    op.create_index(op.f("ix_counter_request_district"), "counter_request", ["district"])
    op.create_index(op.f("ix_counter_request_person_id"), "counter_request", ["person_id"])

    op.create_table(
        "mandate",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(length=20), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("relation", _codes("relation", "self", "guardian", "authorised", "helping_present"), nullable=False),
        sa.Column(
            "basis",
            _codes("basis", "account", "in_person", "signed_paper", "guardian_document", "counter"),
            nullable=False,
        ),
        sa.Column("state", _codes("mandatestate", "asked", "provisional", "live", "refused", "ended"), nullable=False),
        sa.Column("acts", _JSON, nullable=False),
        sa.Column("programmes", _JSON, nullable=True),
        sa.Column("subject_was_known", sa.Boolean(), nullable=False),
        sa.Column("actor_name", sa.Text(), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("consent", sa.Text(), nullable=True),
        sa.Column("evidence_file", sa.String(length=120), nullable=True),
        sa.Column("evidence_type", sa.String(length=60), nullable=True),
        sa.Column("district", sa.String(length=20), nullable=True),
        sa.Column("entered_by", sa.Uuid(), nullable=True),
        sa.Column("confirmed_by", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("access_hash", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("actor_id <> subject_id", name=op.f("ck_mandate_two_persons")),
        sa.ForeignKeyConstraint(["actor_id"], ["person.id"], name=op.f("fk_mandate_actor_id_person")),
        sa.ForeignKeyConstraint(
            ["confirmed_by"], ["staff_member.id"], name=op.f("fk_mandate_confirmed_by_staff_member")
        ),
        sa.ForeignKeyConstraint(["entered_by"], ["staff_member.id"], name=op.f("fk_mandate_entered_by_staff_member")),
        sa.ForeignKeyConstraint(["subject_id"], ["person.id"], name=op.f("fk_mandate_subject_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mandate")),
        sa.UniqueConstraint("reference", name=op.f("uq_mandate_reference")),
    )
    op.create_index(op.f("ix_mandate_access_hash"), "mandate", ["access_hash"])
    op.create_index(op.f("ix_mandate_actor_id"), "mandate", ["actor_id"])
    op.create_index(op.f("ix_mandate_state"), "mandate", ["state"])
    op.create_index(op.f("ix_mandate_subject_id"), "mandate", ["subject_id"])

    op.create_table(
        "outside_identity",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("service", sa.String(length=40), nullable=False),
        sa.Column("subject_hash", sa.String(length=64), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_outside_identity_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outside_identity")),
        sa.UniqueConstraint("subject_hash", name=op.f("uq_outside_identity_subject_hash")),
    )
    op.create_index(op.f("ix_outside_identity_person_id"), "outside_identity", ["person_id"])

    op.create_table(
        "passkey",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("credential_id", sa.LargeBinary(length=1024), nullable=False),
        sa.Column("public_key", sa.LargeBinary(length=2048), nullable=False),
        sa.Column("sign_count", sa.Integer(), nullable=False),
        sa.Column("transports", _JSON, nullable=False),
        sa.Column("label", sa.Text(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(person_id IS NULL) <> (staff_id IS NULL)", name=op.f("ck_passkey_owner")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_passkey_person_id_person")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff_member.id"], name=op.f("fk_passkey_staff_id_staff_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkey_credential_id")),
    )
    op.create_index(op.f("ix_passkey_person_id"), "passkey", ["person_id"])
    op.create_index(op.f("ix_passkey_staff_id"), "passkey", ["staff_id"])

    op.create_table(
        "profile_fact",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("fact", sa.String(length=80), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("origin", sa.String(length=40), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("noted_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["noted_by"], ["person.id"], name=op.f("fk_profile_fact_noted_by_person")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_profile_fact_person_id_person")),
        sa.PrimaryKeyConstraint("person_id", "fact", name=op.f("pk_profile_fact")),
    )
    op.create_table(
        "profile_need",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("may_tell", sa.Boolean(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_profile_need_person_id_person")),
        sa.PrimaryKeyConstraint("person_id", "code_hash", name=op.f("pk_profile_need")),
    )
    op.create_table(
        "sign_in_card",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", _codes("cardkind", "codes", "qr"), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["made_by"], ["staff_member.id"], name=op.f("fk_sign_in_card_made_by_staff_member")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_sign_in_card_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_card")),
        sa.UniqueConstraint("number", name=op.f("uq_sign_in_card_number")),
    )
    op.create_index(op.f("ix_sign_in_card_person_id"), "sign_in_card", ["person_id"])

    op.create_table(
        "act_record",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("mandate_id", sa.Uuid(), nullable=True),
        sa.Column("doing", sa.String(length=60), nullable=False),
        sa.Column("about", sa.String(length=40), nullable=True),
        sa.Column("proof", sa.String(length=40), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["person.id"], name=op.f("fk_act_record_actor_id_person")),
        sa.ForeignKeyConstraint(["mandate_id"], ["mandate.id"], name=op.f("fk_act_record_mandate_id_mandate")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff_member.id"], name=op.f("fk_act_record_staff_id_staff_member")),
        sa.ForeignKeyConstraint(["subject_id"], ["person.id"], name=op.f("fk_act_record_subject_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_act_record")),
    )
    op.create_index(op.f("ix_act_record_actor_id"), "act_record", ["actor_id"])
    op.create_index(op.f("ix_act_record_at"), "act_record", ["at"])
    op.create_index(op.f("ix_act_record_mandate_id"), "act_record", ["mandate_id"])
    op.create_index(op.f("ix_act_record_subject_id"), "act_record", ["subject_id"])

    op.create_table(
        "card_code",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("card_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["card_id"], ["sign_in_card.id"], name=op.f("fk_card_code_card_id_sign_in_card")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_code")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_card_code_code_hash")),
    )
    op.create_index(op.f("ix_card_code_card_id"), "card_code", ["card_id"])

    op.create_table(
        "mandate_event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("mandate_id", sa.Uuid(), nullable=False),
        sa.Column("what", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["mandate_id"], ["mandate.id"], name=op.f("fk_mandate_event_mandate_id_mandate")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_mandate_event_person_id_person")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff_member.id"], name=op.f("fk_mandate_event_staff_id_staff_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mandate_event")),
    )
    op.create_index(op.f("ix_mandate_event_mandate_id"), "mandate_event", ["mandate_id"])

    with op.batch_alter_table("visit") as batch:
        batch.add_column(sa.Column("person_id", sa.Uuid(), nullable=True))
        batch.add_column(sa.Column("signed_in_at", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("way_in", sa.String(length=40), nullable=True))
        batch.add_column(sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("device", sa.String(length=60), nullable=True))
        batch.add_column(sa.Column("subject_id", sa.Uuid(), nullable=True))
        batch.add_column(sa.Column("staff_id", sa.Uuid(), nullable=True))
        batch.add_column(sa.Column("is_assisted", sa.Boolean(), nullable=True))
        batch.add_column(sa.Column("is_folder", sa.Boolean(), nullable=True))
        batch.create_index(batch.f("ix_visit_person_id"), ["person_id"])
        batch.create_index(batch.f("ix_visit_staff_id"), ["staff_id"])
        batch.create_foreign_key(batch.f("fk_visit_person_id_person"), "person", ["person_id"], ["id"])
        batch.create_foreign_key(
            batch.f("fk_visit_staff_id_staff_member"), "staff_member", ["staff_id"], ["id"]
        )
        batch.create_foreign_key(
            batch.f("fk_visit_subject_id_person"), "person", ["subject_id"], ["id"]
        )
    op.execute(sa.update(_VISIT).values(is_assisted=False, is_folder=False))
    with op.batch_alter_table("visit") as batch:
        batch.alter_column("is_assisted", existing_type=sa.Boolean(), nullable=False)
        batch.alter_column("is_folder", existing_type=sa.Boolean(), nullable=False)

    with op.batch_alter_table("hand_over") as batch:
        batch.add_column(sa.Column("mandate_id", sa.Uuid(), nullable=True))
        batch.create_foreign_key(batch.f("fk_hand_over_mandate_id_mandate"), "mandate", ["mandate_id"], ["id"])
    _allow_channels("sms", "voice", "email", "post", "screen")


def downgrade() -> None:
    op.execute(sa.update(_NOTICE).where(_NOTICE.c.channel == "voice").values(channel="sms"))
    _allow_channels("sms", "email", "post", "screen")
    with op.batch_alter_table("hand_over") as batch:
        batch.drop_constraint(batch.f("fk_hand_over_mandate_id_mandate"), type_="foreignkey")
        batch.drop_column("mandate_id")

    with op.batch_alter_table("visit") as batch:
        batch.drop_constraint(batch.f("fk_visit_subject_id_person"), type_="foreignkey")
        batch.drop_constraint(batch.f("fk_visit_staff_id_staff_member"), type_="foreignkey")
        batch.drop_constraint(batch.f("fk_visit_person_id_person"), type_="foreignkey")
        batch.drop_index(batch.f("ix_visit_staff_id"))
        batch.drop_index(batch.f("ix_visit_person_id"))
        batch.drop_column("is_folder")
        batch.drop_column("is_assisted")
        batch.drop_column("staff_id")
        batch.drop_column("subject_id")
        batch.drop_column("device")
        batch.drop_column("expires_at")
        batch.drop_column("way_in")
        batch.drop_column("signed_in_at")
        batch.drop_column("person_id")

    op.drop_table("mandate_event")
    op.drop_table("card_code")
    op.drop_table("act_record")
    op.drop_table("sign_in_card")
    op.drop_table("profile_need")
    op.drop_table("profile_fact")
    op.drop_table("passkey")
    op.drop_table("outside_identity")
    op.drop_table("mandate")
    op.drop_table("counter_request")
    op.drop_table("contact_way")
    op.drop_table("person")
    op.drop_table("staff_member")
    op.drop_table("one_time_code")
