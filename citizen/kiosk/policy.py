"""What a terminal in a service hall does differently: how long it waits, and what it never offers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

ATTRACT = "/kiosk"
STILL_THERE = "/kiosk/still-there"
ENDED = "/kiosk/ended"
#: The page "everything is cleared" gives way to the first page by itself.
ENDED_PAGE_SECONDS = 30
#: Whoever listens, scans with one switch or asked for it gets so many times the usual time.
SLOWER = 3
#: What a browser may take to load the question and the end.
_ALLOWANCE_SECONDS = 30
_WAY_OUT = re.compile(r'(<a\b[^>]*?)\s(?:target="[^"]*"\s)?href="((?:[a-z][a-z0-9+.-]*:|//)[^"]*)"', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Idle:
    """How long a page waits for a touch, and how long the question "are you still there?" waits after it."""

    seconds: int
    warning_seconds: int

    @property
    def limit_seconds(self) -> int:
        """When nobody has touched the screen for so long, the server itself takes the visit for over."""
        return self.seconds + self.warning_seconds + _ALLOWANCE_SECONDS


def idle_for(usual: Idle, *, own: tuple[int | None, int | None], is_slow: bool) -> Idle:
    """The waiting times of a terminal (`own`: what it sets itself), longer for whoever needs it."""
    factor = SLOWER if is_slow else 1
    return Idle(factor * (own[0] or usual.seconds), factor * (own[1] or usual.warning_seconds))


def next_by_itself(path: str, *, full_path: str, idle: Idle, someone_is_here: bool) -> tuple[int, str] | None:
    """When nobody touches the screen: after how many seconds the browser goes on, and where to.

    It works by a response header, so it also works without script. The first page waits for ever, unless somebody
    left something behind on the way back to it.
    """
    if path == STILL_THERE:
        return idle.warning_seconds, ENDED
    if path == ENDED:
        return ENDED_PAGE_SECONDS, ATTRACT
    if path == ATTRACT and not someone_is_here:
        return None
    return idle.seconds, f"{STILL_THERE}?back={quote(full_path, safe='')}"


def may_be_offered(address: str) -> bool:
    """Whether a link may stand on a terminal: pages of this site only; no phone, no mail, no other site."""
    parts = urlsplit(address)
    return not parts.scheme and not parts.netloc


def without_ways_out(html: str) -> str:
    """The page with every link that leads elsewhere turned into its words. Pages leave them out themselves; this is for
    the page that forgot.
    """
    return _WAY_OUT.sub(r"\1", html)


def is_download(content_disposition: str) -> bool:
    """Nothing is saved on a terminal: the next person would find it."""
    return content_disposition.strip().lower().startswith("attachment")
