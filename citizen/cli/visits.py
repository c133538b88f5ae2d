"""What nobody came back for. Run `visits expire` every few minutes where there are terminals, else once a day."""

from __future__ import annotations

import uuid

import click
from flask.cli import AppGroup

from citizen.people import service as people
from citizen.people.endings import end_and_forget
from citizen.proxies.acting import kiosk_idle_limit
from citizen.web.transaction import database

visit_commands = AppGroup("visits", help="Anonymous visits and what they left unfinished.")
_BATCH = 200


@visit_commands.command("expire")
def expire() -> None:
    """End visits that are over, delete their checks and drafts. Each visit in a transaction of its own: safe to stop,
    to repeat, and to run beside another copy."""
    ended = 0
    while batch := _stale():
        for visit_id in batch:
            with database().writing() as session:
                end_and_forget(session, visit_id=visit_id)
            ended += 1
    with database().writing() as session:
        forgotten = people.forget_old(session)
    click.echo(f"{ended} visits ended, {forgotten} old attempts removed")


def _stale() -> list[uuid.UUID]:
    with database().reading() as session:
        return people.stale_visits(session, kiosk_idle_limit=kiosk_idle_limit(), at_most=_BATCH)
