"""Tokens and webhooks of case systems, for whoever runs the service. See docs/case-systems.md."""

from __future__ import annotations

import ipaddress
import json
import logging
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup

from citizen.backoffice import tokens, webhooks
from citizen.backoffice.models import ApiToken
from citizen.backoffice.vocabulary import BY_PEOPLE, EventType, Scope
from citizen.backoffice.webhook_sending import Reach, WebhookSender
from citizen.config import Settings
from citizen.core import clock
from citizen.core.errors import CitizenError, NotFound, RuleBroken
from citizen.notices.rounds import run_rounds, say
from citizen.notices.sending import new_sender_name
from citizen.web.transaction import database

token_commands = AppGroup("tokens", help="Tokens of case systems.")
webhook_commands = AppGroup("webhooks", help="Telling case systems of changes.")
_log = logging.getLogger("citizen.backoffice")


@token_commands.command("new")
@click.option("--district", required=True, help="Whose cases.")
@click.option("--programme", "programmes", multiple=True, help="Only these; several times for several; none: all.")
@click.option("--scope", "scopes", multiple=True, required=True, type=click.Choice([one.value for one in Scope]))
@click.option("--name", required=True, help="Which system it is for, never a person.")
@click.option("--expires", required=True, type=click.DateTime(["%Y-%m-%d"]), help="The last day.")
def new(district: str, programmes: tuple[str, ...], scopes: tuple[str, ...], name: str, expires: datetime) -> None:
    """Make a token and print it. It cannot be shown again."""
    last_day = expires.replace(tzinfo=clock.LOCAL_ZONE) + timedelta(days=1)
    with _problems(), database().writing() as session:
        token = tokens.new_token(
            session,
            name=name,
            district=district,
            programmes=programmes,
            scopes=[Scope(one) for one in scopes],
            expires_at=last_day,
        )
    click.echo(token)
    click.echo("Keep it like a password: it is shown only now.", err=True)


@token_commands.command("list")
@click.option("--json", "as_json", is_flag=True)
def list_tokens(as_json: bool) -> None:
    """All tokens, without their secrets."""
    with database().reading() as session:
        found = [_token(one) for one in tokens.list_tokens(session)]
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    for one in found:
        programmes = ", ".join(one["programmes"]) or "all programmes"
        click.echo(f"{one['id']}  {one['state']:<8} {one['district']:<10} {','.join(one['scopes'])}  {one['name']}")
        click.echo(f"            until {one['expires_at']}, {programmes}")


@token_commands.command("revoke")
@click.argument("token_id")
def revoke(token_id: str) -> None:
    """It opens nothing any more, from this moment, and its webhooks are told nothing more."""
    with _problems(), database().writing() as session:
        tokens.revoke_token(session, token_id=token_id)
        for webhook, _token in webhooks.list_webhooks(session):
            if webhook.token_id == token_id:
                webhooks.stop_webhook(session, webhook_id=webhook.id)
    click.echo(f"{token_id} revoked")


@token_commands.command("log")
@click.option("--token", "token_id", help="Only of this token.")
@click.option("--case", "case_id", type=click.UUID, help="Only of this case, by its id.")
@click.option("--at-most", default=100, show_default=True, type=click.IntRange(1, 10_000))
@click.option("--json", "as_json", is_flag=True)
def log(token_id: str | None, case_id: uuid.UUID | None, at_most: int, as_json: bool) -> None:
    """What was used, the newest first: token, act, case, result. Nothing about a person."""
    with database().reading() as session:
        found = tokens.list_access(session, token_id=token_id, case_id=case_id, at_most=at_most)
    for one in found:
        row = {"at": _utc(one.at), "token": one.token_id, "act": one.act, "status": one.status}
        row["case_id"] = str(one.case_id) if one.case_id else None
        line = f"{row['at']}  {one.token_id}  {one.act:<18} {one.status}  {row['case_id'] or '-'}"
        click.echo(json.dumps(row) if as_json else line)


@token_commands.command("tidy")
def tidy() -> None:
    """Forget answers and deliveries nobody will ask for again. Run it every day."""
    with database().writing() as session:
        answers, deliveries = tokens.forget_answers(session), webhooks.forget_deliveries(session)
    click.echo(f"{answers} answers and {deliveries} deliveries forgotten")


