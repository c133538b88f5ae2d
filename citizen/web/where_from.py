"""Where a request comes from, as far as that can be known: what counts of tries and of requests go by.

Behind a proxy of the deployment (TRUSTED_PROXIES) it is the address that proxy saw; what a browser itself claims in
X-Forwarded-For is never believed.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Any

from flask import Flask, current_app
from werkzeug.middleware.proxy_fix import ProxyFix

from citizen.web.at_hand import this_request

Network = IPv4Network | IPv6Network
_MACHINE = "machine_asking"
#: The same few ask again and again; what was worked out for the others is forgotten.
_ADDRESSES = 4096


def install(app: Flask, *, trusted_proxies: int) -> None:
    """Believe so many proxies in front, each of which appends the address it was asked from."""
    if trusted_proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=trusted_proxies, x_proto=0)  # type: ignore[method-assign]


def use_machine(app: Flask, find_name: Callable[[], Any]) -> None:
    """`find_name` gives what is known of a terminal that asks; None for any other device. A room above knows."""
    app.extensions[_MACHINE] = find_name


def neighbourhood(address: str | None = None) -> str:
    """One address of version 4, or the network of version 6 in which somebody can have any number of new ones."""
    return _neighbourhood(this_request().remote_addr or "" if address is None else address)


@lru_cache(maxsize=_ADDRESSES)
def _neighbourhood(written: str) -> str:
    try:
        found = ip_address(written.partition("%")[0])
    except ValueError:
        return written
    mapped = getattr(found, "ipv4_mapped", None)
    if mapped is not None or found.version == 4:
        return str(mapped or found)
    return str(ip_network(f"{found}/64", strict=False))


def place() -> str:
    """What tries from here are counted under: a terminal of a hall for itself, so that nobody's slips there keep the
    next terminal waiting; any other device by its neighbourhood.
    """
    find_name: Callable[[], Any] | None = current_app.extensions.get(_MACHINE)
    machine = find_name() if find_name is not None else None
    return f"machine:{machine}" if machine is not None else f"address:{neighbourhood()}"


@lru_cache(maxsize=_ADDRESSES)
def stands_for_many(address: str, halls: tuple[Network, ...]) -> bool:
    """Whether this address says nothing of one person: a hall of the deployment, or no address of the public internet
    (this machine, a proxy nobody named, the network of an office, a carrier's own network).
    """
    try:
        found = ip_address(address.partition("/")[0])
    except ValueError:
        return True
    return not found.is_global or any(found in hall for hall in halls if hall.version == found.version)
