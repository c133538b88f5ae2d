"""Another page of this site as the reader gets it, asked for inside the application: read, and nothing else.

What a stranger gets word for word is public, however it was asked for: that, and only that, may be kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from flask import Response, current_app, make_response, redirect, request
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from citizen.accessibility.page_text import Reading, read
from citizen.accessibility.preferences import KINDS
from citizen.accessibility.ui import current_ui
from citizen.core.errors import NotFound
from citizen.web.access import Access
from citizen.web.browser_key import cookie_name
from citizen.web.pages import local_path

#: Says nothing about anybody: how the page looks.
_LOOK = frozenset(("lang", "look", "preset", *KINDS))
_READ = (Access.EVERYBODY, Access.OWN_THINGS)
#: Of pages that read pages nothing is read.
_NEVER = frozenset({"static", "listening", "page_formats"})
_NOT_FOR_VISITORS = ("/staff", "/api")
_OK, _NOT_FOUND = 200, 404


class NotReadable(Exception):
    """The page is there but has nothing to read just now: it sends its reader elsewhere."""


def lead_on(fault: NotReadable) -> Response:
    """For the blueprints that read pages: the page itself says what is to be done first."""
    return make_response(redirect(str(fault)))


@dataclass(frozen=True, slots=True)
class OtherPage:
    """`address` is local and without a look; `is_public`: a stranger gets the same words."""

    address: str
    reading: Reading
    is_public: bool


def find_page(candidate: str | None) -> OtherPage:
    """The page at a local address. Raises NotFound for what is no page of this site for visitors, and NotReadable."""
    address = readable_address(candidate)
    is_open = _access_of(address) is Access.EVERYBODY
    reading = _read(address, request.headers.get("Cookie", ""))
    # What somebody searched for stands in the address: it is theirs, whoever asks.
    has_words = bool(urlsplit(address).query)
    is_public = is_open and not has_words and reading == _read(address, _cookies_of_a_stranger())
    return OtherPage(address, reading, is_public)


def readable_address(candidate: str | None) -> str:
    """The address without a look. Raises NotFound unless it is that of a page of this site for visitors."""
    local = local_path(candidate, default="")
    parts = urlsplit(local)
    if not local or _access_of(parts.path) not in _READ:
        raise NotFound("page")
    return without_look(parts.path, parts.query)


def without_look(path: str, query: str) -> str:
    """The address of a page, however it looks."""
    kept = [(name, value) for name, value in parse_qsl(query) if name not in _LOOK]
    return f"{path}?{urlencode(kept)}" if kept else path


def _access_of(address: str) -> Access | None:
    """Who may open the page; None for what is no page."""
    adapter = current_app.url_map.bind_to_environ(request.environ)
    try:
        endpoint, _values = adapter.match(unquote(urlsplit(address).path), method="GET")
    except (HTTPException, RequestRedirect):
        return None
    if endpoint.partition(".")[0] in _NEVER or address.startswith(_NOT_FOR_VISITORS):
        return None
    return getattr(current_app.view_functions[endpoint], "access", None)


def _read(address: str, cookies: str) -> Reading:
    with _asked_for(address, cookies) as response:
        if response.status_code not in (_OK, _NOT_FOUND):
            raise NotReadable(address)
        if response.status_code == _NOT_FOUND or response.mimetype != "text/html":
            raise NotFound("page")
        try:
            return read(response.get_data(as_text=True))
        except ValueError:
            raise NotFound("page") from None


@contextmanager
def _asked_for(address: str, cookies: str) -> Iterator[Response]:
    """What this application answers to a GET, in the language of this request. The cookies it sets go nowhere."""
    parts = urlsplit(address)
    query = [*parse_qsl(parts.query), ("lang", current_ui().locale.code)]
    environ = {
        **{name: request.environ[name] for name in _ENVIRON if name in request.environ},
        "REQUEST_METHOD": "GET",
        "PATH_INFO": unquote(parts.path).encode().decode("latin-1"),  # as the protocol between servers wants it
        "QUERY_STRING": urlencode(query),
        "HTTP_COOKIE": cookies,
    }
    # A context of its own: one that is only for the request would share everything with the request around it.
    with current_app.app_context(), current_app.request_context(environ):
        yield current_app.full_dispatch_request()


#: What one request has in common with another one inside it.
_ENVIRON = (
    "SERVER_NAME",
    "SERVER_PORT",
    "SERVER_PROTOCOL",
    "HTTP_HOST",
    "HTTP_ACCEPT_LANGUAGE",
    "HTTP_X_FORWARDED_FOR",
    "REMOTE_ADDR",
    "SCRIPT_NAME",
    "wsgi.url_scheme",
    "wsgi.input",
    "wsgi.errors",
    "wsgi.version",
    "wsgi.multithread",
    "wsgi.multiprocess",
    "wsgi.run_once",
)


def _cookies_of_a_stranger() -> str:
    """Somebody with the same look and nothing else."""
    return "; ".join(f"{name}={value}" for name, value in _look_cookies(request.cookies).items())


def _look_cookies(cookies: Mapping[str, str]) -> dict[str, str]:
    wanted = (cookie_name("preferences"), cookie_name("kiosk"))
    return {name: cookies[name] for name in wanted if name in cookies}
