"""What `flask doctor` finds: one line per thing that a deployment needs, with what to do where something is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Health(StrEnum):
    """Fine; fine so far, but somebody should know; or broken."""

    GOOD = "ok"
    NOTE = "note"
    BAD = "FAIL"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line for the operator (Chinese, as docs/deploy.md)."""

    what: str
    health: Health
    #: What was found, and for anything but good: what to do.
    words: str

    def __str__(self) -> str:
        return f"[{self.health}] {self.what}: {self.words}"


def good(what: str, words: str) -> Finding:
    return Finding(what, Health.GOOD, words)


def note(what: str, words: str) -> Finding:
    return Finding(what, Health.NOTE, words)


def bad(what: str, words: str) -> Finding:
    return Finding(what, Health.BAD, words)
