"""What every gateway takes and answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Message:
    """A notice in the recipient's words, ready to go."""

    #: The same for every attempt at the same notice, and for no other: gateways keep one of several.
    idempotency_key: str
    address: str
    name: str
    language: str
    language_tag: str
    #: What the service calls itself in this language.
    sender_name: str
    subject: str
    paragraphs: tuple[str, ...]
    sms: str
    #: Where to read on; empty when the deployment has not said.
    website: str
    written_at: datetime
    large_print: bool


@dataclass(frozen=True, slots=True)
class Receipt:
    """The gateway has taken the message over; `number` is its own name for it, if it gave one."""

    number: str = ""


class Refused(Exception):
    """Never, with this address or these words. `code` is ours; words of a gateway may repeat an address."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class NotNow(Exception):
    """Not at present: try again, and not before `wait`."""

    def __init__(self, code: str, wait: timedelta = timedelta(0)) -> None:
        super().__init__(code)
        self.code = code
        self.wait = wait


class Gateway(Protocol):
    """Sends one message. Raises Refused or NotNow; anything else is a fault of the program."""

    def send(self, message: Message) -> Receipt: ...
