"""Answers: whole pages, 303 redirects, and safe ways back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote_plus, urlencode

from flask import Response, g, make_response, redirect, render_template, url_for

from citizen.core.addresses import parts_of
from citizen.web.at_hand import notes, this_app, this_request

#: Stands for `this_page_and()` in parts of pages that are kept (web/kept_parts.py).
THIS_PAGE = "\x01"
#: What needs no escape in a query, as `url_for` writes it.
_READABLE = "!$'()*,/:;?@"


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
    parts = parts_of(candidate)
    is_local = not parts.scheme and not parts.netloc and candidate.startswith("/")
    # "//host" and "/\\host" are read as other hosts by browsers.
    if not is_local or candidate.startswith(("//", "/\\")) or any(ord(c) < 32 for c in candidate):
        return default
    return candidate


def this_page_with(**changes: str) -> str:
    """The address of this page with some query values changed; for links that switch language or size."""
    query = _query_of_this_page()
    if not changes or not changes.keys().isdisjoint(query):
        return with_query(_path_of_this_page(), {**query, **changes})
    return this_page_and() + urlencode(changes, safe=_READABLE)


def this_page_and() -> str:
    """The address of this page up to where another query value can follow; THIS_PAGE in parts kept for every page."""
    noted = notes()
    if noted.get("keeps_part"):
        return THIS_PAGE
    found: str | None = noted.get("this_page_and")
    if found is None:
        here = with_query(_path_of_this_page(), _query_of_this_page())
        found = noted.this_page_and = f"{here}&" if "?" in here else f"{here}?"
    return found


def with_query(path: str, values: Mapping[str, str]) -> str:
    """The path with this query. What stands in an address of somebody else's making goes through here and never into
    `url_for`, to which names such as `_scheme` or `endpoint` mean something.
    """
    return f"{path}?{urlencode(values, safe=_READABLE)}" if values else path


def in_query(value: str) -> str:
    """One value as `with_query` and `url_for` write it."""
    return quote_plus(value, safe=_READABLE)


def _path_of_this_page() -> str:
    here = this_request()
    if here.endpoint is None or not _can_be_opened():
        return url_for("home.start")
    return this_app().url_for(here.endpoint, **(here.view_args or {}))


def _query_of_this_page() -> dict[str, str]:
    here = this_request()
    return here.args.to_dict() if here.query_string and _can_be_opened() else {}


def _can_be_opened() -> bool:
    here = this_request()
    return here.endpoint is not None and (here.method == "GET" or _answers_get(here.endpoint))


def _answers_get(endpoint: str) -> bool:
    return any("GET" in (rule.methods or ()) for rule in this_app().url_map.iter_rules(endpoint))
