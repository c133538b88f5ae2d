"""Addresses that somebody else wrote: in a form, a link, a header."""

from __future__ import annotations

from urllib.parse import SplitResult, urlsplit

_NO_ADDRESS = SplitResult("", "", "", "", "")


def parts_of(address: str) -> SplitResult:
    """Its parts; all empty for what is no address at all, such as `http://[`."""
    try:
        return urlsplit(address)
    except ValueError:
        return _NO_ADDRESS
