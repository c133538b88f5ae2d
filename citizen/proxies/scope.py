"""What somebody may see besides the act that opened a page: lists, parts of pages, and things of several kinds."""

from __future__ import annotations

from citizen.core import clock
from citizen.proxies.authority import Act, Who, acts_now


def is_allowed(who: Who, *acts: Act) -> bool:
    """Whether at least one of these acts is open at this moment to the one who acts. The folder was handed out already
    (see acting): only a mandate leaves anything out.
    """
    return who.mandate is None or not acts_now(who.mandate, clock.now()).isdisjoint(acts)
