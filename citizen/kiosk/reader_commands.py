"""The card reader of a terminal: the key it signs with, and one that is only simulated."""

from __future__ import annotations

import click

from citizen.core.errors import NotFound
from citizen.kiosk import enrolment
from citizen.kiosk.commands import kiosk_commands
from citizen.kiosk.reader_routes import reader_key
from citizen.kiosk.reader_simulator import SimulatedReader
from citizen.web.transaction import database

#: Invented: nobody can have it, for the place code 110000 stands for a whole city.
INVENTED_NUMBER = "110000194912310022"


@kiosk_commands.command("reader-key")
@click.argument("code")
def print_key(code: str) -> None:
    """Print the key that the card reader of terminal CODE signs with. It goes into the reader's own settings."""
    click.echo(_key_of(code))


@kiosk_commands.command("reader-simulator")
@click.argument("code")
@click.option("--site", default="http://127.0.0.1:8000", show_default=True, help="The site as the browser opens it.")
@click.option("--port", default=8517, show_default=True)
@click.option("--number", default=INVENTED_NUMBER, show_default=True, help="What stands on the invented card.")
@click.option("--no-card", is_flag=True, help="As if nothing lay on the reader.")
def simulate(code: str, site: str, port: int, number: str, no_card: bool) -> None:
    """Be the card reader of terminal CODE on this machine, with an invented card. Never for real cards."""
    card = None if no_card else {"number": number}
    with SimulatedReader(port=port, site=site, key=_key_of(code), card=card) as reader:
        click.echo(f"{reader.address} answers pages of {site}; Ctrl+C ends it.")
        reader.serve_forever()


def _key_of(code: str) -> str:
    with database().reading() as session:
        try:
            return reader_key(enrolment.get_terminal(session, code=code).id)
        except NotFound:
            raise click.ClickException(f"there is no terminal {code}: flask kiosk list") from None
