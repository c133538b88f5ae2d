"""The outbox of a development machine: what would have been sent, to read. In production there is no such page."""

from __future__ import annotations

from flask import Blueprint, Response, abort, current_app

from citizen.config import Settings
from citizen.notices.channels import Channel
from citizen.notices.delivery import State
from citizen.notices.service import list_latest
from citizen.web.access import needs_visit
from citizen.web.i18n import N_
from citizen.web.pages import page
from citizen.web.transaction import session

blueprint = Blueprint("notices", __name__)

CHANNEL_NAMES = {
    Channel.SMS: N_("Text message"),
    Channel.VOICE: N_("Telephone call"),
    Channel.EMAIL: N_("E-mail"),
    Channel.POST: N_("Letter by post"),
    Channel.SCREEN: N_("On screen only"),
}
STATE_NAMES = {
    State.QUEUED: (N_("Waiting"), "plain"),
    State.SENDING: (N_("Being sent"), "plain"),
    State.DELIVERED: (N_("Delivered"), "good"),
    State.DEAD: (N_("Given up"), "stop"),
    State.CANCELLED: (N_("Cancelled"), "plain"),
}


@blueprint.get("/development/outbox")
@needs_visit  # everybody's messages, though only invented ones: no browser keeps this page
def outbox() -> Response:
    settings: Settings = current_app.extensions["settings"]
    if not settings.shows_local_outbox:
        abort(404)
    entries = list_latest(session())
    return page("notices/outbox.html", entries=entries, channels=CHANNEL_NAMES, states=STATE_NAMES)
