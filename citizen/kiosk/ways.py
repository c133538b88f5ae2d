"""How the person in front of a terminal wants to operate it, besides reading preferences: the pace, and how far up and
to which side things may stand. Chosen by a link on any page, kept until the visit is wiped. Pure but for reading and
writing one cookie, which holds codes only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from urllib.parse import parse_qsl, urlencode

from flask import Response, current_app, g, request

from citizen.web.browser_key import cookie_name

_COOKIE = "ways"
#: Name of the parameter in addresses -> its codes; "" is as the terminal itself is set.
KINDS: Mapping[str, tuple[str, ...]] = {
    "pace": ("usual", "slow"),
    "height": ("", "whole", "lower"),
    "side": ("", "both", "left", "right"),
    #: One switch: how fast the frame moves; "step": two switches.
    "scan": ("off", "slow", "medium", "fast", "step"),
}


@dataclass(frozen=True, slots=True)
class Ways:
    """Every field is one of a few codes: a link or a cookie can carry it and nothing else."""

    pace: str = "usual"
    height: str = ""
    side: str = ""
    scan: str = "off"

    def changed(self, values: Mapping[str, str]) -> Ways:
        """With every known value taken over; what is unknown is ignored."""
        known = {name: value for name in KINDS if (value := values.get(name)) is not None and value in KINDS[name]}
        return replace(self, **known)


def current_ways() -> Ways:
    """How this request's person operates the terminal."""
    if "ways" not in g:
        remembered = Ways().changed(dict(parse_qsl(request.cookies.get(cookie_name(_COOKIE), ""))))
        asked = request.args.to_dict() if request.method in ("GET", "HEAD") else {}
        g.ways = remembered.changed(asked)
        g.remember_ways = g.ways != remembered
    ways: Ways = g.ways
    return ways


def forget_ways() -> None:
    """The next person starts as the terminal is set; the wiping answer takes the cookie back with all the others."""
    g.ways, g.remember_ways = Ways(), False


def remember(response: Response) -> None:
    """Send what was chosen in this request. The cookie ends with the browser."""
    current_ways()
    if not g.remember_ways:
        return
    unusual = {name: value for name, value in asdict(current_ways()).items() if value != getattr(Ways(), name)}
    secure = bool(current_app.config["HTTPS"])
    response.set_cookie(cookie_name(_COOKIE), urlencode(unusual), secure=secure, httponly=True, samesite="Lax")
