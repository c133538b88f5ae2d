"""E-mail over SMTP: one message with the same words as plain text and as HTML."""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Callable
from email.message import EmailMessage
from email.utils import format_datetime, formataddr
from urllib.parse import unquote, urlsplit

from citizen.notices.gateways.message import Message, NotNow, Receipt, Refused

_TIMEOUT_SECONDS = 15.0
_ADDRESS = re.compile(r"[^\s@<>(),;:\"\\]+@[^\s@<>(),;:\"\\.]+(\.[^\s@<>(),;:\"\\.]+)+")
_PORTS = {"smtps": 465, "smtp+starttls": 587, "smtp": 25}


class MailGateway:
    """Hands messages to the mail server of the settings: `smtps://`, `smtp+starttls://`, or `smtp://` on this machine.

    Where encryption was asked for it is never given up: a server without STARTTLS gets nothing.
    """

    def __init__(self, url: str, sender: str, render_html: Callable[[Message], str]) -> None:
        parts = urlsplit(url)
        self._scheme = parts.scheme
        self._host, self._port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
        self._user, self._password = unquote(parts.username or ""), unquote(parts.password or "")
        self._sender = sender
        self._render_html = render_html

    def send(self, message: Message) -> Receipt:
        mail = self._compose(message)
        try:
            with self._connect() as server:
                server.send_message(mail, from_addr=self._sender, to_addrs=[mail["To"].addresses[0].addr_spec])
        except smtplib.SMTPRecipientsRefused as refused:
            raise _by_code(min(code for code, _text in refused.recipients.values()), "address") from refused
        except smtplib.SMTPDataError as refused:
            raise _by_code(refused.smtp_code, "refused_by_gateway") from refused
        except (smtplib.SMTPSenderRefused, smtplib.SMTPAuthenticationError, smtplib.SMTPNotSupportedError) as refused:
            raise NotNow("gateway_settings") from refused
        except (smtplib.SMTPException, OSError) as fault:
            raise NotNow("gateway_unreachable") from fault
        return Receipt(mail["Message-ID"])

    def _connect(self) -> smtplib.SMTP:
        # The name we greet with is the sender's domain: the machine's own is nobody's business.
        domain = self._sender.rpartition("@")[2]
        secure = _trusted()
        server: smtplib.SMTP
        if self._scheme == "smtps":
            server = smtplib.SMTP_SSL(self._host, self._port, domain, timeout=_TIMEOUT_SECONDS, context=secure)
        else:
            server = smtplib.SMTP(self._host, self._port, domain, timeout=_TIMEOUT_SECONDS)
        try:
            if self._scheme == "smtp+starttls":
                server.starttls(context=secure)
            if self._user:
                server.login(self._user, self._password)
        except BaseException:
            server.close()
            raise
        return server

    def _compose(self, message: Message) -> EmailMessage:
        mail = EmailMessage()
        mail["Subject"] = " ".join(message.subject.split())  # a line break would end the header
        mail["From"] = formataddr((message.sender_name, self._sender))
        mail["To"] = _checked(message.address)
        mail["Date"] = format_datetime(message.written_at)
        # The same for every attempt, so that a mailbox can tell that it has this one already.
        mail["Message-ID"] = f"<{message.idempotency_key}@{self._sender.rpartition('@')[2]}>"
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(_as_text(message))
        mail.add_alternative(self._render_html(message), subtype="html")
        # Last: set before, it would move into the first part.
        mail["Content-Language"] = message.language_tag
        return mail


def _trusted() -> ssl.SSLContext:
    """Certificates are verified, by the authorities this machine trusts."""
    return ssl.create_default_context()


def _checked(address: str) -> str:
    """The address, if it can be one: anything that could end a header line or name a second person is refused."""
    stripped = address.strip()
    if not _ADDRESS.fullmatch(stripped) or not stripped.isascii() or len(stripped) > 254:
        raise Refused("address")
    return stripped


def _as_text(message: Message) -> str:
    parts = (message.subject, *message.paragraphs, message.website)
    return "\n\n".join(filter(None, parts)) + "\n"


def _by_code(code: int, problem: str) -> Refused | NotNow:
    """5xx is for ever; 4xx (a full mailbox, greylisting) passes."""
    return Refused(problem) if code >= 500 else NotNow("gateway_busy")
