"""`flask doctor`: is this deployment as it should be? Each line says what was found, and what to do."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from citizen.cli import doctor_data, doctor_links, doctor_machine
from citizen.cli.findings import Finding, Health, bad
from citizen.config import Settings
from citizen.web.transaction import database


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="JSON instead of lines.")
@click.option("--backups", type=click.Path(path_type=Path), help="Folder of the backups: is the newest one of today?")
@with_appcontext
def doctor_command(as_json: bool, backups: Path | None) -> None:
    """Check this deployment; exit code 1 when something does not work.

    Nothing is changed and nothing is sent to anybody. A note says what is switched off or soon becomes a trouble.
    """
    settings: Settings = current_app.extensions["settings"]
    findings = list(examine(settings, backups=backups))
    if as_json:
        click.echo(json.dumps([_as_json(one) for one in findings], ensure_ascii=False))
    else:
        click.echo("\n".join(map(str, findings)))
    if any(one.health is Health.BAD for one in findings):
        raise SystemExit(1)


def examine(settings: Settings, *, backups: Path | None = None) -> Iterator[Finding]:
    """Every check; one that breaks is itself a finding, and the others go on."""
    opened = database()
    yield from _safely("settings", lambda: doctor_machine.settings_of(settings))
    yield from _safely("database", lambda: doctor_data.database_of(opened))
    yield from _safely("keys", lambda: doctor_data.keys_of(opened))
    yield from _safely("jobs", lambda: doctor_data.jobs_of(opened))
    yield from _safely("clock", lambda: doctor_machine.clock_of(opened))
    yield from _safely("disk", lambda: doctor_machine.disk_of(settings))
    yield from _safely("pages", doctor_machine.pages_of)
    yield from _safely("letters", lambda: doctor_machine.letters_of(settings))
    yield from _safely("voice", lambda: doctor_machine.voice_of(settings))
    yield from _safely("papers", lambda: doctor_links.papers_of(settings))
    yield from _safely("scanner", lambda: doctor_links.scanner_of(settings))
    yield from _safely("gateways", lambda: doctor_links.gateways_of(settings))
    if backups:
        yield from _safely("backups", lambda: doctor_data.backups_in(backups))


def _safely(what: str, check: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    try:
        yield from check()
    except Exception as fault:
        # Only the kind of fault: its words may hold an address or a password.
        yield bad(what, f"检查没有做完（{type(fault).__name__}）。请先解决上面的问题，再运行一次")


def _as_json(one: Finding) -> dict[str, str]:
    return {"what": one.what, "health": one.health.value, "words": one.words}
