"""Encryption of personal values at rest, with the deployment's DATA_KEYS (newest first, older ones still read).

The keys are process-wide: column types have no way to receive them. `use_keys` is called once while wiring.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence

from cryptography.fernet import Fernet, MultiFernet

_box: MultiFernet | None = None
_hash_key = b""


def use_keys(keys: Sequence[str], *, hash_key: str) -> None:
    """Set the keys of this process. The hash key must stay the same as long as rows live."""
    global _box, _hash_key
    _box = MultiFernet([Fernet(key) for key in keys])
    _hash_key = hash_key.encode()


def seal(text: str) -> str:
    return _require().encrypt(text.encode()).decode("ascii")


def unseal(token: str) -> str:
    return _require().decrypt(token.encode("ascii")).decode()


def seal_bytes(data: bytes) -> bytes:
    return _require().encrypt(data)


def unseal_bytes(token: bytes) -> bytes:
    return _require().decrypt(token)


def keyed_hash(purpose: str, text: str) -> str:
    """A hash that nobody without the server's secret can compute; for look-ups of secrets and identifiers."""
    return hmac.new(_hash_key, f"{purpose}\x00{text}".encode(), hashlib.sha256).hexdigest()


def _require() -> MultiFernet:
    if _box is None:
        raise RuntimeError("sealing.use_keys was not called")
    return _box
