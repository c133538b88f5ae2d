"""How this site speaks to other servers: to the configured host, nobody else, and with one set of certificates."""

from __future__ import annotations

import ssl
from functools import cache

import httpx


def client(timeout: float | httpx.Timeout) -> httpx.Client:
    """Follows nobody elsewhere and takes no proxy from the environment; seconds until it gives up. To be closed."""
    return httpx.Client(timeout=timeout, follow_redirects=False, trust_env=False, verify=_trusted())


@cache
def _trusted() -> ssl.SSLContext:
    """Reading the certificates takes longer than most answers: once per process."""
    return httpx.create_ssl_context(trust_env=False)
