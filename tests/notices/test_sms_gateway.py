"""SMS over real HTTP to a gateway on this machine: what is sent, and what each answer means."""

from __future__ import annotations

import json
import socket
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from citizen.config import ROOT
from citizen.core import clock
from citizen.notices.gateways import sms
from citizen.notices.gateways.message import NotNow, Receipt, Refused
from citizen.notices.gateways.sms import SmsGateway
from tests.notices.builders import a_message
from tests.notices.sms_server import SECRET, SmsServer

NOON = datetime(2026, 3, 7, 4, 0, tzinfo=UTC)


def gateway(server: SmsServer) -> SmsGateway:
    return SmsGateway(server.url, SECRET)


def test_what_is_sent(sms_server: SmsServer) -> None:
    with clock.fixed(NOON):
        receipt = gateway(sms_server).send(a_message(address=" +86 138-0000-0000"))
    assert receipt == Receipt("n-1")
    assert list(sms_server.kept.values()) == [
        {"to": "+8613800000000", "text": "您的申请 A7K 3M9 QX4 有新消息。", "language": "zh-Hans-CN"}
    ]
    (headers,) = sms_server.seen_headers
    assert headers["Idempotency-Key"] == a_message().idempotency_key
    assert headers["X-Citizen-Timestamp"] == str(int(NOON.timestamp()))
    assert headers["Content-Type"] == "application/json; charset=utf-8"


def test_the_signature_of_the_documentation() -> None:
    """The example in docs/notices.md is right, so that a provider can check their own sums against it."""
    text = (ROOT / "docs" / "notices.md").read_text(encoding="utf-8")
    request = text.partition("POST /send")[2].partition("```")[0]
    head, _, body = request.strip().partition("\n\n")
    headers = dict(line.split(": ") for line in head.splitlines()[1:])
    secret = b"0123456789abcdef0123456789abcdef"
    assert sms.sign(secret, headers["X-Citizen-Timestamp"], body.encode()) == headers["X-Citizen-Signature"]
    assert set(json.loads(body)) == {"to", "text", "language"}


def test_the_same_message_again_is_accepted_and_kept_once(sms_server: SmsServer) -> None:
    for _attempt in range(2):
        gateway(sms_server).send(a_message())
    assert sms_server.asked == {a_message().idempotency_key: 2}
    assert len(sms_server.kept) == 1


@pytest.mark.parametrize("status", [400, 402, 410, 413, 415, 422, 451])
def test_never(sms_server: SmsServer, status: int) -> None:
    sms_server.statuses = [status]
    with pytest.raises(Refused, match="refused_by_gateway"):
        gateway(sms_server).send(a_message())


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504])
def test_not_now(sms_server: SmsServer, status: int) -> None:
    sms_server.statuses = [status]
    with pytest.raises(NotNow, match="gateway_busy"):
        gateway(sms_server).send(a_message())


@pytest.mark.parametrize("status", [301, 302, 307, 308, 401, 403, 404, 405])
def test_our_own_mistake_loses_no_message(sms_server: SmsServer, status: int) -> None:
    sms_server.statuses = [status]
    with pytest.raises(NotNow, match="gateway_settings"):
        gateway(sms_server).send(a_message())


def test_a_wrong_signature_is_our_mistake(sms_server: SmsServer) -> None:
    sms_server.secret = "another"
    with pytest.raises(NotNow, match="gateway_settings"):
        gateway(sms_server).send(a_message())
    assert sms_server.kept == {}


def test_a_redirect_is_not_followed(sms_server: SmsServer) -> None:
    sms_server.statuses, sms_server.headers = [307], {"Location": sms_server.url + "/elsewhere"}
    with pytest.raises(NotNow):
        gateway(sms_server).send(a_message())
    assert len(sms_server.seen_headers) == 1


@pytest.mark.parametrize(("asked", "waits"), [("120", 120), ("soon", 0), ("-5", 0), ("99999999", 86_400)])
def test_the_gateway_may_ask_for_patience(sms_server: SmsServer, asked: str, waits: int) -> None:
    sms_server.statuses, sms_server.headers = [429], {"Retry-After": asked}
    with pytest.raises(NotNow) as busy:
        gateway(sms_server).send(a_message())
    assert busy.value.wait == timedelta(seconds=waits)


def test_a_slow_gateway(sms_server: SmsServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sms, "_TIMEOUT", httpx.Timeout(0.2))
    sms_server.delay = 1.0
    with pytest.raises(NotNow, match="gateway_unreachable"):
        gateway(sms_server).send(a_message())


def test_an_answer_without_end_is_read_to_a_limit(sms_server: SmsServer) -> None:
    sms_server.body = b"x" * 1_000_000
    assert gateway(sms_server).send(a_message()) == Receipt("")


@pytest.mark.parametrize("body", [b"", b"<html>", b"[1]", b'{"id": 7}', b'{"id": "\xe5\xa7\x93\xe5\x90\x8d"}'])
def test_an_odd_answer_still_means_accepted(sms_server: SmsServer, body: bytes) -> None:
    sms_server.body = body
    assert gateway(sms_server).send(a_message()) == Receipt("")


def test_nobody_listens() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}/sms"
        with pytest.raises(NotNow, match="gateway_unreachable"):
            SmsGateway(url, SECRET).send(a_message())


@pytest.mark.parametrize("address", ["", "王秀英", "138x", "1234", "1" * 16, "138\r\nX: 1", "13800000000;13900000000"])
def test_what_is_no_number_is_never_sent(sms_server: SmsServer, address: str) -> None:
    with pytest.raises(Refused, match="address"):
        gateway(sms_server).send(a_message(address=address))
    assert sms_server.seen_headers == []


@pytest.mark.parametrize("address", ["138 0000 0000", "１３８００００００００", "(138) 0000-0000"])
def test_numbers_as_people_write_them(sms_server: SmsServer, address: str) -> None:
    gateway(sms_server).send(a_message(address=address))
    assert [kept["to"] for kept in sms_server.kept.values()] == ["13800000000"]
