"""Encryption of personal values at rest.

Two layers. The deployment's DATA_KEYS (newest first, older ones still read) seal values that stand alone, and the data
keys. A data key seals everything that belongs to one application (see envelope.py): without it nobody can read any of
that again. Which of the two sealed a value stands in the value itself.

The keys are process-wide: column types have no way to receive them. `use_keys` is called once while wiring.
"""

from __future__ import annotations

import hmac
import uuid
from collections.abc import Callable, Sequence
from typing import NamedTuple

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

#: What a value starts with that a data key has sealed; then the id of that key, a full stop, and the sealed text.
_BY_DATA_KEY = "e1."
_MOST_OPENED = 10_000


class KeyGone(Exception):
    """The data key of this value was destroyed: nobody can read it any more."""


class DataKey(NamedTuple):
    """A data key, ready for use."""

    id: uuid.UUID
    box: Fernet


_keys: tuple[Fernet, ...] = ()
_hash_key = b""
_opened: dict[uuid.UUID, DataKey] = {}
_find_sealed_key: Callable[[uuid.UUID], str | None] | None = None


def use_keys(keys: Sequence[str], *, hash_key: str) -> None:
    """Set the keys of this process. The hash key must stay the same as long as rows live."""
    global _keys, _hash_key
    _keys = tuple(Fernet(key) for key in keys)
    _hash_key = hash_key.encode()
    _opened.clear()


def use_finder(find: Callable[[uuid.UUID], str | None]) -> None:
    """How this process finds a sealed data key by its id; None: it was destroyed."""
    global _find_sealed_key
    _find_sealed_key = find
    _opened.clear()


# -- values ----------------------------------------------------------------------------------------------------


def seal(text: str, *, key: DataKey | None = None) -> str:
    """Seal with a data key, or with the newest of the deployment's own."""
    if key is None:
        return _newest_first().encrypt(text.encode()).decode("ascii")
    return f"{_BY_DATA_KEY}{key.id.hex}.{key.box.encrypt(text.encode()).decode('ascii')}"


def unseal(token: str) -> str:
    """The text; raises KeyGone, or InvalidToken for what none of our keys has sealed."""
    if is_by_data_key(token):
        found, _, sealed = token.removeprefix(_BY_DATA_KEY).partition(".")
        return open_data_key(_id_in(found)).box.decrypt(sealed.encode("ascii")).decode()
    return _newest_first().decrypt(token.encode("ascii")).decode()


def is_by_data_key(token: str) -> bool:
    return token.startswith(_BY_DATA_KEY)


def data_key_id(token: str) -> uuid.UUID:
    """Which data key sealed a value; raises InvalidToken when none did."""
    return _id_in(token.removeprefix(_BY_DATA_KEY).partition(".")[0])


def seal_bytes(data: bytes) -> bytes:
    return _newest_first().encrypt(data)


def unseal_bytes(token: bytes) -> bytes:
    return _newest_first().decrypt(token)


# -- data keys -------------------------------------------------------------------------------------------------


def new_data_key() -> tuple[DataKey, str]:
    """A fresh one, and how it is stored."""
    raw = Fernet.generate_key()
    key = DataKey(uuid.uuid4(), Fernet(raw))
    return key, seal(raw.decode("ascii"))


def unlock(key_id: uuid.UUID, sealed_key: str) -> DataKey:
    """The data key that is stored so; it stays open in this process."""
    known = _opened.get(key_id)
    return known if known is not None else remember(DataKey(key_id, Fernet(unseal(sealed_key))))


def remember(key: DataKey) -> DataKey:
    """Keep it open in this process. Ids are never used again, so what is remembered never becomes wrong."""
    if len(_opened) >= _MOST_OPENED:
        _opened.clear()
    _opened[key.id] = key
    return key


def open_data_key(key_id: uuid.UUID) -> DataKey:
    """Raises KeyGone when it was destroyed."""
    known = _opened.get(key_id)
    if known is not None:
        return known
    sealed_key = None if _find_sealed_key is None else _find_sealed_key(key_id)
    if sealed_key is None:
        raise KeyGone(key_id.hex)
    return unlock(key_id, sealed_key)


def forget(key_id: uuid.UUID) -> None:
    """It was destroyed: this process does not remember it either."""
    _opened.pop(key_id, None)


# -- changing keys ---------------------------------------------------------------------------------------------


def key_number(token: str | bytes) -> int | None:
    """Which of the deployment's keys sealed it, 0 for the newest; None when none did."""
    sealed = token.encode("ascii") if isinstance(token, str) else token
    for number, key in enumerate(_keys):
        try:
            key.decrypt(sealed)
        except InvalidToken:
            continue
        return number
    return None


def seal_again(token: str) -> str:
    """The same value under the newest key."""
    return seal(unseal(token))


def count_keys() -> int:
    """How many keys the deployment has."""
    return len(_keys)


# -- hashes ----------------------------------------------------------------------------------------------------


def keyed_hash(purpose: str, text: str) -> str:
    """A hash that nobody without the server's secret can compute; for look-ups of secrets and identifiers."""
    return hmac.digest(_hash_key, f"{purpose}\x00{text}".encode(), "sha256").hex()


def _newest_first() -> MultiFernet:
    if not _keys:
        raise RuntimeError("sealing.use_keys was not called")
    return MultiFernet(_keys)


def _id_in(written: str) -> uuid.UUID:
    try:
        return uuid.UUID(hex=written)
    except ValueError:
        raise InvalidToken from None
