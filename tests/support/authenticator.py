"""A device that keeps passkeys, as the standard describes it: real keys, real signatures, and a browser around it that
can be told to lie. For tests only.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

_PRESENT, _VERIFIED, _WITH_KEY = 0x01, 0x04, 0x40
_ES256 = -7


@dataclass(slots=True)
class _Kept:
    """One key pair, for one site and one account."""

    host: str
    handle: str
    key: ec.EllipticCurvePrivateKey
    credential_id: bytes


@dataclass(slots=True)
class Authenticator:
    """Answers `options` (JSON, as the server sends them) with JSON, as a browser at `origin` sends it back."""

    origin: str = "http://localhost"
    #: How often it has signed; devices that keep no count say 0 for ever.
    count: int = 0
    counts: bool = True
    #: Whether it asks its owner for a finger or a number.
    verifies: bool = True
    kept: list[_Kept] = field(default_factory=list)

    def register(self, options: str, **lies: Any) -> str:
        """Make a key pair. `lies`: challenge, origin, host or kind that differ from what is true."""
        asked = json.loads(options)
        host = asked["rp"]["id"]
        one = _Kept(host, asked["user"]["id"], ec.generate_private_key(ec.SECP256R1()), secrets.token_bytes(16))
        self.kept.append(one)
        told = self._client_data(lies.get("kind", "webauthn.create"), asked["challenge"], lies)
        with_key = bytes(16) + len(one.credential_id).to_bytes(2) + one.credential_id + _public(one.key)
        data = self._data(lies.get("host", host), _WITH_KEY) + with_key
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        return _answer(one, {"clientDataJSON": told, "attestationObject": attestation})

    def sign_in(self, options: str, *, number: int = -1, **lies: Any) -> str:
        """Sign with the newest key (or that `number`). `lies`: challenge, origin, host, kind or handle."""
        asked, one = json.loads(options), self.kept[number]
        told = self._client_data(lies.get("kind", "webauthn.get"), asked["challenge"], lies)
        if self.counts:
            self.count += 1
        data = self._data(lies.get("host", one.host), 0)
        signature = one.key.sign(data + hashlib.sha256(told).digest(), ec.ECDSA(hashes.SHA256()))
        handle = base64url_to_bytes(lies.get("handle", one.handle))
        return _answer(
            one,
            {"clientDataJSON": told, "authenticatorData": data, "signature": signature, "userHandle": handle},
        )

    def copy(self) -> Authenticator:
        """The same keys once more, as a thief would have them: from here on the two count apart."""
        return Authenticator(self.origin, self.count, self.counts, self.verifies, list(self.kept))

    def _client_data(self, kind: str, challenge: str, lies: dict[str, Any]) -> bytes:
        told = {"type": kind, "challenge": lies.get("challenge", challenge), "origin": lies.get("origin", self.origin)}
        return json.dumps({**told, "crossOrigin": False}).encode()

    def _data(self, host: str, flags: int) -> bytes:
        flags |= _PRESENT | (_VERIFIED if self.verifies else 0)
        return hashlib.sha256(host.encode()).digest() + bytes([flags]) + self.count.to_bytes(4)


def _public(key: ec.EllipticCurvePrivateKey) -> bytes:
    point = key.public_key().public_numbers()
    return cbor2.dumps({1: 2, 3: _ES256, -1: 1, -2: point.x.to_bytes(32), -3: point.y.to_bytes(32)})


def _answer(one: _Kept, response: dict[str, bytes]) -> str:
    own_id = bytes_to_base64url(one.credential_id)
    spelt = {name: bytes_to_base64url(value) for name, value in response.items()}
    return json.dumps({"id": own_id, "rawId": own_id, "type": "public-key", "response": spelt})
