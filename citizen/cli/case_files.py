"""`flask cases export` and `flask cases import-decisions`: the commands of an office that works with tables."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click
from flask import current_app

from citizen.accessibility.locales import DEFAULT
from citizen.applications.office_acts import Officer
from citizen.backoffice import case_files
from citizen.backoffice.case_files import FileWrong
from citizen.cli.cases import case_commands
from citizen.core import clock
from citizen.eligibility import catalogue
from citizen.web.i18n import speaking
from citizen.web.transaction import database

_FORMATS = {"csv": case_files.as_csv, "json": case_files.as_json}


def _known_district(_context: click.Context, _option: click.Parameter, district: str) -> str:
    if district not in catalogue.load().districts:
        raise click.BadParameter(f"{district!r} is not known; known are {', '.join(catalogue.load().districts)}")
    return district


_district = click.option("--district", required=True, callback=_known_district, help="Whose cases.")
_by = click.option("--by", default="command", show_default=True, help="Code of the officer, never a name.")


@case_commands.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--format", "kind", default="csv", show_default=True, type=click.Choice(list(_FORMATS)))
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Only what changed on this day or later.")
@_by
@_district
def export(file: Path, kind: str, since: datetime | None, by: str, district: str) -> None:
    """Write the district's cases, with names, into FILE: keep it like the paper files. They count as opened."""
    officer, moment = _as_officer(by, district), since.replace(tzinfo=clock.LOCAL_ZONE) if since else None
    scans = current_app.extensions["settings"].scanner_address is not None
    with speaking(DEFAULT.babel), database().writing() as session:
        found = list(case_files.cases_of_district(session, by=officer, since=moment, scans=scans))
        data = _FORMATS[kind](found)
        try:
            # Before the commit: what could not be written was not seen by anybody.
            case_files.write_whole(file, data)
        except OSError as fault:
            raise click.ClickException(f"{file} could not be written: {fault.strerror}") from fault
    click.echo(f"{len(found)} cases in {file}")


@case_commands.command("import-decisions")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_by
@_district
def import_decisions(file: Path, by: str, district: str) -> None:
    """Take decisions from a CSV file: all, or none when a line is wrong. The same file twice changes nothing."""
    try:
        lines = case_files.read_decisions(file.read_bytes())
        with database().writing() as session:
            taken, stood = case_files.import_decisions(session, by=_as_officer(by, district), lines=lines)
    except FileWrong as wrong:
        click.echo(str(wrong), err=True)
        raise SystemExit(2) from wrong
    click.echo(f"{taken} decisions taken, {stood} stood already")


def _as_officer(by: str, district: str) -> Officer:
    return Officer(f"staff:{by}"[:40], district)
