"""All operator commands: `flask --app app …`."""

from __future__ import annotations

from importlib import import_module

from flask import Flask

# module -> names of its click groups
_GROUPS = {
    "citizen.cli.applications": ("application_commands",),
    "citizen.cli.database": ("database_commands",),
    "citizen.cli.translations": ("translation_commands",),
    "citizen.cli.visits": ("visit_commands",),
    "citizen.cli.operations": ("asset_commands", "key_commands"),
    "citizen.eligibility.commands": ("programme_commands", "eligibility_commands"),
    "citizen.eligibility.policy_commands": ("policy_commands",),
    "citizen.cli.sample": ("sample_commands",),
}


def register_commands(app: Flask) -> None:
    for module, names in _GROUPS.items():
        for name in names:
            app.cli.add_command(getattr(import_module(module), name))
