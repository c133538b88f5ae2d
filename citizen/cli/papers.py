"""What an operator does for papers: have those looked through that a scanner missed, and see what is set up."""

from __future__ import annotations

from contextlib import closing

import click
from flask import current_app
from flask.cli import AppGroup

from citizen.applications import paper_service
from citizen.applications.paper_scanning import ScanState, scanner_at
from citizen.applications.paper_shelves import Folder, NoRoom
from citizen.applications.paper_store import store_of
from citizen.applications.papers_moving import carry_over
from citizen.config import Settings
from citizen.core import clock
from citizen.core.errors import NotFound, Unreachable
from citizen.core.fonts import find_font
from citizen.web.transaction import database

paper_commands = AppGroup("papers", help="Papers that people send.")


@paper_commands.command("scan")
def scan() -> None:
    """Have every paper looked through that was not yet. Safe to stop and to repeat; run it every few minutes."""
    settings: Settings = current_app.extensions["settings"]
    if settings.scanner_address is None:
        raise click.ClickException("SCANNER_ADDRESS is not set: nothing is scanned")
    store, scanner = store_of(settings), scanner_at(settings.scanner_address)
    with database().reading() as session:
        waiting = [(paper.id, paper.stored_name) for paper in paper_service.list_unscanned(session)]
    counted = dict.fromkeys(ScanState, 0)
    for paper_id, stored_name in waiting:
        try:
            with closing(store.pieces(stored_name)) as pieces:
                state = scanner.scan(pieces)
        except NotFound:  # removed by its owner meanwhile
            continue
        with database().writing() as session:
            paper_service.note_scan(session, store=store, paper_id=paper_id, state=state)
        counted[state] += 1
    click.echo(
        f"{counted[ScanState.CLEAN]} clean, {counted[ScanState.INFECTED]} infected and destroyed, "
        f"{counted[ScanState.FAILED]} could not be scanned"
    )
    if counted[ScanState.FAILED]:
        raise SystemExit(1)


@paper_commands.command("move")
@click.option("--back", is_flag=True, help="From the bucket into the folder.")
def move(back: bool) -> None:
    """Carry papers from PAPERS_FOLDER into the bucket of PAPERS_STORE_URL, while the site runs.

    Each is compared before the old one goes. Safe to stop, to repeat, and to run in several copies. See
    docs/many-machines.md.
    """
    settings: Settings = current_app.extensions["settings"]
    if not settings.papers_store_url:
        raise click.ClickException("PAPERS_STORE_URL is not set: there is nowhere to carry papers to")
    from citizen.applications.paper_bucket import bucket_of

    folder, bucket = Folder(settings.papers_folder), bucket_of(settings)
    source, target = (bucket, folder) if back else (folder, bucket)
    try:
        done = carry_over(source, target, before=clock.now())
    except (Unreachable, NoRoom) as fault:
        raise click.ClickException(f"stopped, nothing is lost: {target} or {source}: {fault or 'no room'}") from fault
    click.echo(f"{done.carried} papers carried to {target}, {done.there_already} were there already")
    if done.different:
        raise click.ClickException(f"{done.different} came out different and were left where they are")


@paper_commands.command("setup")
def setup() -> None:
    """What this server has for papers, one line each."""
    settings: Settings = current_app.extensions["settings"]
    font = find_font(settings.font_file)
    click.echo(f"scanner: {settings.scanner_address or 'none, papers are passed on unscanned'}")
    click.echo(f"papers stand in: {_where(settings)}")
    click.echo(f"font for marks: {font or 'none with Chinese characters found, marks are in English; set FONT_FILE'}")
    click.echo(f"largest file: {settings.max_upload_bytes // (1024 * 1024)} MB")


def _where(settings: Settings) -> str:
    if not settings.papers_store_url:
        return f"the folder {settings.papers_folder}"
    from citizen.applications.paper_bucket import bucket_of

    try:
        keeps = bucket_of(settings).keeps_old_versions()
    except (Unreachable, NotFound) as fault:
        return f"the bucket {settings.papers_store_url}, which does not answer as it should ({fault})"
    warning = "; it keeps old versions, so nothing is ever erased: switch versioning off" if keeps else ""
    return f"the bucket {settings.papers_store_url}{warning}"
