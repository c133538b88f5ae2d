"""What a terminal's page and the card reader on the same machine say to each other. Pure; see docs/kiosk-reader.md.

The page asks with a request that this site signed. The reader answers with the fields that were asked for and a
signature over them, by the key of this terminal: a page, or another program on the machine, cannot make one up.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

VERSION = 1
#: Everything a reader may ever be asked for. This site asks for the number alone.
FIELDS = ("number", "name", "birth_date", "valid_until")
#: How old an answer may be.
FRESH = timedelta(minutes=2)
_LONGEST = 200


class AnswerRefused(Exception):
    """The answer is not what was asked for, not fresh, or not signed by this terminal's reader."""


@dataclass(frozen=True, slots=True)
class CardAnswer:
    """What was read."""

    fields: Mapping[str, str]


def sign(key: str, *, request: str, read_at: str, fields: Mapping[str, str]) -> str:
    """HMAC-SHA256 over the lines version, request, time, and `name=value` of each field in the order of names."""
    lines = [str(VERSION), request, read_at, *(f"{name}={fields[name]}" for name in sorted(fields))]
    return hmac.new(key.encode(), "\n".join(lines).encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


def read_answer(sent: Any, *, key: str, request: str, asked: tuple[str, ...], now: datetime) -> CardAnswer:
    """The fields, if all of it is right. :raises AnswerRefused: anything is not."""
    if not isinstance(sent, dict) or not isinstance(sent.get("fields"), dict):
        raise AnswerRefused("shape")
    fields = {str(name): str(value) for name, value in sent["fields"].items()}
    if set(fields) != set(asked) or any(len(value) > _LONGEST or "\n" in value for value in fields.values()):
        raise AnswerRefused("fields")
    read_at = str(sent.get("read_at", ""))
    expected = sign(key, request=request, read_at=read_at, fields=fields).encode()
    signature = str(sent.get("signature", "")).encode("utf-8", "surrogatepass")
    if sent.get("request") != request or not hmac.compare_digest(expected, signature):
        raise AnswerRefused("signature")
    if not _is_fresh(read_at, now):
        raise AnswerRefused("time")
    return CardAnswer(fields)


def _is_fresh(read_at: str, now: datetime) -> bool:
    try:
        read = datetime.fromisoformat(read_at)
    except ValueError:
        return False
    return read.tzinfo is not None and abs(now - read) <= FRESH
