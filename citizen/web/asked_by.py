"""Which site makes the browser ask, as the browser itself says it (Sec-Fetch-*, Origin): no other site may send a form
of ours, nor load anything personal as a picture, script or frame to measure or show it. A link from elsewhere is
followed: it opens a page in a window of its own. Browsers that say nothing are judged by the form's token alone.
"""

from __future__ import annotations

from flask import Request

from citizen.core.addresses import parts_of

_OURS = ("same-origin", "none")
#: What a page of ours is never loaded as, whoever asks.
_NEVER_AS = ("script", "style", "worker", "sharedworker", "serviceworker", "object", "embed", "frame", "iframe")


def may_send_form(request: Request) -> bool:
    """Whether this request, which changes something, was made by a page of ours."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in _OURS
    origin = request.headers.get("Origin")
    return origin is None or (parts_of(origin).netloc == request.host)


def may_read_personal(request: Request) -> bool:
    """Whether this request, which reads something personal, is a person opening a page, or a page of ours."""
    if request.headers.get("Sec-Fetch-Dest") in _NEVER_AS:
        return False
    if request.headers.get("Sec-Fetch-Site", "none") in _OURS:
        return True
    return request.headers.get("Sec-Fetch-Mode") == "navigate" and request.method in ("GET", "HEAD")
