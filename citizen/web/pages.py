"""Answers: whole pages, 303 redirects, and safe ways back."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import Response, g, make_response, redirect, render_template, request, url_for


def page(template: str, *, status: int = 200, **context: object) -> Response:
    """A rendered page. A page with an invalid form must be given status 422."""
    return make_response(render_template(template, **context), status)


def see_other(endpoint: str, **values: Any) -> Response:
    """After a POST: go and look there."""
    return make_response(redirect(url_for(endpoint, **values), code=303))


def about_district(code: str | None) -> None:
    """This page is about a district: the help block shows its contact."""
    g.district = code


def local_path(candidate: str | None, *, default: str) -> str:
    """The candidate if it is a path of this site, else the default. Never another host."""
    if not candidate:
        return default
    parts = urlsplit(candidate)
    is_local = not parts.scheme and not parts.netloc and candidate.startswith("/")
    # "//host" and "/\\host" are read as other hosts by browsers.
    if not is_local or candidate.startswith(("//", "/\\")) or any(ord(c) < 32 for c in candidate):
        return default
    return candidate


def this_page_with(**changes: str) -> str:
    """The address of this page with some query values changed; for links that switch language or size."""
    values: dict[str, Any] = {**(request.view_args or {}), **request.args.to_dict(), **changes}
    if request.endpoint is None or (request.method != "GET" and not _answers_get(request.endpoint)):
        return url_for("home.start", **dict[str, Any](changes))
    return url_for(request.endpoint, **values)


def _answers_get(endpoint: str) -> bool:
    from flask import current_app

    return any("GET" in (rule.methods or ()) for rule in current_app.url_map.iter_rules(endpoint))
