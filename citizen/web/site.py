"""The application class: Flask, without the costs that every page of ours would pay for nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn
from urllib.parse import urlsplit, urlunsplit

from flask import Flask, Request, request
from flask.sessions import SessionInterface
from flask.templating import Environment
from werkzeug.exceptions import NotFound
from werkzeug.routing import RequestRedirect

from citizen.web import kept_pages, kept_parts
from citizen.web.templating import PageEnvironment

_current_request = request._get_current_object  # type: ignore[attr-defined]  # of the proxy, which has no types
#: Of addresses; then the table begins anew. There are some thousand that do not name somebody's own thing.
_MOST = 10_000
#: Of those that do: each is of use to one person, while that person goes on.
_MOST_OWN = 500
_NAMES_OF_OWN = frozenset({"reference", "number", "key", "token", "code", "second"})
#: What `flask.url_for` hands on although nobody said it.
_NOT_ASKED_FOR = frozenset({"_anchor", "_method", "_scheme", "_external"})


class _NoSession(SessionInterface):
    """What a browser may keep of us stands in web/browser_key.py: there is no session in a cookie."""

    def open_session(self, app: Flask, request: Any) -> None:
        return None


class Site(Flask):
    """Finds an address that was built before in a table: a page names up to two hundred."""

    jinja_environment = PageEnvironment
    session_interface = _NoSession()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._addresses: dict[tuple[object, ...], str] = {}
        self._own_addresses: dict[tuple[object, ...], str] = {}
        self.extensions["kept_parts"] = kept_parts.Parts()
        self.extensions["kept_pages"] = kept_pages.KeptPages()

    def create_jinja_environment(self) -> Environment:
        environment = super().create_jinja_environment()
        environment.globals["same_for_all"] = kept_parts.same_for_all
        return environment

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Every function of ours is an ordinary one: not to be asked of forty of them in each request."""
        return func

    def raise_routing_exception(self, request: Request) -> NoReturn:
        """An address written with two slashes in a row leads on within the site, not to the host a request names."""
        exception = request.routing_exception
        if isinstance(exception, RequestRedirect):
            there = urlsplit(exception.new_url)
            exception.new_url = urlunsplit(("", "", "/" + there.path.lstrip("/"), there.query, ""))
        super().raise_routing_exception(request)

    def preprocess_request(self) -> Any:
        """No address of ours has a NUL in it, and PostgreSQL takes none: nobody has to look for it."""
        answer = super().preprocess_request()  # first: the page that says so needs a language
        if answer is None and "\0" in request.path:
            raise NotFound
        return answer

    def url_for(self, endpoint: str, **values: Any) -> str:
        """As Flask says. What stands in the table depends on nothing but the endpoint and its values."""
        key = self._key(endpoint, values)
        if key is None:
            return super().url_for(endpoint, **values)
        is_for_all = _NAMES_OF_OWN.isdisjoint(values)
        table, most = (self._addresses, _MOST) if is_for_all else (self._own_addresses, _MOST_OWN)
        address = table.get(key)
        if address is None:
            address = super().url_for(endpoint, **values)
            if len(table) >= most:
                table.clear()
            table[key] = address
        return address

    def _key(self, endpoint: str, values: dict[str, Any]) -> tuple[object, ...] | None:
        """None for what is not in the table: outside a request or under a prefix, and other values than texts."""
        try:
            current = _current_request()
        except RuntimeError:
            return None
        if current.root_path:
            return None
        for name, value in values.items():
            if name[:1] == "_" or (type(value) is not str and type(value) is not int):
                if value is None and name in _NOT_ASKED_FOR:
                    continue
                return None
        room = current.blueprint if endpoint[:1] == "." else None
        return (endpoint, room, *values.items())
