"""What an operator does for applications, for example every night."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import AppGroup

from citizen.applications.paper_service import forget_old_drafts, sweep_papers
from citizen.applications.paper_store import PaperStore
from citizen.config import Settings
from citizen.web.transaction import database

application_commands = AppGroup("applications", help="Drafts and papers.")


@application_commands.command("tidy")
def tidy() -> None:
    """Delete drafts nobody came back for, and files that no application knows."""
    settings: Settings = current_app.extensions["settings"]
    store = PaperStore(settings.papers_folder)
    with database().writing() as session:
        drafts = forget_old_drafts(session, store=store, days=settings.draft_days)
    with database().reading() as session:
        files = sweep_papers(session, store=store)
    click.echo(f"{drafts} drafts and {files} files deleted")
