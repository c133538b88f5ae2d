"""Which gateway carries which channel in this deployment."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from citizen.config import Settings
from citizen.notices.channels import Channel
from citizen.notices.gateways.local import LocalOutbox
from citizen.notices.gateways.mail import MailGateway
from citizen.notices.gateways.message import Gateway, Message
from citizen.notices.gateways.sms import SmsGateway, VoiceGateway


def gateways(settings: Settings, render_html: Callable[[Message], str]) -> Mapping[Channel, Gateway]:
    """The connected channels. Post is not among them: letters wait until somebody prints them."""
    found: dict[Channel, Gateway] = {}
    if settings.shows_local_outbox:
        found = {Channel.SMS: LocalOutbox(), Channel.VOICE: LocalOutbox(), Channel.EMAIL: LocalOutbox()}
    if settings.sms_gateway_url:
        found[Channel.SMS] = SmsGateway(settings.sms_gateway_url, settings.sms_gateway_secret)
    if settings.voice_gateway_url:
        found[Channel.VOICE] = VoiceGateway(settings.voice_gateway_url, settings.voice_gateway_secret)
    if settings.smtp_url:
        found[Channel.EMAIL] = MailGateway(settings.smtp_url, settings.mail_from, render_html)
    return found
