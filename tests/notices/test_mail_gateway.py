"""E-mail over real SMTP to a server on this machine; every mail is parsed back as a mail program would."""

from __future__ import annotations

import email
import email.policy
import re
import socket
import ssl
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import html5lib
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from flask import Flask

from citizen.notices.composing import render_mail
from citizen.notices.gateways import mail
from citizen.notices.gateways.mail import MailGateway
from citizen.notices.gateways.message import NotNow, Refused
from tests.notices.builders import a_message

TO, FROM = "wang@example.org", "service@example.gov.cn"


class Mailbox:
    """Keeps what comes; answers the recipient or the words with a code when told so."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.envelopes: list[tuple[str, list[str]]] = []
        self.greeting = ""
        self.at_recipient = self.at_data = self.at_sender = "250 OK"

    async def handle_EHLO(self, server: Any, session: Any, envelope: Any, hostname: str, responses: list[str]) -> Any:
        self.greeting = session.host_name = hostname
        return responses

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        envelope.mail_from = address
        return self.at_sender

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if self.at_recipient.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.at_recipient

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.at_data.startswith("250"):
            parsed = email.message_from_bytes(envelope.content, policy=email.policy.default)
            assert isinstance(parsed, EmailMessage)
            self.mails.append(parsed)
            self.envelopes.append((envelope.mail_from, envelope.rcpt_tos))
        return self.at_data


Serve = Callable[..., tuple[str, Mailbox]]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Start a mail server on a free port; returns its host and port, and its mailbox."""
    running: list[Controller] = []

    def start(**options: Any) -> tuple[str, Mailbox]:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        mailbox = Mailbox()
        controller = Controller(mailbox, hostname="127.0.0.1", port=port, **options)
        controller.start()
        running.append(controller)
        return f"127.0.0.1:{port}", mailbox

    yield start
    for controller in running:
        controller.stop()


@pytest.fixture
def render(app: Flask) -> Iterator[Callable[[Any], str]]:
    with app.app_context():
        yield render_mail


def test_a_mail_parsed_back(serve: Serve, render: Any) -> None:
    host, mailbox = serve()
    receipt = MailGateway(f"smtp://{host}", FROM, render).send(a_message(address=f" {TO} "))
    (found,) = mailbox.mails
    assert mailbox.envelopes == [(FROM, [TO])]
    assert found["Subject"] == "您的申请 A7K 3M9 QX4 已收到"
    assert found["From"].addresses[0].addr_spec == FROM
    assert found["From"].addresses[0].display_name == "残疾人自助服务"
    assert [one.addr_spec for one in found["To"].addresses] == [TO]
    assert found["Date"].datetime == datetime(2026, 3, 7, 4, 0, tzinfo=UTC)
    assert found["Content-Language"] == "zh-Hans-CN"
    assert found["Auto-Submitted"] == "auto-generated"
    assert receipt.number == found["Message-ID"] == f"<{a_message().idempotency_key}@example.gov.cn>"
    assert mailbox.greeting == "example.gov.cn"


def test_plain_text_and_html_say_the_same(serve: Serve, render: Any) -> None:
    host, mailbox = serve()
    MailGateway(f"smtp://{host}", FROM, render).send(a_message(address=TO))
    plain, html = (mailbox.mails[0].get_body((kind,)) for kind in ("plain", "html"))
    assert plain is not None
    assert html is not None
    document = html5lib.parse(html.get_content(), namespaceHTMLElements=False)
    words = "".join(document.find("body").itertext()).split()
    assert words == plain.get_content().split()
    assert "接下来由街道审核" in words
    assert "<10" in words
    assert document.get("lang") == "zh-Hans-CN"
    assert document.find("head/title").text == document.find("body/h1").text == a_message().subject
    assert not re.search(r"<(?:img|script|link|iframe)|url\(", html.get_content())


def test_nothing_personal_but_what_the_kind_says(serve: Serve, render: Any) -> None:
    host, mailbox = serve()
    MailGateway(f"smtp://{host}", FROM, render).send(a_message(address=TO, name="王秀英"))
    everything = "".join(part.get_content() for part in mailbox.mails[0].walk() if not part.is_multipart())
    assert "王秀英" not in everything + str(mailbox.mails[0].items())


def test_every_attempt_has_the_same_name(serve: Serve, render: Any) -> None:
    host, mailbox = serve()
    gateway = MailGateway(f"smtp://{host}", FROM, render)
    for _attempt in range(2):
        gateway.send(a_message(address=TO))
    assert len({found["Message-ID"] for found in mailbox.mails}) == 1


