"""Backups of a deployment: made while people use the site, looked through, and brought back on an empty machine."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import sqlalchemy as sa
from flask import current_app
from flask.cli import AppGroup

from citizen.applications.audit import verify_events
from citizen.applications.paper_models import Paper
from citizen.applications.paper_shelves import Folder, NoRoom, Shelf
from citizen.applications.paper_store import PaperStore, store_of
from citizen.applications.papers_again import count_papers
from citizen.cli import backup_folder as folder_of
from citizen.cli.backup_folder import LIST_NAME, PAPERS, BackupWrong, Contents
from citizen.config import Settings
from citizen.core import clock
from citizen.core.errors import Unreachable
from citizen.db import envelope, migrate, rotation, snapshot
from citizen.db.session import Database
from citizen.db.snapshot import SnapshotFailed
from citizen.web.transaction import database

backup_commands = AppGroup("backup", help="Backups of the database and the papers.")
_NAME = "backup-%Y%m%dT%H%M%SZ"
_SCRATCH = "database.sqlite"
_FOLDER = click.argument("folder", type=click.Path(path_type=Path, file_okay=False))


@backup_commands.command("create")
@_FOLDER
@click.option("--keep", type=click.IntRange(min=1), help="Remove the oldest backups in FOLDER: keep only so many.")
def create(folder: Path, keep: int | None) -> None:
    """Make a backup in a new folder inside FOLDER, while the site runs; prints where it is.

    The keys (DATA_KEYS, SECRET_KEY, HASH_KEY) are not in it. Keep them elsewhere: without them nobody can read it.
    """
    made = folder / f"{clock.now():{_NAME}}"
    with _told():
        made.mkdir(mode=0o700, parents=True)
        (made / PAPERS).mkdir(mode=0o700)
        contents = _fill(made)
    removed = _remove_oldest(folder, keep) if keep else 0
    click.echo(f"{made}")
    click.echo(f"{contents.database.size} bytes of database, {len(contents.papers)} papers", err=True)
    if removed:
        click.echo(f"{removed} older backups removed", err=True)


@backup_commands.command("verify")
@_FOLDER
@click.option("--rehearse-in", "url", help="An empty PostgreSQL database to bring the backup back in, for the check.")
def verify(folder: Path, url: str | None) -> None:
    """Check a backup: every file as it was, and everything in it readable with today's keys. Exit code 1 when not.

    A backup of SQLite is brought back in a scratch folder and looked through. For one of PostgreSQL name an empty
    database with --rehearse-in; without it only the files are checked.
    """
    with _told(), tempfile.TemporaryDirectory(prefix="rehearsal") as scratch:
        contents = _checked(folder)
        if contents.database.path.endswith(".sqlite"):
            url = f"sqlite:///{Path(scratch) / _SCRATCH}"
        if url:
            snapshot.load_snapshot(url, folder / contents.database.path)
            _look_through(url, PaperStore(folder / PAPERS), contents)
    rehearsed = "brought back and looked through" if url else "files only; see --rehearse-in"
    click.echo(f"whole: {len(contents.papers)} papers, made {contents.made_at}, {contents.revision} ({rehearsed})")


@backup_commands.command("restore")
@_FOLDER
@click.option("--replace", is_flag=True, help="Put what is there aside first (SQLite and papers); nothing is deleted.")
def restore(folder: Path, replace: bool) -> None:
    """Bring a backup back into DATABASE_URL and PAPERS_FOLDER, which must be empty. Stop the site and its jobs first.

    The backup is checked before anything is touched, and what was brought back is looked through afterwards.
    """
    settings: Settings = current_app.extensions["settings"]
    with _told():
        contents = _checked(folder)
        database().dispose()  # this command itself has it open too
        _make_room(settings, replace=replace)
        folder_of.copy_papers(Folder(folder / PAPERS), store_of(settings).shelf)
        snapshot.load_snapshot(settings.database_url, folder / contents.database.path)
        _look_through(settings.database_url, store_of(settings), contents)
    click.echo(f"restored: {len(contents.papers)} papers, as of {contents.made_at}")
    click.echo("now run `flask --app app db upgrade`, then `flask --app app doctor`, then start the site")


def _fill(made: Path) -> Contents:
    """Papers, database, papers again: whatever the database names was copied, before it or after."""
    settings: Settings = current_app.extensions["settings"]
    name, papers, there = snapshot.file_name(settings.database_url), Folder(made / PAPERS), store_of(settings).shelf
    made_at = clock.now()
    folder_of.copy_papers(there, papers)
    named = _papers_named()
    snapshot.take_snapshot(settings.database_url, made / name)
    named |= _papers_named()
    folder_of.copy_papers(there, papers)
    kept = tuple(folder_of.keep(made, folder_of.path_of(one)) for one in folder_of.names_on(papers))
    gone = named - folder_of.names_of(kept)
    if lost := gone & _papers_named():
        raise SnapshotFailed(f"{len(lost)} papers are named by the database and not in {there}")
    contents = Contents(made_at.isoformat(), _revision(), folder_of.keep(made, name), kept, tuple(sorted(gone)))
    folder_of.write_list(made, contents)
    return contents


def _papers_named() -> set[str]:
    with database().reading() as session:
        return set(session.scalars(sa.select(Paper.stored_name)))


def _revision() -> str:
    return migrate.revision_of(database().reader) or ""


def _checked(folder: Path) -> Contents:
    """The contents of a backup that is as it was made, and that this version of the site understands."""
    contents = folder_of.read_list(folder)
    problems = list(folder_of.differences(folder, contents))
    if not problems and (fault := snapshot.looks_whole(folder / contents.database.path)):
        problems = [f"{contents.database.path}: {fault}"]
    if not migrate.is_known(contents.revision):
        problems.append(f"it is of a newer version of the site ({contents.revision}): use that version")
    if problems:
        raise BackupWrong("\n".join(problems))
    return contents


def _look_through(url: str, papers: PaperStore, contents: Contents) -> None:
    """Everything in a database that was brought back: can it be read, is a paper missing, are the logs whole?"""
    if contents.revision != migrate.newest():
        return  # tables of an older shape: `db upgrade` comes first
    opened = Database(url)
    envelope.use_database(opened)  # its own data keys, not those of the site as it is now
    try:
        problems = [*_unreadable(opened, papers), *_missing(opened, papers, contents)]
        if not problems:  # a log is verified by reading it
            problems += _broken_logs(opened)
    finally:
        envelope.use_database(database())
        opened.dispose()
    if problems:
        raise BackupWrong("\n".join(problems))


def _unreadable(opened: Database, papers: PaperStore) -> Iterator[str]:
    holding = rotation.standing(opened, batch=200).holding
    if values := holding[rotation.UNREADABLE]:
        yield f"{values} values cannot be read with any key of DATA_KEYS"
    if values := holding[rotation.KEY_GONE]:
        yield f"{values} values belong to data keys that are not there (table data_key)"
    files = count_papers(papers, before=clock.now())[None]
    if files:
        yield f"{files} papers cannot be read with any key of DATA_KEYS"


def _missing(opened: Database, papers: PaperStore, contents: Contents) -> Iterator[str]:
    there = set(folder_of.names_on(papers.shelf))
    with opened.reading() as session:
        named = set(session.scalars(sa.select(Paper.stored_name)))
    lost = named - there - set(contents.removed_meanwhile)
    if lost:
        yield f"{len(lost)} papers are named by the database and not there"


def _broken_logs(opened: Database) -> Iterator[str]:
    with opened.reading() as session:
        for one in verify_events(session).breaks:
            yield f"log of {one.reference}: event {one.position}: {one.problem}"


def _make_room(settings: Settings, *, replace: bool) -> None:
    """Nothing stands where the backup goes; with `replace`, what stood there was given another name. A bucket keeps
    what it holds: papers never change under their names, and those that are missing are added.
    """
    url, papers = settings.database_url, store_of(settings).shelf
    taken = [
        name for name, is_there in (("the database", snapshot.has_tables(url)), (str(papers), _any(papers))) if is_there
    ]
    if not taken:
        return
    if not replace:
        raise SnapshotFailed(f"not empty: {', '.join(taken)}. Use an empty one (or --replace: SQLite and papers)")
    suffix = f".before-{clock.now():%Y%m%dT%H%M%SZ}"
    if snapshot.is_sqlite(url):
        snapshot.put_aside(url, suffix=suffix)
    elif snapshot.has_tables(url):
        raise SnapshotFailed("a PostgreSQL database is not replaced: make an empty one and set DATABASE_URL to it")
    if isinstance(papers, Folder) and _any(papers):
        papers.path.rename(papers.path.with_name(papers.path.name + suffix))
    click.echo(f"what was there now ends in {suffix}")


def _any(papers: Shelf) -> bool:
    return bool(folder_of.names_on(papers))


def _remove_oldest(folder: Path, keep: int) -> int:
    """Only whole backups count and go; a folder somebody else put there stays."""
    backups = sorted(one.parent for one in folder.glob(f"backup-*/{LIST_NAME}"))
    for old in backups[:-keep]:
        shutil.rmtree(old)
    return len(backups[:-keep])


@contextmanager
def _told() -> Iterator[None]:
    """What goes wrong is said in words, with exit code 1."""
    try:
        yield
    except Unreachable as fault:
        papers = store_of(current_app.extensions["settings"]).shelf
        raise click.ClickException(f"{papers} cannot be reached ({fault})") from None
    except NoRoom:
        raise click.ClickException("no room: the disk (or the bucket) is full") from None
    except (BackupWrong, SnapshotFailed, OSError) as fault:
        raise click.ClickException(str(fault)) from None
