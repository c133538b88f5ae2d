"""The words around codes, for every page that sends one."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, url_for

from citizen.core.errors import NotFound
from citizen.people import code_sending
from citizen.people.code_sending import Purpose
from citizen.people.credential_models import CodeChannel
from citizen.people.one_time_codes import Answer
from citizen.people.sign_in_forms import CodeForm
from citizen.web.i18n import N_, _, ngettext
from citizen.web.pages import page, see_other

CHANNEL_TEXTS = {
    CodeChannel.SMS: (N_("By text message"), N_("You read the code on your telephone. Good if you do not hear well.")),
    CodeChannel.VOICE: (N_("By a call"), N_("A voice says the code three times. Good if you do not see well.")),
    CodeChannel.EMAIL: (N_("By e-mail"), N_("You read or listen to it wherever you read your e-mail.")),
}
PROBLEMS = {
    Answer.WRONG: N_("This is not the code we sent last. Check the digits, or ask for a new code below."),
    Answer.SPENT: N_("This code is over after 5 wrong tries. Ask for a new code below."),
    Answer.EXPIRED: N_("This code is over. Ask for a new code below."),
}


@dataclass(frozen=True, slots=True)
class CodePages:
    """The pages around one purpose of codes, by their endpoints, and what the button under the code says."""

    enter: str
    more_time: str
    again: str
    other: str
    button: str


def channel_named(way: str) -> CodeChannel:
    """:raises NotFound: no such way, or it is not connected in this deployment."""
    found = next((one for one in code_sending.offered_channels() if one.value == way), None)
    if found is None:
        raise NotFound("channel")
    return found


def ways_for(endpoint: str) -> list[dict[str, str]]:
    """The ways to choose from, as links to this endpoint."""
    return [
        {
            "text": _(CHANNEL_TEXTS[channel][0]),
            "hint": _(CHANNEL_TEXTS[channel][1]),
            "href": url_for(endpoint, way=channel.value),
        }
        for channel in code_sending.offered_channels()
    ]


def soon(seconds: int) -> str:
    """When another code can be sent."""
    if seconds <= 60:
        return ngettext(
            "A code was sent there a moment ago. Another one can be sent in %(num)s second.",
            "A code was sent there a moment ago. Another one can be sent in %(num)s seconds.",
            seconds,
        )
    return ngettext(
        "Several codes were sent there. Another one can be sent in %(num)s minute.",
        "Several codes were sent there. Another one can be sent in %(num)s minutes.",
        -(-seconds // 60),
    )


def instead_of(channel: CodeChannel) -> tuple[str, str] | None:
    """The other way to the same telephone, as a button: its code and words."""
    other = {CodeChannel.SMS: CodeChannel.VOICE, CodeChannel.VOICE: CodeChannel.SMS}.get(channel)
    if other not in code_sending.offered_channels():
        return None
    return other.value, _("Call me instead") if other is CodeChannel.VOICE else _("Send a text message instead")


def code_page(purpose: Purpose, at: CodePages, form: CodeForm, *, longer: bool) -> Response:
    """The page of the one field; without a code on its way, the page where one is asked for."""
    sent = code_sending.find_sent(purpose)
    if sent is None:
        return see_other(at.other)
    status = 422 if form.problems else 200
    instead = instead_of(sent.channel)
    return page("people/code_enter.html", status=status, form=form, sent=sent, at=at, longer=longer, instead=instead)
