"""All operator commands: `flask --app app …`."""

from __future__ import annotations

from importlib import import_module

from flask import Flask

# module -> names of its click groups
_GROUPS = {
    "citizen.cli.applications": ("application_commands",),
    "citizen.cli.cases": ("case_commands",),
    "citizen.cli.case_files": ("case_commands",),
    "citizen.cli.audit": ("audit_commands",),
    "citizen.cli.retention": ("retention_commands",),
    "citizen.cli.concerns": ("report_commands", "needs_commands"),
    "citizen.cli.database": ("database_commands",),
    "citizen.cli.translations": ("translation_commands",),
    "citizen.cli.easy": ("easy_commands",),
    "citizen.cli.visits": ("visit_commands",),
    "citizen.cli.papers": ("paper_commands",),
    "citizen.cli.demo": ("demo_commands",),
    "citizen.cli.doctor": ("doctor_command",),
    "citizen.cli.backup": ("backup_commands",),
    "citizen.cli.settings": ("settings_commands",),
    "citizen.cli.security": ("security_commands",),
    "citizen.cli.operations": ("asset_commands", "key_commands"),
    "citizen.cli.keys": ("key_commands",),
    "citizen.cli.content": ("content_commands",),
    "citizen.eligibility.commands": ("programme_commands", "eligibility_commands"),
    "citizen.eligibility.saved_check_commands": ("eligibility_commands",),
    "citizen.eligibility.policy_commands": ("policy_commands",),
    "citizen.cli.sample": ("sample_commands",),
    "citizen.cli.sign": ("sign_commands",),
    "citizen.cli.audio": ("audio_commands",),
    "citizen.cli.places": ("place_commands",),
    "citizen.cli.bookings": ("booking_commands",),
    "citizen.cli.waiting": ("booking_commands",),
    "citizen.backoffice.commands": ("token_commands", "webhook_commands"),
    "citizen.notices.commands": ("notice_commands",),
    "citizen.pathways.commands": ("pathway_commands",),
    "citizen.staff.commands": ("staff_commands",),
    "citizen.kiosk.commands": ("kiosk_commands",),
    "citizen.kiosk.reader_commands": ("kiosk_commands",),
}


def register_commands(app: Flask) -> None:
    for module, names in _GROUPS.items():
        for name in names:
            app.cli.add_command(getattr(import_module(module), name))
