"""What stands in a webhook and how it is signed. Pure. The signature is that of our gateways.

The body holds numbers and codes, never anything about a person: whoever may know more fetches it with a token.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True, slots=True)
class Told:
    """One change, for one receiver."""

    #: The same at every attempt: who has seen it before ignores it.
    id: uuid.UUID
    event: str
    number: str
    district: str
    sequence: int
    at: datetime

    def body(self) -> bytes:
        said = {
            "id": str(self.id),
            "event": self.event,
            "case": self.number,
            "district": self.district,
            "sequence": self.sequence,
            "at": self.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        }
        return json.dumps(said).encode("ascii")


def headers_for(told: Told, *, secrets: tuple[str, ...], now: datetime) -> dict[str, str]:
    """Delivery, time, and a signature by every secret that counts at the moment."""
    timestamp = str(int(now.timestamp()))
    return {
        "Content-Type": "application/json",
        "X-Citizen-Delivery": str(told.id),
        "X-Citizen-Timestamp": timestamp,
        "X-Citizen-Signature": ", ".join(sign(secret, timestamp, told.body()) for secret in secrets),
    }


def sign(secret: str, timestamp: str, body: bytes) -> str:
    """'v1=' and the HMAC-SHA-256 of timestamp, a full stop and the body, in hexadecimal."""
    return "v1=" + hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()
