"""The lists of a district, for its office: reports about places, and registered needs."""

from __future__ import annotations

import json
from collections.abc import Callable

import click
from flask.cli import AppGroup

from citizen.concerns import service
from citizen.concerns.models import PlaceReport, RegisteredNeeds
from citizen.eligibility import catalogue
from citizen.web.transaction import database

report_commands = AppGroup("reports", help="Problems with places, as people reported them.")
needs_commands = AppGroup("needs", help="What people registered that they need.")


def _known_district(_context: click.Context, _option: click.Parameter, written: str) -> str:
    districts = catalogue.load().districts
    if written not in districts:
        raise click.BadParameter(f"{written!r} is not known; known are {', '.join(districts)}")
    return written


def _of_one_district(command: Callable[..., None]) -> Callable[..., None]:
    as_json = click.option("--json", "as_json", is_flag=True, help="One JSON array instead of lines.")
    district = click.option("--district", required=True, callback=_known_district, help="Whose list.")
    return district(as_json(command))


@report_commands.command("list")
@_of_one_district
def list_reports(district: str, as_json: bool) -> None:
    """Every report about places of the district, oldest first. The output is personal: keep it like a file."""
    with database().reading() as session:
        _print([_report(one) for one in service.list_reports(session, district=district)], as_json)


@needs_commands.command("list")
@_of_one_district
def list_needs(district: str, as_json: bool) -> None:
    """What stands registered for the district now, oldest first. The output is personal: keep it like a file."""
    with database().reading() as session:
        _print([_needs(one) for one in service.list_needs(session, district=district)], as_json)


def _report(one: PlaceReport) -> dict[str, object]:
    return {"reference": one.reference, "made_at": one.made_at.isoformat(), "facility": one.place_id, **one.told}


def _needs(one: RegisteredNeeds) -> dict[str, object]:
    return {
        "reference": one.reference,
        "registered_at": one.created_at.isoformat(),
        "changed_at": one.changed_at.isoformat(),
        "relation": one.relation.value,
        "for": one.subject_name,
        **one.told,
    }


def _print(entries: list[dict[str, object]], as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(entries, ensure_ascii=False))
        return
    for entry in entries:
        click.echo("\t".join(f"{key}={value}" for key, value in entry.items()))
    click.echo(f"{len(entries)} in all")
