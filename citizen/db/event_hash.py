"""The hash of an event: a contract between everything that writes, migrates and verifies events. Never changed; a new
way of hashing would be a new column.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from citizen.db.sealing import keyed_hash

#: What a hash covers, besides the hash before it.
COVERED = (
    "application_id", "position", "case_id", "act", "actor", "relation", "visit_id", "at", "from_status", "to_status",
    "detail_digest",
)  # fmt: skip


def event_hash(previous: str, event: Mapping[str, Any]) -> str:
    """The hash of an event that follows one with the hash `previous` (the first follows "")."""
    covered = {name: plain(event[name]) for name in COVERED}
    return keyed_hash("application event", f"{previous}\n{canonical(covered)}")


def detail_digest(detail: Mapping[str, Any] | None) -> str | None:
    """A keyed digest of an event's detail; keyed, because a guessed detail must not be confirmed by it."""
    return None if detail is None else keyed_hash("application event detail", canonical(dict(detail)))


def plain(value: Any) -> Any:
    """A value as it is hashed: the same on every database."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value if value is None or isinstance(value, int) else str(value)


def canonical(value: Any) -> str:
    """One way of writing a value."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
