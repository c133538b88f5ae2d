"""What nobody came back for. Run `visits expire` every few minutes where there are terminals, else once a day."""

from __future__ import annotations

import uuid

import click
import sqlalchemy as sa
from flask.cli import AppGroup
from sqlalchemy.orm import Session

from citizen.accessibility import spoken_answers
from citizen.applications.models import Application
from citizen.booking.models import Booking
from citizen.core import security_log
from citizen.core.references import normalise
from citizen.db import counting
from citizen.kiosk.longest import longest_limit
from citizen.people import service as people
from citizen.people import sessions
from citizen.people.endings import end_and_forget
from citizen.people.models import Person
from citizen.web.transaction import database

visit_commands = AppGroup("visits", help="Anonymous visits and what they left unfinished.")
_BATCH = 200


@visit_commands.command("expire")
def expire() -> None:
    """End visits that are over, delete their checks and drafts. Each visit in a transaction of its own: safe to stop,
    to repeat, and to run beside another copy."""
    ended = 0
    while batch := _stale():
        for visit_id in batch:
            with database().writing() as session:
                end_and_forget(session, visit_id=visit_id)
            ended += 1
    with database().writing() as session:
        forgotten = people.forget_old(session)
        spoken_answers.forget_old(session)
        counting.forget_over(session)
    click.echo(f"{ended} visits ended, {forgotten} old attempts removed")


@visit_commands.command("end")
@click.option("--reference", help="Of the person to whom this application or appointment belongs.")
@click.option("--everybody", is_flag=True, help="Of all people: after something has happened.")
def end(reference: str | None, everybody: bool) -> None:
    """Sign people out on every device, at once: a lost telephone, a stranger in an account. Nothing they saved is lost,
    and they can sign in again. Sessions of staff end with `staff revoke` and `staff renew`.
    """
    if bool(reference) == everybody:
        raise click.UsageError("give --reference, or --everybody")
    with database().reading() as session:
        persons = _of(session, reference) if reference else list(session.scalars(sa.select(Person.id)))
    if not persons:
        raise click.UsageError("nobody with an account has an application or appointment with this reference")
    ended = 0
    for person_id in persons:
        with database().writing() as session:
            ended += sessions.end_every_session(session, person_id=person_id)
    security_log.note("sessions-ended-by-operator", of="everybody" if everybody else "one", number=str(ended))
    click.echo(f"{ended} sessions ended")


def _of(session: Session, reference: str) -> list[uuid.UUID]:
    wanted = normalise(reference)
    folders = sa.union_all(
        sa.select(Application.visit_id).where(Application.reference == wanted),
        sa.select(Booking.visit_id).where(Booking.public_ref == wanted),
    )
    return list(session.scalars(sa.select(Person.id).where(Person.folder_id.in_(folders))))


def _stale() -> list[uuid.UUID]:
    with database().reading() as session:
        return people.stale_visits(session, kiosk_idle_limit=longest_limit(session), at_most=_BATCH)
