"""From a claimed notice to a message in the recipient's words."""

from __future__ import annotations

from collections.abc import Iterator

from flask import current_app

from citizen.accessibility.locales import LOCALES
from citizen.notices.channels import Channel
from citizen.notices.delivery import idempotency_key
from citizen.notices.gateways.message import Message
from citizen.notices.kinds import find_kind, names_a_reference, words_of
from citizen.notices.outbox import Claimed
from citizen.web.catalogues import N_, catalogue

_SENDER_NAME = N_("Services for people with disabilities")
_NO_ANSWERS = N_("This message was sent by a program. Answers to it are not read.")
_ON_THE_WEBSITE = N_("You can also read it on the website and answer there, with your reference and access code.")


def compose(notice: Claimed, *, public_url: str) -> Message:
    """What goes out, in the language the recipient chose. Needs no request."""
    info = LOCALES[notice.language]
    words = words_of(notice.kind, about=notice.about, values=notice.values, language=notice.language)
    kind = find_kind(notice.kind)
    is_about_a_reference = kind is None or names_a_reference(kind)
    return Message(
        idempotency_key=idempotency_key(notice.key),
        address=notice.address,
        name=notice.name,
        language=info.code,
        language_tag=info.tag,
        sender_name=catalogue(info.babel).gettext(_SENDER_NAME),
        subject=words.subject,
        paragraphs=(*words.paragraphs, *_closing(notice.channel, info.babel, is_about_a_reference)),
        sms=words.spoken if notice.channel is Channel.VOICE else words.sms,
        website=public_url,
        written_at=notice.written_at,
        large_print=notice.large_print,
    )


def render_mail(message: Message) -> str:
    """The HTML of an e-mail: headings and paragraphs that say their language, and nothing to be fetched."""
    return current_app.jinja_env.get_template("messages/email.html").render(message=message)


def _closing(channel: Channel, babel_code: str, is_about_a_reference: bool) -> Iterator[str]:
    translate = catalogue(babel_code).gettext
    if channel is Channel.EMAIL:
        yield translate(_NO_ANSWERS)
    if is_about_a_reference:
        yield translate(_ON_THE_WEBSITE)
