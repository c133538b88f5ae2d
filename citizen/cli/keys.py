"""Keys of the data: making, changing and counting them."""

from __future__ import annotations

import click
from flask import current_app

from citizen.applications.paper_store import PaperStore, store_of
from citizen.applications.papers_again import count_papers, seal_papers_again
from citizen.cli.operations import key_commands
from citizen.config import Settings
from citizen.core import clock
from citizen.db import rotation, sealing
from citizen.web.transaction import database

__all__ = ["key_commands"]
_BATCH = click.option("--batch", default=200, type=click.IntRange(1, 5000), show_default=True, help="Rows at a time.")


@key_commands.command("rotate")
@_BATCH
def rotate(batch: int) -> None:
    """Seal everything under the first key of DATA_KEYS, while the site runs.

    Safe to stop, to repeat, and to run on several machines. Afterwards `keys status` says which keys can go.
    """
    done = rotation.rotate(database(), batch=batch)
    papers = seal_papers_again(_store(), before=clock.now())
    click.echo(f"{done.data_keys} data keys, {done.values} values and {papers.sealed} papers sealed anew")
    unreadable = done.unreadable + papers.unreadable
    if unreadable:
        raise click.ClickException(f"{unreadable} cannot be read with any key of DATA_KEYS and were left as they are")


@key_commands.command("status")
@_BATCH
def status(batch: int) -> None:
    """Which key holds how much; exit code 1 when something cannot be read."""
    found, papers = rotation.standing(database(), batch=batch), count_papers(_store(), before=clock.now())
    for number in range(sealing.count_keys()):
        total = found.holding[number] + papers[number]
        name = "newest" if number == 0 else "needed: run `keys rotate`" if total else "can be removed from DATA_KEYS"
        click.echo(f"key {number + 1}: {found.holding[number]} values, {papers[number]} papers ({name})")
    click.echo(f"{found.holding[rotation.BY_DATA_KEY]} values under data keys")
    unreadable = found.holding[rotation.UNREADABLE] + papers[None]
    if unreadable:
        raise click.ClickException(f"{unreadable} cannot be read with any key of DATA_KEYS")


def _store() -> PaperStore:
    settings: Settings = current_app.extensions["settings"]
    return store_of(settings)
