"""What an operator lets run every day: reminders of follow-up."""

from __future__ import annotations

import click
from flask.cli import AppGroup, with_appcontext

from citizen.pathways import reminding
from citizen.web.transaction import database

pathway_commands = AppGroup("pathways", help="Ways to a device, and plans of rehabilitation.")


@pathway_commands.command("remind")
@with_appcontext
def remind() -> None:
    """Tell those whose follow-up is due in the next days and not booked yet.

    Each is told once for each day that is due. Safe to stop, to repeat, and to run beside another copy.
    """
    with database().reading() as session:
        due = reminding.find_due(session)
    told = 0
    for pathway_id in due:
        with database().writing() as session:
            told += reminding.remind(session, pathway_id=pathway_id)
    click.echo(f"{told} reminders written")
