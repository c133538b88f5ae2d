"""What services raise. Each carries a code; the edge turns it into words in the person's language."""

from __future__ import annotations

import errno

#: What systems answer when nothing more can be written.
NO_ROOM_ERRORS = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class CitizenError(Exception):
    """A refusal a person can meet, named by a stable code."""

    def __init__(self, code: str = "", **details: str) -> None:
        super().__init__(code)
        self.code = code
        self.details = details


class NotFound(CitizenError):
    """The thing does not exist, or not for this person: both look the same from outside."""


class NotAllowed(CitizenError):
    """The person may not do this."""


class Conflict(CitizenError):
    """Something changed in the meantime, or the act is not possible in this state."""


class RuleBroken(CitizenError):
    """An input breaks a rule of the domain; `field` names the control it belongs to."""

    def __init__(self, code: str, field: str | None = None, **details: str) -> None:
        super().__init__(code, **details)
        self.field = field


class Unreachable(CitizenError):
    """Something this site keeps things in does not answer at the moment; nothing was changed there."""


class TooMany(CitizenError):
    """Too many attempts in a short time."""


class TooBusy(TooMany):
    """More was asked for in a short time than the site gives one browser, account or address; `wait` in seconds."""

    def __init__(self, code: str, *, wait: int) -> None:
        super().__init__(code)
        self.wait = wait
