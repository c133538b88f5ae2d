"""Erasing what is no longer needed, in every room. Run it once a day; see docs/keeping.md."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import click
from flask import current_app
from flask.cli import AppGroup

from citizen.applications import retention as applications
from citizen.applications import retention_rules
from citizen.applications.models import ApplicationEvent
from citizen.applications.paper_store import store_of
from citizen.booking import keeping
from citizen.booking.models import BookingEvent
from citizen.cli import retention_stages
from citizen.cli.retention_counting import by_district
from citizen.config import Settings
from citizen.db import retention
from citizen.notices.models import WrittenNotice
from citizen.people.models import Visit
from citizen.web.transaction import database

retention_commands = AppGroup("retention", help="How long things are kept.")

#: What happens on this site leaves one of these.
_HAPPENED = (ApplicationEvent.at, BookingEvent.at, Visit.last_seen_at, WrittenNotice.written_at)
_REFUSED = 7


@retention_commands.command("run")
@click.option("--dry-run", is_flag=True, help="Only count what is due; nothing is changed.")
@click.option("--batch", default=100, type=click.IntRange(1, 1000), show_default=True, help="Things in one batch.")
@click.option("--gap-days", default=14, type=click.IntRange(1), show_default=True, help="Longest time between runs.")
@click.option("--yes", is_flag=True, help="The clock is right although it looks wrong.")
def run(dry_run: bool, batch: int, gap_days: int, yes: bool) -> None:
    """Erase what is no longer needed, and print how much of what.

    Safe to stop, to repeat, and to run on several machines. When the clock looks wrong nothing is done (exit code 7):
    look at the clock first, then run it again with --yes.
    """
    stages, rules = _stages(), retention_rules.load()
    with database().reading() as session:
        problem = retention.clock_problem(session, moments=_HAPPENED, gap=timedelta(days=gap_days))
        without_rule = applications.count_without_rule(session, rules)
        booked = keeping.count_without_rule(session, by_district(rules, retention_rules.Of.BOOKING))
    if problem:
        click.echo(f"The clock may be wrong: {problem}.", err=True)
    if problem and not (dry_run or yes):
        click.echo("Nothing was erased. Look at the clock; if it is right, run this again with --yes.", err=True)
        raise SystemExit(_REFUSED)
    counted = retention.preview(database(), stages) if dry_run else retention.run(database(), stages, batch=batch)
    click.echo("would be done:" if dry_run else "done:")
    for stage in stages:
        click.echo(f"{counted[stage.code]:>7}  {stage.code:<13} {stage.what}")
    if without_rule:
        click.echo(f"{without_rule} ended applications stay: no rule of their district says how long (RETENTION)")
    if booked:
        click.echo(f"{booked} past bookings stay: no rule of their district says how long (RETENTION)")


def _stages() -> Sequence[retention.Stage]:
    settings: Settings = current_app.extensions["settings"]
    rules = retention_rules.load()
    of_applications = applications.stages(store=store_of(settings), draft_days=settings.draft_days, rules=rules)
    return [*of_applications, *retention_stages.other_stages(database(), settings, rules)]
