"""`flask demo fill`: a clean database full of people who do not exist, to see everything at once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

import click
from flask import current_app
from flask.cli import AppGroup

from citizen.booking.sample import load_sample
from citizen.cli.demo_bookings import book_visits
from citizen.cli.demo_cases import play_stories
from citizen.cli.demo_people import Entry, add_figures, add_mandates, add_staff, hand_out_cards, is_clean
from citizen.config import Settings
from citizen.core import clock
from citizen.core.references import grouped
from citizen.web.transaction import database

demo_commands = AppGroup("demo", help="Fictional people, applications and appointments, for trying the site out.")


@demo_commands.command("fill")
@click.option("--address", default="http://127.0.0.1:8000", show_default=True, help="Where the site is looked at.")
def fill(address: str) -> None:
    """Fill an empty database, and print who to sign in as. Never in production, never beside real people."""
    settings: Settings = current_app.extensions["settings"]
    if settings.is_production:
        raise click.ClickException("CITIZEN_MODE=production: no fictional people here")
    with database().writing() as session:
        if not is_clean(session):
            raise click.ClickException("there are people in this database already: use an empty one")
        staff = add_staff(session)  # now: a month ago their enrolment codes would be too old to be used
        with clock.fixed(clock.now() - timedelta(days=30)):
            load_sample(session)
            cast = add_figures(session)
            add_mandates(session, cast)
        load_sample(session)
        counted = play_stories(session, cast), book_visits(session, cast)
        people = hand_out_cards(session, cast)
    _tell(address, people, staff, counted)


def _tell(address: str, people: Iterable[Entry], staff: Iterable[Entry], counted: tuple[int, int]) -> None:
    click.echo(f"{counted[0]} 份申请、{counted[1]} 次预约。所有的人和事都是虚构的。\n")
    click.echo(f"登录：{address}/sign-in/card，输入下面任意一个登录码（每个只能用一次）")
    for one in people:
        click.echo(f"\n  {one.name}  {one.shows}")
        click.echo("    " + "   ".join(grouped(code) for code in one.codes))
    click.echo(f"\n工作人员：{address}/staff/enrol，输入工号和下面的登记码（只能用一次）")
    for one in staff:
        click.echo(f"\n  {one.name}  {one.shows}\n    {grouped(one.codes[0])}")
    click.echo(f"\n发出的短信、邮件和信：{address}/development/outbox")
