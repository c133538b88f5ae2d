"""SMS over HTTP, and calls that read the same words out. A small protocol of ours: docs/notices.md tells it."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import time
import unicodedata
from datetime import timedelta

import httpx

from citizen.core import clock
from citizen.notices.gateways.message import Message, NotNow, Receipt, Refused
from citizen.web import outgoing

_TIMEOUT = 10.0
#: For the whole answer, however slowly it drips.
_DEADLINE_SECONDS = 20.0
_LONGEST_ANSWER = 16 * 1024
_PHONE = re.compile(r"\+?\d{5,15}")
#: Our key or address is wrong: an operator repairs it, and no message may be lost meanwhile.
_OUR_MISTAKE = {401, 403, 404, 405, 407}
_COME_BACK = {408, 425, 429}
#: The gateway knows this idempotency key: it has the message already.
_KNOWN_ALREADY = 409


class SmsGateway:
    """Speaks to the one address of the settings, and to no other: redirects are not followed."""

    def __init__(self, url: str, secret: str) -> None:
        self.url = url
        self._secret = secret.encode()

    def send(self, message: Message) -> Receipt:
        body = json.dumps(self._said(message), ensure_ascii=False).encode()
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "Idempotency-Key": message.idempotency_key,
            **self._signature(body),
        }
        try:
            status, answer, wait = self._post(body, headers)
        except httpx.HTTPError as fault:
            raise NotNow("gateway_unreachable") from fault
        return _meaning(status, answer, wait)

    def _said(self, message: Message) -> dict[str, str]:
        return {"to": _phone(message.address), "text": message.sms, "language": message.language_tag}

    def _signature(self, body: bytes) -> dict[str, str]:
        timestamp = str(int(clock.now().timestamp()))
        return {"X-Citizen-Timestamp": timestamp, "X-Citizen-Signature": sign(self._secret, timestamp, body)}

    def _post(self, body: bytes, headers: dict[str, str]) -> tuple[int, bytes, timedelta]:
        # No proxy of the environment: the configured host and nothing else.
        with (
            outgoing.client(_TIMEOUT) as client,
            client.stream("POST", self.url, content=body, headers=headers) as response,
        ):
            return response.status_code, _read(response), _asked_wait(response)


class VoiceGateway(SmsGateway):
    """The same protocol; the receiver calls the number and reads the text out."""

    def _said(self, message: Message) -> dict[str, str]:
        return {"type": "voice", **super()._said(message)}


def sign(secret: bytes, timestamp: str, body: bytes) -> str:
    """'v1=' and the HMAC-SHA-256 of timestamp, a full stop and the body, in hexadecimal."""
    return "v1=" + hmac.new(secret, timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def _phone(address: str) -> str:
    phone = re.sub(r"[\s()-]", "", unicodedata.normalize("NFKC", address))
    if not _PHONE.fullmatch(phone):
        raise Refused("address")
    return phone


def _read(response: httpx.Response) -> bytes:
    """The answer, or as much of it as anybody needs."""
    until = time.monotonic() + _DEADLINE_SECONDS
    answer = b""
    for part in response.iter_bytes():
        answer += part
        if len(answer) > _LONGEST_ANSWER or time.monotonic() > until:
            break
    return answer[:_LONGEST_ANSWER]


def _asked_wait(response: httpx.Response) -> timedelta:
    """Retry-After in seconds; the form with a date is not part of the protocol."""
    value = response.headers.get("Retry-After", "")
    return timedelta(seconds=min(int(value), 86_400)) if re.fullmatch(r"\d{1,9}", value) else timedelta(0)


def _meaning(status: int, answer: bytes, wait: timedelta) -> Receipt:
    if 200 <= status < 300 or status == _KNOWN_ALREADY:
        return Receipt(_number(answer))
    if status in _OUR_MISTAKE or 300 <= status < 400:
        raise NotNow("gateway_settings", wait)
    if status in _COME_BACK or status >= 500:
        raise NotNow("gateway_busy", wait)
    raise Refused("refused_by_gateway")


def _number(answer: bytes) -> str:
    """The gateway's own number, where it gave one; an odd answer changes nothing about the message being accepted."""
    try:
        number = json.loads(answer).get("id", "")
    except (ValueError, AttributeError):
        return ""
    return number if isinstance(number, str) and re.fullmatch(r"[\w.:-]{1,100}", number, re.ASCII) else ""
