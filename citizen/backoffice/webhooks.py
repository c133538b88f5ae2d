"""Where case systems want to be told, and the outbox of what they are told. Callers own short transactions.

The rows are written with the change itself (changes.py). Their life is that of notices: the same states, leases and
waits (notices.delivery); only what is sent, and to whom, is different.
"""

from __future__ import annotations

import ipaddress
import secrets
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.backoffice.models import ApiToken, Webhook, WebhookDelivery
from citizen.backoffice.tokens import get_token, new_id
from citizen.backoffice.vocabulary import BY_PEOPLE, EventType
from citizen.backoffice.webhook_signing import Told
from citizen.core import clock
from citizen.core.errors import NotFound, RuleBroken
from citizen.notices.delivery import LEASE, Event, State, after, event_after_failure, states_before, wait_before

_MORE_CANDIDATES = 20
_UNCLAIMED = {"claimed_by": None, "claimed_until": None}
#: What was delivered or given up is removed after so long; the change itself stays readable in the API.
DELIVERIES_KEPT = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery one sender holds for the time of a lease."""

    told: Told
    url: str
    secrets: tuple[str, ...]
    attempt: int


def new_webhook(
    session: Session, *, token_id: str, url: str, events: Collection[EventType] = BY_PEOPLE, plain_allowed: bool
) -> tuple[str, str]:
    """Tell a token's case system of changes at this address; returns id and secret, which is shown once.

    Raises RuleBroken for an address without https (`plain_allowed`: http to this very machine is taken), NotFound.
    """
    check_address(url, plain_allowed=plain_allowed)
    token = get_token(session, token_id=token_id)
    webhook_id, secret = new_id(), secrets.token_urlsafe(32)
    session.add(
        Webhook(
            id=webhook_id,
            token_id=token.id,
            url=url,
            events=sorted({EventType(one).value for one in events}),
            secret=secret,
            created_at=clock.now(),
        )
    )
    session.flush()
    return webhook_id, secret


def check_address(url: str, *, plain_allowed: bool) -> None:
    """Raises RuleBroken unless it can be one: https, a host, no name and password in it, no fragment."""
    try:
        parts = urlsplit(url)
        host, has_port = parts.hostname or "", parts.port != 0
    except ValueError as wrong:
        raise RuleBroken("address_wrong", field="url") from wrong
    is_plain = parts.scheme == "http" and plain_allowed and _is_this_machine(host)
    if not host or not has_port or len(url) > 500 or parts.username or parts.fragment or not url.isascii():
        raise RuleBroken("address_wrong", field="url")
    if parts.scheme != "https" and not is_plain:
        raise RuleBroken("address_not_https", field="url")


def get_webhook(session: Session, *, webhook_id: str) -> Webhook:
    """The webhook with this id; raises NotFound."""
    row = session.get(Webhook, webhook_id)
    if row is None:
        raise NotFound("webhook")
    return row


def list_webhooks(session: Session) -> list[tuple[Webhook, ApiToken]]:
    """All of them with their tokens, the newest last."""
    found = sa.select(Webhook, ApiToken).join(ApiToken, Webhook.token_id == ApiToken.id)
    return [(one, token) for one, token in session.execute(found.order_by(Webhook.created_at, Webhook.id))]


def rotate_secret(session: Session, *, webhook_id: str) -> str:
    """A new secret; until `retire_secret` everything is signed with both. Returns the new one."""
    row = get_webhook(session, webhook_id=webhook_id)
    row.old_secret, row.secret = row.secret, secrets.token_urlsafe(32)
    session.flush()
    return row.secret


def retire_secret(session: Session, *, webhook_id: str) -> None:
    """The old secret signs nothing any more."""
    get_webhook(session, webhook_id=webhook_id).old_secret = None
    session.flush()


def stop_webhook(session: Session, *, webhook_id: str) -> None:
    """Nothing is told there any more, also nothing that waits."""
    row = get_webhook(session, webhook_id=webhook_id)
    row.stopped_at = row.stopped_at or clock.now()
    waiting = WebhookDelivery.state.in_(states_before(Event.WITHDRAW))
    _update(
        session,
        sa.and_(WebhookDelivery.webhook_id == row.id, waiting),
        {"state": State.CANCELLED, "settled_at": clock.now(), **_UNCLAIMED},
    )
    session.flush()


# -- the outbox ------------------------------------------------------------------------------------------------


def claim_due(session: Session, *, sender: str) -> Claimed | None:
    """Take the delivery that is due longest, for the time of a lease."""
    now = clock.now()
    is_due = sa.or_(
        sa.and_(WebhookDelivery.state == State.QUEUED, WebhookDelivery.due_at <= now),
        sa.and_(WebhookDelivery.state == State.SENDING, WebhookDelivery.claimed_until <= now),
    )
    oldest = sa.select(WebhookDelivery.id).where(is_due).order_by(WebhookDelivery.due_at, WebhookDelivery.sequence)
    taken = {
        "state": after(State.QUEUED, Event.CLAIM),
        "claimed_by": sender,
        "claimed_until": now + LEASE,
        "attempts": WebhookDelivery.attempts + 1,
    }
    for delivery_id in session.scalars(oldest.limit(_MORE_CANDIDATES)).all():
        if _update(session, sa.and_(WebhookDelivery.id == delivery_id, is_due), taken) == 1:
            return _held(session, session.get_one(WebhookDelivery, delivery_id, populate_existing=True))
    return None


def record_delivery(session: Session, *, claimed: Claimed, sender: str) -> None:
    """The receiver has it."""
    _finish(session, claimed, sender, Event.ACCEPT, {"settled_at": clock.now(), "problem": None})


def record_refusal(session: Session, *, claimed: Claimed, sender: str, problem: str) -> Event:
    """It can never go there."""
    _finish(session, claimed, sender, Event.GIVE_UP, {"settled_at": clock.now(), "problem": problem})
    return Event.GIVE_UP


def record_failure(
    session: Session, *, claimed: Claimed, sender: str, problem: str, attempts_allowed: int, asked: timedelta
) -> Event:
    """It did not go this time; returns whether it is tried again (POSTPONE) or not (GIVE_UP)."""
    if event_after_failure(claimed.attempt, at_most=attempts_allowed) is Event.GIVE_UP:
        return record_refusal(session, claimed=claimed, sender=sender, problem=problem)
    due_at = clock.now() + wait_before(claimed.attempt, str(claimed.told.id), asked)
    _finish(session, claimed, sender, Event.POSTPONE, {"due_at": due_at, "problem": problem})
    return Event.POSTPONE


def list_dead(session: Session) -> list[WebhookDelivery]:
    """What was given up, oldest first."""
    dead = sa.select(WebhookDelivery).where(WebhookDelivery.state == State.DEAD)
    return list(session.scalars(dead.order_by(WebhookDelivery.settled_at, WebhookDelivery.id)))


def retry_dead(session: Session, *, delivery_id: uuid.UUID | None = None) -> int:
    """Queue one, or all that were given up, with all attempts; returns how many."""
    chosen: sa.ColumnElement[bool] = WebhookDelivery.state.in_(states_before(Event.RETRY))
    if delivery_id is not None:
        chosen = sa.and_(chosen, WebhookDelivery.id == delivery_id)
    again = {"state": after(State.DEAD, Event.RETRY), "attempts": 0, "due_at": clock.now(), "settled_at": None}
    return _update(session, chosen, {**again, "problem": None})


def forget_deliveries(session: Session) -> int:
    """Remove what was settled long ago; returns how many."""
    old = sa.delete(WebhookDelivery).where(WebhookDelivery.settled_at < clock.now() - DELIVERIES_KEPT)
    return int(getattr(session.execute(old), "rowcount", 0))


def _held(session: Session, row: WebhookDelivery) -> Claimed:
    webhook = session.get_one(Webhook, row.webhook_id)
    told = Told(row.id, row.event.value, row.number, row.district, row.sequence, row.at)
    return Claimed(told, webhook.url, tuple(filter(None, (webhook.secret, webhook.old_secret))), row.attempts)


def _finish(session: Session, claimed: Claimed, sender: str, event: Event, change: Mapping[str, Any]) -> None:
    is_mine = sa.and_(
        WebhookDelivery.id == claimed.told.id,
        WebhookDelivery.state == State.SENDING,
        WebhookDelivery.claimed_by == sender,
    )
    _update(session, is_mine, {**change, "state": after(State.SENDING, event), **_UNCLAIMED})


def _update(session: Session, condition: sa.ColumnElement[bool], change: Mapping[str, Any]) -> int:
    statement = sa.update(WebhookDelivery).where(condition).values(dict(change))
    result = session.execute(statement.execution_options(synchronize_session=False))
    return int(getattr(result, "rowcount", 0))


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