@pytest.mark.parametrize(
    ("answers", "problem", "code"),
    [
        ({"at_recipient": "550 no such user"}, Refused, "address"),
        ({"at_recipient": "452 mailbox full"}, NotNow, "gateway_busy"),
        ({"at_data": "554 not wanted"}, Refused, "refused_by_gateway"),
        ({"at_data": "451 later"}, NotNow, "gateway_busy"),
        ({"at_sender": "550 who are you"}, NotNow, "gateway_settings"),
    ],
)
def test_what_the_server_answers(
    serve: Serve, render: Any, answers: dict[str, str], problem: type[Exception], code: str
) -> None:
    host, mailbox = serve()
    vars(mailbox).update(answers)
    with pytest.raises(problem, match=code):
        MailGateway(f"smtp://{host}", FROM, render).send(a_message(address=TO))
    assert mailbox.mails == []


def test_nobody_listens(render: Any) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"smtp://127.0.0.1:{closed.getsockname()[1]}"
        with pytest.raises(NotNow, match="gateway_unreachable"):
            MailGateway(url, FROM, render).send(a_message(address=TO))


def test_a_server_that_says_nothing(render: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail, "_TIMEOUT_SECONDS", 0.2)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        with pytest.raises(NotNow, match="gateway_unreachable"):
            MailGateway(f"smtp://127.0.0.1:{silent.getsockname()[1]}", FROM, render).send(a_message(address=TO))


@pytest.mark.parametrize(
    "address",
    [
        "",
        "王秀英",
        "a@b",
        "a@example.org, b@example.org",
        "a@example.org\nBcc: b@example.org",
        "<a@example.org>",
        "王@例.cn",
    ],
)
def test_what_is_no_address_is_never_sent(serve: Serve, render: Any, address: str) -> None:
    host, mailbox = serve()
    with pytest.raises(Refused, match="address"):
        MailGateway(f"smtp://{host}", FROM, render).send(a_message(address=address))
    assert mailbox.mails == []


def test_a_line_break_in_a_value_ends_no_header(serve: Serve, render: Any) -> None:
    host, mailbox = serve()
    MailGateway(f"smtp://{host}", FROM, render).send(a_message(address=TO, subject="一\r\nBcc: b@example.org"))
    (found,) = mailbox.mails
    assert found["Bcc"] is None
    assert mailbox.envelopes == [(FROM, [TO])]


def test_encryption_that_was_asked_for_is_never_given_up(serve: Serve, render: Any) -> None:
    host, mailbox = serve()
    with pytest.raises(NotNow, match="gateway_settings"):
        MailGateway(f"smtp+starttls://{host}", FROM, render).send(a_message(address=TO))
    assert mailbox.mails == []


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for 127.0.0.1, signed by itself, with its key in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(_local())]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "server.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return file


def _local() -> Any:
    import ipaddress

    return ipaddress.ip_address("127.0.0.1")


def _server_context(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


def _trust(monkeypatch: pytest.MonkeyPatch, certificate: Path) -> None:
    context = ssl.create_default_context(cafile=str(certificate))
    monkeypatch.setattr(mail, "_trusted", lambda: context)


def _only_the_right_password(server: Any, session: Any, envelope: Any, mechanism: str, given: Any) -> AuthResult:
    assert isinstance(given, LoginPassword)
    return AuthResult(success=given.password == b"p@ss/word", handled=False)


def test_starttls_and_a_password(serve: Serve, render: Any, certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    host, mailbox = serve(
        tls_context=_server_context(certificate),
        require_starttls=True,
        authenticator=_only_the_right_password,
        auth_required=True,
    )
    _trust(monkeypatch, certificate)
    MailGateway(f"smtp+starttls://service:p%40ss%2Fword@{host}", FROM, render).send(a_message(address=TO))
    assert len(mailbox.mails) == 1
    with pytest.raises(NotNow, match="gateway_settings"):
        MailGateway(f"smtp+starttls://service:wrong@{host}", FROM, render).send(a_message(address=TO))


def test_a_certificate_nobody_trusts(serve: Serve, render: Any, certificate: Path) -> None:
    host, mailbox = serve(tls_context=_server_context(certificate))
    with pytest.raises(NotNow, match="gateway_unreachable"):
        MailGateway(f"smtp+starttls://{host}", FROM, render).send(a_message(address=TO))
    assert mailbox.mails == []


def test_tls_from_the_first_byte(serve: Serve, render: Any, certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _trust(monkeypatch, certificate)
    host, mailbox = serve(ssl_context=_server_context(certificate))
    MailGateway(f"smtps://{host}", FROM, render).send(a_message(address=TO))
    assert len(mailbox.mails) == 1
