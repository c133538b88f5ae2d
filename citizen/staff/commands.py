"""Who works here: enrolled, renewed and revoked by whoever runs the service. See docs/hall-staff.md.

What was given wrongly is one line on standard error and exit code 2.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup

from citizen.core import clock
from citizen.core.errors import CitizenError
from citizen.core.references import grouped
from citizen.eligibility import catalogue
from citizen.staff import accesses, service
from citizen.staff.duties import Role
from citizen.staff.models import StaffMember
from citizen.web.transaction import database

staff_commands = AppGroup("staff", help="Members of staff: who may help at a counter.")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_PHONE = re.compile(r"\+?[0-9][0-9 -]{5,20}")
_WRONG = {
    "staff": "nobody is enrolled under this number",
    "work_number": "a work number has 2 to 20 letters, digits and hyphens, for example G1024",
    "work_number_taken": "this work number belongs to somebody already; numbers of people who left are not given again",
    "name": "give the name",
    "role": "give at least one --role",
}


def _known_district(_context: click.Context, _option: click.Parameter, written: str) -> str:
    districts = catalogue.load().districts
    if written not in districts:
        raise click.BadParameter(f"{written!r} is not known; known are {', '.join(districts)}")
    return written


def _like(pattern: re.Pattern[str], example: str) -> Any:
    def check(_context: click.Context, _option: click.Parameter, written: str | None) -> str | None:
        if written is not None and not pattern.fullmatch(written):
            raise click.BadParameter(f"{written!r} is not like {example}")
        return written

    return check


@staff_commands.command("enrol")
@click.option("--code", required=True, help="The work number, for example G1024. Never an ID number.")
@click.option("--name", required=True, help="What visitors read: 张三.")
@click.option("--district", required=True, callback=_known_district, help="Whose hall.")
@click.option("--role", "roles", multiple=True, required=True, type=click.Choice([one.value for one in Role]))
@click.option("--phone", callback=_like(_PHONE, "010-12345678"), help="Work telephone for one-time codes.")
@click.option("--email", callback=_like(_EMAIL, "name@example.gov.cn"), help="Work e-mail for one-time codes.")
def enrol(code: str, name: str, district: str, roles: tuple[str, ...], phone: str | None, email: str | None) -> None:
    """Enrol somebody, and print the code for their first sign-in. It cannot be shown again."""
    with _problems(), database().writing() as session:
        enrolment = service.enrol_member(
            session,
            code=code,
            name=name,
            district=district,
            roles=[Role(one) for one in roles],
            phone=phone,
            email=email,
        )
    _hand_out(code, enrolment)


@staff_commands.command("renew")
@click.argument("code")
def renew(code: str) -> None:
    """A new enrolment code, when a device was lost: passkeys and sessions of this member end."""
    with _problems(), database().writing() as session:
        enrolment = service.renew_enrolment(session, code=code)
    _hand_out(code, enrolment)


@staff_commands.command("revoke")
@click.argument("code")
def revoke(code: str) -> None:
    """This member opens nothing any more, from this moment. What they did stays under their number."""
    with _problems(), database().writing() as session:
        service.revoke_member(session, code=code)
    click.echo(f"{service.work_number(code)} revoked")


@staff_commands.command("list")
@click.option("--json", "as_json", is_flag=True)
def list_staff(as_json: bool) -> None:
    """Everybody, also those who were revoked; never a telephone number or an address."""
    with database().reading() as session:
        found = [_shown(one) for one in service.list_members(session)]
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    for one in found:
        click.echo(f"{one['code']:<12} {one['state']:<9} {one['district']:<10} {','.join(one['roles'])}  {one['name']}")


@staff_commands.command("log")
@click.option("--code", help="Only of the member with this work number.")
@click.option("--at-most", default=100, show_default=True, type=click.IntRange(1, 10_000))
@click.option("--json", "as_json", is_flag=True)
def log(code: str | None, at_most: int, as_json: bool) -> None:
    """Which pages of the staff were opened, the newest first: who, page, result. Nothing about a person."""
    wanted = service.work_number(code) if code else None
    with database().reading() as session:
        found = accesses.list_accesses(session, code=wanted, at_most=at_most)
    for one in found:
        row = {**one._asdict(), "at": _utc(one.at)}
        line = f"{row['at']}  {one.code:<12} {one.method:<5} {one.page:<36} {one.status}"
        click.echo(json.dumps(row) if as_json else line)


def _hand_out(code: str, enrolment: str) -> None:
    address = current_app.extensions["settings"].public_url
    click.echo(f"{address}/staff/enrol")
    click.echo(f"{service.work_number(code)}  {grouped(enrolment)}")
    click.echo("Good once, for 7 days. Hand it over in person: it is shown only now.", err=True)


def _shown(one: StaffMember) -> dict[str, Any]:
    return {
        "code": one.code,
        "name": one.name,
        "district": one.district,
        "roles": one.roles,
        "state": _state(one),
        "enrolled_at": _utc(one.enrolled_at),
        "revoked_at": _utc(one.revoked_at) if one.revoked_at else None,
    }


def _state(one: StaffMember) -> str:
    if one.revoked_at is not None:
        return "revoked"
    if service.is_enrolled(one):
        return "active"
    return "invited" if one.enrolment_expires_at and one.enrolment_expires_at > clock.now() else "lapsed"


@contextmanager
def _problems() -> Iterator[None]:
    try:
        yield
    except CitizenError as problem:
        raise click.UsageError(_WRONG.get(problem.code, problem.code)) from problem


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
