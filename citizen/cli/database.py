"""The database's shape: migrations."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import AppGroup

from citizen.db import migrate
from citizen.web.transaction import database

database_commands = AppGroup("db", help="Migrations of the database.")


@database_commands.command("upgrade")
def upgrade() -> None:
    """Bring the database to the newest shape."""
    migrate.upgrade(database().url)
    click.echo("database is at head")


@database_commands.command("check")
def check() -> None:
    """Exit 1 unless the database is at the newest shape."""
    if not migrate.is_at_head(database().writer):
        raise click.ClickException("the database is not at head: run `flask --app app db upgrade`")
    click.echo("database is at head")


@database_commands.command("revision")
@click.argument("message")
def revision(message: str) -> None:
    """Write a new migration from the difference between models and database (for developers)."""
    _ = current_app  # all rooms' models are imported by now
    migrate.write_revision(database().url, message)
