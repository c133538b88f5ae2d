"""Reminders of appointments. Run `bookings remind` every few minutes, or with --every; see docs/booking-after.md."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial

import click
from flask import current_app
from flask.cli import AppGroup

from citizen.booking import reminders
from citizen.config import Settings
from citizen.notices.rounds import run_rounds
from citizen.web.transaction import database

booking_commands = AppGroup("bookings", help="Appointments: reminders before them.")
_log = logging.getLogger("citizen.bookings")
_BATCH = 500


@booking_commands.command("remind")
@click.option("--every", type=click.IntRange(1), help="a round every so many seconds, until stopped")
def remind(every: int | None) -> None:
    """Write the reminders that are due; `notices deliver` sends them. Each in a transaction of its own: safe to stop,
    to repeat, and to run beside other copies on other machines."""
    settings: Settings = current_app.extensions["settings"]
    kinds = reminders.kinds_of(settings.reminder_hours)
    run_rounds(partial(_round, kinds), every=every, log=_log)


def _round(kinds: tuple[reminders.Kind, ...], stop: Callable[[], bool]) -> None:
    written = 0
    with database().reading() as session:
        due = reminders.find_due(session, kinds=kinds, at_most=_BATCH)
    for booking_id, kind in due:
        if stop():
            break
        with database().writing() as session:
            written += reminders.remind(session, booking_id=booking_id, kind=kind)
    click.echo(f"{written} reminders written")
