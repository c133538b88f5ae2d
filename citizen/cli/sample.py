"""Sample places and times, for trying the site out."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import AppGroup

from citizen.booking.sample import load_sample
from citizen.config import Settings
from citizen.web.transaction import database

sample_commands = AppGroup("sample", help="Invented places and services, marked as such on every page.")


@sample_commands.command("load")
def load() -> None:
    """Write the sample inventory. Loading it again refreshes it and keeps all bookings."""
    settings: Settings = current_app.extensions["settings"]
    if not settings.sample_data:
        click.echo("sample data is switched off (CITIZEN_SAMPLE_DATA)")
        return
    with database().writing() as session:
        services, sites = load_sample(session)
    click.echo(f"sample data: {services} services at {sites} places")
