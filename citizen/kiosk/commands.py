"""Terminals of the halls: enrolled, changed and revoked by whoever runs the service. See docs/kiosk.md.

What was given wrongly is one line per problem on standard error and exit code 2.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup

from citizen.accessibility.locales import LOCALES
from citizen.booking import inventory
from citizen.core.errors import CitizenError
from citizen.core.references import grouped
from citizen.eligibility import catalogue
from citizen.kiosk import enrolment
from citizen.kiosk.models import Terminal
from citizen.kiosk.terminal_settings import SettingsWrong, TerminalSettings, read_settings
from citizen.web.transaction import database

kiosk_commands = AppGroup("kiosk", help="Terminals in service halls.")
_WRONG = {
    "code": "a code has 2 to 20 letters, digits and hyphens, for example TZ-1",
    "code_taken": "this code belongs to a terminal already; a new machine in its place: flask kiosk renew CODE",
    "terminal": "there is no terminal with this code: flask kiosk list",
}
_settings_file = click.option(
    "--settings",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A TOML file; docs/kiosk.md.",
)


@kiosk_commands.command("enrol")
@click.option("--code", required=True, help="What stands on the machine, for example TZ-1.")
@click.option("--hall", required=True, help="Code of the place (the end of /arrive/number/…), or its name.")
@click.option("--district", required=True, help="Whose staff are called.")
@click.option("--name", default="", help="Where in the hall it stands, as staff say it: 东门旁.")
@_settings_file
def enrol(code: str, hall: str, district: str, name: str, file: Path | None) -> None:
    """Add a terminal, and print the address and the code that make a browser this terminal. Good once, 10 minutes."""
    with _problems(), database().writing() as session:
        told = replace(_read(file), code=code, name=name, hall=hall, district=_known_district(district))
        enrolment_code = enrolment.add_terminal(session, settings=told)
    _warn_of_unknown_hall(hall)
    _hand_out(code, enrolment_code)


@kiosk_commands.command("renew")
@click.argument("code")
def renew(code: str) -> None:
    """A new machine for the same place, or one that was revoked: a new code. What the old machine has is void."""
    with _problems(), database().writing() as session:
        enrolment_code = enrolment.renew_enrolment(session, code=code)
    _hand_out(code, enrolment_code)


@kiosk_commands.command("set")
@click.argument("code")
@click.option("--hall")
@click.option("--district")
@click.option("--name")
@_settings_file
def change(code: str, hall: str | None, district: str | None, name: str | None, file: Path | None) -> None:
    """Change a terminal. A file replaces all of its settings; it counts from the next page it shows."""
    with _problems(), database().writing() as session:
        now = enrolment.settings_of(enrolment.get_terminal(session, code=code))
        told = now if file is None else replace(_read(file), code=now.code)
        told = replace(
            told,
            hall=hall or now.hall,
            name=now.name if name is None else name,
            district=_known_district(district) if district else now.district,
        )
        enrolment.change_terminal(session, code=code, settings=told)
    if hall:
        _warn_of_unknown_hall(hall)
    click.echo(f"{now.code} changed")


@kiosk_commands.command("revoke")
@click.argument("code")
def revoke(code: str) -> None:
    """From this moment the machine shows nothing but that it is out of use, and the way to the service desk."""
    with _problems(), database().writing() as session:
        enrolment.revoke_terminal(session, code=code)
    click.echo(f"{code.strip().upper()} revoked")


@kiosk_commands.command("list")
@click.option("--json", "as_json", is_flag=True)
def list_terminals(as_json: bool) -> None:
    """All terminals, also revoked ones: where they are, and when each was seen last."""
    with database().reading() as session:
        found = [_shown(one) for one in enrolment.list_terminals(session)]
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    for one in found:
        seen = one["last_seen_at"] or "never seen"
        click.echo(
            f"{one['code']:<12} {one['state']:<8} {one['district']:<10} {one['hall']:<20} {seen:<21} {one['name']}"
        )


def _read(file: Path | None) -> TerminalSettings:
    if file is None:
        return TerminalSettings()
    try:
        return read_settings(tomllib.loads(file.read_text(encoding="utf-8")), languages=LOCALES)
    except tomllib.TOMLDecodeError as problem:
        raise SettingsWrong(f"{file} is no TOML file: {problem}") from problem


def _known_district(written: str) -> str:
    districts = catalogue.load().districts
    if written not in districts:
        raise SettingsWrong(f"{written!r} is not known; known are {', '.join(districts)}")
    return written


def _warn_of_unknown_hall(hall: str) -> None:
    with database().reading() as session:
        if inventory.find_site(session, code=hall) is None:
            click.echo(f"No place has the code {hall}: its pages ask people where they are.", err=True)


def _hand_out(code: str, enrolment_code: str) -> None:
    address = current_app.extensions["settings"].public_url or ""
    click.echo(f"{address}/kiosk/enrol?code={enrolment_code}")
    click.echo(f"{code.strip().upper()}  {grouped(enrolment_code)}")
    click.echo(
        "Good once, for 10 minutes: open the address on the terminal, or type the code at /kiosk/enrol.", err=True
    )


def _shown(one: Terminal) -> dict[str, Any]:
    return {
        "code": one.code,
        "name": one.name,
        "hall": one.hall,
        "district": one.district,
        "settings": one.settings,
        "state": _state(one),
        "last_seen_at": _utc(one.last_seen_at) if one.last_seen_at else None,
    }


def _state(one: Terminal) -> str:
    if one.revoked_at is not None:
        return "revoked"
    return "invited" if one.key_hash is None else "in use"


@contextmanager
def _problems() -> Iterator[None]:
    try:
        yield
    except SettingsWrong as problem:
        raise click.UsageError(str(problem)) from problem
    except CitizenError as problem:
        raise click.UsageError(_WRONG.get(problem.code, problem.code)) from problem


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
