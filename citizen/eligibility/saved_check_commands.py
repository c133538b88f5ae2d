"""What an operator lets run every night for saved checks: look again, and delete what nobody opened for a long time."""

from __future__ import annotations

import datetime as dt

import click
from flask.cli import with_appcontext

from citizen.core import clock
from citizen.eligibility.commands import eligibility_commands
from citizen.eligibility.facts import read_date
from citizen.eligibility.policy_commands import refuse
from citizen.eligibility.recheck import BATCH, Recheck
from citizen.eligibility.saved_check_keeping import delete_old, tell_of_end
from citizen.web.transaction import database

__all__ = ["eligibility_commands"]


@eligibility_commands.command("recheck")
@click.option("--batch", default=BATCH, type=click.IntRange(1, 1000), show_default=True, help="Checks in one batch.")
@click.option("--on", help="The day to look at, YYYY-MM-DD; today when left out.")
@click.option("--dry-run", is_flag=True, help="Only count: no change, no notice.")
@with_appcontext
def recheck(batch: int, on: str | None, dry_run: bool) -> None:
    """Decide saved checks again where rules changed or a day has come, and tell those who asked for it.

    Safe to stop at any time, to repeat, and to run on several machines at once.
    """
    run = Recheck(database(), _day(on), batch)
    tally = run.preview() if dry_run else run.run()
    would = "would be " if dry_run else ""
    click.echo(f"{tally.looked_at} looked at, {tally.changed} changed, {tally.told} {would}told")


@eligibility_commands.command("forget-old")
@with_appcontext
def forget_old() -> None:
    """Delete saved checks that nobody opened in time; who asked for news is told 30 days before."""
    told = tell_of_end(database())
    click.echo(f"{told} told, {delete_old(database())} saved checks deleted")


def _day(written: str | None) -> dt.date:
    if written is None:
        return clock.today()
    try:
        return read_date(written)
    except ValueError as problem:
        refuse([f"--on: {problem}"])
