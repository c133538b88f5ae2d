"""The first page somebody opens here brings the style it needs along, so that nothing stands between the page and
being seen; the style sheet follows at its end, for whatever comes later. Who comes from a page of this site has the
sheet already and gets a page that only names it.
"""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache

from flask import Flask, Response

from citizen.core.addresses import parts_of
from citizen.web import security, style_rules
from citizen.web.at_hand import this_request

#: Pages differ by what they are made of, not by what people typed: there are a few hundred kinds.
_KINDS = 1024


def install(app: Flask, *, address: str, sheet: str) -> None:
    """`sheet` is what stands at `address`. Register after what compresses pages, before what changes them."""
    rules = style_rules.rules_of(sheet)
    link = f'<link rel="stylesheet" href="{address}">'.encode()

    @lru_cache(maxsize=_KINDS)
    def style_for(said: frozenset[bytes]) -> tuple[bytes, str]:
        style = style_rules.needed(rules, said).encode()
        return b"<style>%s</style>" % style, base64.b64encode(hashlib.sha256(style).digest()).decode()

    def bring_style(response: Response) -> Response:
        if response.mimetype != "text/html" or response.is_streamed or _was_here():
            return response
        page = response.get_data()
        if link not in page or page.count(b'rel="stylesheet"') != 1:  # further sheets have to come after this one
            return response
        style, digest = style_for(style_rules.said_by(page))
        head, end, behind = page.replace(link, style, 1).rpartition(b"</body>")
        response.set_data(b"".join((head, link, b"\n", end, behind)))
        security.allow_style(response, digest)
        return response

    app.after_request(bring_style)


def _was_here() -> bool:
    """Whether the browser says that it comes from a page of this site. Old ones say only from which page."""
    request = this_request()
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    return parts_of(request.headers.get("Referer", "")).netloc == request.host
