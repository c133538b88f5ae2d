"""How a notice reaches a person. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from citizen.accessibility.locales import DEFAULT
from citizen.accessibility.reading_codes import is_known


class Channel(StrEnum):
    """The ways to a person. Whatever the channel, the notice can also be read on screen."""

    SMS = "sms"
    #: A telephone call that reads the words out.
    VOICE = "voice"
    EMAIL = "email"
    POST = "post"
    SCREEN = "screen"


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who is told, where, and how they read: language and easy-read (a code of `accessibility.reading_codes`).

    `address` is a telephone number, an e-mail address or the lines of a postal address, as the person wrote it. A wrong
    one never stops the act that is being told about: it shows at delivery, in the list of dead notices.
    """

    channel: Channel
    address: str = ""
    language: str = DEFAULT.code
    name: str = ""
    #: Letters on paper in large print.
    large_print: bool = False

    def __post_init__(self) -> None:
        if not is_known(self.language):
            raise ValueError(f"unknown language {self.language!r}")

    @property
    def needs_delivery(self) -> bool:
        """Whether anything has to leave the house."""
        return self.channel is not Channel.SCREEN and bool(self.address.strip())