@webhook_commands.command("new")
@click.option("--token", "token_id", required=True, help="Whose changes: those this token may see.")
@click.option("--url", required=True, help="https://…")
@click.option("--event", "events", multiple=True, type=click.Choice([one.value for one in EventType]))
def new_webhook(token_id: str, url: str, events: tuple[str, ...]) -> None:
    """Tell a case system of changes; prints id and secret. Without --event: of what people do."""
    wanted = [EventType(one) for one in events] or BY_PEOPLE
    with _problems(), database().writing() as session:
        webhook_id, secret = webhooks.new_webhook(
            session, token_id=token_id, url=url, events=wanted, plain_allowed=_reach().this_machine
        )
    click.echo(f"{webhook_id} {secret}")


@webhook_commands.command("list")
def list_webhooks() -> None:
    """All webhooks, without their secrets."""
    with database().reading() as session:
        for one, token in webhooks.list_webhooks(session):
            state = "stopped" if one.stopped_at else "two secrets" if one.old_secret else "on"
            click.echo(f"{one.id}  {state:<11} {token.district} ({token.name}) {one.url}  {','.join(one.events)}")


@webhook_commands.command("rotate")
@click.argument("webhook_id")
def rotate(webhook_id: str) -> None:
    """Print a new secret. Everything is signed with both until `retire`."""
    with _problems(), database().writing() as session:
        click.echo(webhooks.rotate_secret(session, webhook_id=webhook_id))


@webhook_commands.command("retire")
@click.argument("webhook_id")
def retire(webhook_id: str) -> None:
    """The receiver has changed over: the old secret signs nothing any more."""
    with _problems(), database().writing() as session:
        webhooks.retire_secret(session, webhook_id=webhook_id)
    click.echo("the old secret is gone")


@webhook_commands.command("stop")
@click.argument("webhook_id")
def stop(webhook_id: str) -> None:
    """Tell nothing there any more."""
    with _problems(), database().writing() as session:
        webhooks.stop_webhook(session, webhook_id=webhook_id)
    click.echo(f"{webhook_id} stopped")


@webhook_commands.command("deliver")
@click.option("--batch", default=200, type=click.IntRange(1), help="At most so many in one round.")
@click.option("--every", type=click.IntRange(1), help="A round every so many seconds, until stopped.")
def deliver(batch: int, every: int | None) -> None:
    """Tell what is due. Safe to stop, to repeat, and to run on several machines at once."""
    run_rounds(partial(_round, batch), every=every, log=_log)


@webhook_commands.command("dead")
def dead() -> None:
    """What was given up, and why."""
    with database().reading() as session:
        for one in webhooks.list_dead(session):
            click.echo(f"{one.id}  {one.webhook_id}  {one.event.value}  {one.problem}  after {one.attempts} attempts")


@webhook_commands.command("retry")
@click.argument("delivery_id", type=click.UUID, required=False)
@click.option("--all", "everything", is_flag=True)
def retry(delivery_id: uuid.UUID | None, everything: bool) -> None:
    """Queue again what was given up, after the cause has been repaired."""
    if (delivery_id is None) != everything:
        raise click.UsageError("give an id, or --all")
    with database().writing() as session:
        count = webhooks.retry_dead(session, delivery_id=delivery_id)
    click.echo(f"{count} queued again")


def _round(batch: int, stop: Callable[[], bool]) -> None:
    sender = WebhookSender(database(), _reach(), _settings().notice_attempts, new_sender_name())
    counted = sender.deliver(at_most=batch, stop=stop)
    say(counted)


def _reach() -> Reach:
    settings = _settings()
    networks = tuple(ipaddress.ip_network(one) for one in settings.webhook_networks)
    return Reach(networks, this_machine=not settings.is_production)


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings


@contextmanager
def _problems() -> Iterator[None]:
    try:
        yield
    except NotFound as missing:
        raise click.ClickException(f"there is no such {missing.code}") from missing
    except RuleBroken as wrong:
        named = f"{wrong.code} {wrong.details.get('name', '')}".strip()
        raise click.BadParameter(named, param_hint=wrong.field) from wrong
    except CitizenError as problem:
        raise click.ClickException(problem.code) from problem


def _token(one: ApiToken) -> dict[str, Any]:
    ended = "revoked" if one.revoked_at else "expired" if one.expires_at <= clock.now() else "valid"
    return {
        "id": one.id,
        "name": one.name,
        "district": one.district,
        "programmes": one.programmes,
        "scopes": one.scopes,
        "expires_at": _utc(one.expires_at),
        "state": ended,
    }


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
