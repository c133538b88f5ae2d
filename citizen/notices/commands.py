"""Delivering, printing, and looking after what could not be delivered. See docs/notices.md."""

from __future__ import annotations

import dataclasses
import json
import logging
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from citizen.accessibility.locales import DEFAULT
from citizen.accessibility.reading_codes import READING_CODES
from citizen.config import Settings
from citizen.core import clock
from citizen.core.errors import Conflict, NotFound
from citizen.notices import outbox, printing
from citizen.notices.channels import Channel, Recipient
from citizen.notices.notice_kinds import TEST
from citizen.notices.rounds import run_rounds, say
from citizen.notices.senders import composer, new_sender
from citizen.notices.sending import new_sender_name, waiting_without_gateway
from citizen.notices.service import write_notice
from citizen.web.transaction import database

notice_commands = AppGroup("notices", help="Messages to people: deliver, print, repair.")
_log = logging.getLogger("citizen.notices")


@notice_commands.command("deliver")
@click.option("--batch", default=200, type=click.IntRange(1), help="at most so many messages in one round")
@click.option("--once", is_flag=True, help="one round, then stop (the default)")
@click.option("--every", type=click.IntRange(1), help="a round every so many seconds, until stopped")
def deliver(batch: int, once: bool, every: int | None) -> None:
    """Send what is due. Safe to stop, to repeat, and to run on several machines at once."""
    if once and every:
        raise click.UsageError("--once and --every exclude each other")
    run_rounds(partial(_round, batch), every=every, log=_log)


@notice_commands.command("print-batch")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--at-most", default=200, type=click.IntRange(1), help="so many letters in one file")
@click.option("--one-sided", is_flag=True, help="for printers that use one side of the paper only")
def print_batch(file: Path, at_most: int, one_sided: bool) -> None:
    """Write letters that wait for the post into one PDF. A letter counts as handed over when the file is complete."""
    printer = printing.Printer(database(), composer(), new_sender_name())
    try:
        count = printer.print_letters(file, at_most=at_most, two_sided=not one_sided)
    except printing.CannotPrint as problem:
        raise click.ClickException(str(problem)) from problem
    except PermissionError as problem:
        raise click.ClickException(f"{file.absolute()}: the user this runs as may not go there") from problem
    click.echo(f"{count} letters in {file}" if count else "no letters wait")


@notice_commands.command("dead")
@click.option("--json", "as_json", is_flag=True, help="for other programs")
def dead(as_json: bool) -> None:
    """List what was given up, and why: without names, addresses or words."""
    with database().reading() as session:
        found = outbox.list_dead(session)
    if as_json:
        click.echo(json.dumps([_as_json(one) for one in found], ensure_ascii=False, indent=2))
        return
    for one in found:
        gone = "" if one.can_be_retried else ", address erased"
        click.echo(f"{one.settled_at:%Y-%m-%d %H:%M}Z {one.key} ({one.channel}): {one.problem}{gone}")
    click.echo(f"{len(found)} given up")


@notice_commands.command("retry")
@click.argument("key", required=False)
@click.option("--all", "everything", is_flag=True, help="all that were given up and still have an address")
def retry(key: str | None, everything: bool) -> None:
    """Queue again what was given up, after the cause has been repaired."""
    if (key is None) != everything:
        raise click.UsageError("give a key, or --all")
    try:
        with database().writing() as session:
            count = 1 if key else outbox.retry_all(session)
            if key:
                outbox.retry_notice(session, key=key)
    except NotFound as missing:
        raise click.ClickException("no notice with this key was given up") from missing
    except Conflict as gone:
        raise click.ClickException("the address of this notice has been erased") from gone
    click.echo(f"{count} queued again")


@notice_commands.command("tidy")
def tidy() -> None:
    """Erase addresses that are needed no longer, and give up what is too old. Run it every day."""
    settings, now = _settings(), clock.now()
    with database().writing() as session:
        given_up = outbox.give_up_hopeless(
            session,
            attempts_allowed=settings.notice_attempts,
            oldest=now - timedelta(days=settings.notice_expiry_days),
        )
        erased = outbox.erase_addresses(session, settled_before=now - timedelta(days=settings.notice_address_days))
    click.echo(f"{erased} addresses erased, {given_up} old notices given up")


@notice_commands.command("test")
@click.argument("channel", type=click.Choice(["sms", "voice", "email", "post"]))
@click.argument("address")
@click.option("--language", default=DEFAULT.code, type=click.Choice(list(READING_CODES)))
def write_test(channel: str, address: str, language: str) -> None:
    """Queue a test message to your own address; `notices deliver` then sends it."""
    key = f"test:{new_sender_name()}"
    with database().writing() as session:
        to = Recipient(Channel(channel), address, language)
        write_notice(session, kind=TEST.code, about="TEST", to=to, key=key)
    click.echo(f"queued as {key}")


def _round(batch: int, stop: Callable[[], bool]) -> None:
    sender = new_sender()
    counted = sender.deliver(at_most=batch, stop=stop)
    say(counted)
    for channel, count in waiting_without_gateway(sender.database, sender.gateways):
        way = "flask notices print-batch FILE.pdf" if channel is Channel.POST else "no gateway is connected"
        click.echo(f"{count} wait for {channel}: {way}")


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings


def _as_json(notice: outbox.DeadNotice) -> dict[str, object]:
    return {**dataclasses.asdict(notice), "settled_at": notice.settled_at.isoformat()}
