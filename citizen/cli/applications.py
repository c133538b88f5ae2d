"""What an operator does for applications, for example every night."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import AppGroup

from citizen.applications.paper_service import sweep_papers
from citizen.applications.paper_store import store_of
from citizen.config import Settings
from citizen.web.transaction import database

application_commands = AppGroup("applications", help="Drafts and papers.")


@application_commands.command("tidy")
def tidy() -> None:
    """Delete files that no application knows. Drafts go with `retention run`, which tells their owners first."""
    settings: Settings = current_app.extensions["settings"]
    with database().reading() as session:
        files = sweep_papers(session, store=store_of(settings))
    click.echo(f"{files} files deleted")
