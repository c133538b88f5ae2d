"""What a person has just sent, given back on the page that says it could not be taken: one press sends it again."""

from __future__ import annotations

from typing import NamedTuple

from flask import request

from citizen.core.addresses import parts_of

#: The form's own field, made anew for the page that gives the others back.
_OURS = "csrf_token"


class KeptForm(NamedTuple):
    """Where the form was sent, and its fields as they were."""

    action: str
    fields: tuple[tuple[str, str], ...]


def kept_form() -> KeptForm | None:
    """The form of this request. None for files, which no page can give back, and for what another site sent: nobody
    shall be led to press a button on answers that are not their own.
    """
    if request.method != "POST" or request.mimetype != "application/x-www-form-urlencoded" or not _is_own():
        return None
    fields = tuple((name, value) for name, value in request.form.items(multi=True) if name != _OURS)
    query = request.query_string.decode("ascii", "ignore")
    return KeptForm(f"{request.path}?{query}" if query else request.path, fields)


def _is_own() -> bool:
    """The browser says itself that a page of ours sent it; older ones at least name the site."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    named = request.headers.get("Origin") or request.headers.get("Referer") or ""
    return parts_of(named).netloc == request.host
