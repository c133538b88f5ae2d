"""An accessible self-service site for people with disabilities: check, apply, book."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from citizen.config import Settings


def create_app(settings: Settings | None = None) -> Flask:
    """Build the application; without settings they are read from the environment."""
    from citizen.cli.register import register_commands
    from citizen.wiring import assemble

    app = assemble(settings)
    register_commands(app)
    return app
