"""A sender with the settings of this deployment, for the command that delivers and for what cannot wait for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from flask import current_app

from citizen.config import Settings
from citizen.notices.channels import Channel
from citizen.notices.composing import compose, render_mail
from citizen.notices.delivery import Event
from citizen.notices.gateways.connect import gateways
from citizen.notices.gateways.message import Message
from citizen.notices.outbox import Claimed
from citizen.notices.sending import Sender, new_sender_name
from citizen.web.transaction import database


def new_sender() -> Sender:
    """With a name of its own and every gateway that is connected."""
    settings = _settings()
    return Sender(
        database=database(),
        gateways=gateways(settings, render_mail),
        compose=composer(),
        attempts_allowed=settings.notice_attempts,
        expires_after=timedelta(days=settings.notice_expiry_days),
        name=new_sender_name(),
    )


def composer() -> Callable[[Claimed], Message]:
    public_url = _settings().public_url

    def compose_here(notice: Claimed) -> Message:
        return compose(notice, public_url=public_url)

    return compose_here


def send_at_once(key: str) -> Event | None:
    """Deliver one notice now, outside any transaction: what is needed this minute does not wait for the next round.
    When it does not go, the round tries again.
    """
    return new_sender().deliver_one(key)


def connected_channels() -> frozenset[Channel]:
    """The ways that something can leave by."""
    return frozenset(gateways(_settings(), render_mail))


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings
