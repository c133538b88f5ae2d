"""Going through the waiting lists now and then: an offer that ran out passes on also when nobody books anything."""

from __future__ import annotations

import click

from citizen.booking import waiting_offers
from citizen.booking.service import expire_stale_holds
from citizen.cli.bookings import booking_commands
from citizen.web.transaction import database


@booking_commands.command("offer")
def offer() -> None:
    """Give back times whose hold has run out, and offer what is free to those who wait, in order.

    Nothing depends on it: whoever books does the same. It only makes a quiet night faster.
    """
    with database().writing() as session:
        ran_out = expire_stale_holds(session)
        offered = waiting_offers.offer_all(session)
    click.echo(f"{ran_out} holds ran out; {offered} times offered to people who wait")
