"""A light browser without script: keeps its connection and its cookies, fills in the forms it is shown.

It reads pages with a few regular expressions: with two cores, a careful parser would cost more than the site.
"""

from __future__ import annotations

import gzip
import http.client
import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from urllib.parse import urlencode, urljoin, urlsplit

import brotli

_FORM = re.compile(r"<form\b([^>]*)>(.*?)</form>", re.S)
_CONTROL = re.compile(r"<(input|select|textarea|button)\b([^>]*)>", re.S)
_OPTION = re.compile(r"<option\b([^>]*)>", re.S)
_ATTRIBUTE = re.compile(r"([a-z-]+)(?:=\"([^\"]*)\")?")
_LINK = re.compile(r"<a\b[^>]*\bhref=\"([^\"]*)\"")
_WRITTEN = (("year", "1990"), ("month", "5"), ("day", "1"), ("phone", "13800001234"), ("name", "测试"))
_MOST_REDIRECTS = 8
_PATIENCE = 60.0

#: What is told of every request: kind of request, path, status (0: no answer at all), seconds.
Seen = Callable[[str, str, int, float], None]
#: What a person says to a form: a value, several ticked ones, or None to leave the field alone.
Said = Mapping[str, "str | tuple[str, ...] | None"]


class Lost(Exception):
    """The page did not offer what the journey needs."""


@dataclass(frozen=True, slots=True)
class Form:
    """A form that is sent with POST."""

    action: str
    #: name, type, value, whether it is chosen already
    fields: tuple[tuple[str, str, str, bool], ...]

    def offered(self, name: str) -> list[str]:
        """The values of a choice."""
        return [value for found, kind, value, _ in self.fields if found == name and kind != "hidden"]

    def filled(self, said: Said) -> list[tuple[str, str]]:
        """What a browser would send: what is said; else what is there; else the first choice."""
        sent: list[tuple[str, str]] = []
        done: set[str] = set()
        for name, kind, value, _is_chosen in self.fields:
            if name in said and name not in done:
                done.add(name)
                answer = said[name]
                sent += [(name, one) for one in ((answer,) if isinstance(answer, str) else answer or ())]
            elif name not in done and kind != "submit":
                done.add(name)
                sent += [(name, one) for one in self._unasked(name, kind, value)]
        return sent

    def _unasked(self, name: str, kind: str, value: str) -> Iterator[str]:
        if kind in ("radio", "checkbox", "select"):
            chosen = [one for found, _, one, is_chosen in self.fields if found == name and is_chosen]
            yield from chosen or [next(one for one in (value, *self.offered(name)) if one or kind != "select")]
        elif kind in ("hidden", "textarea") or value:
            yield value
        else:
            yield next((said for part, said in _WRITTEN if part in name), "1")


@dataclass(frozen=True, slots=True)
class Page:
    """What the browser shows."""

    path: str
    status: int
    html: str

    @property
    def forms(self) -> list[Form]:
        return [form for form in map(self._form, _FORM.finditer(self.html)) if form is not None]

    def form(self, *, having: str = "", to: str = "") -> Form:
        """The first form with this field, sent to an address with this in it."""
        for form in self.forms:
            if to in form.action and (not having or any(having == name for name, *_ in form.fields)):
                return form
        raise Lost(f"{self.path} ({self.status}) has no form with {having or to!r}")

    def links(self, part: str) -> list[str]:
        """Every address that is linked and has this in it."""
        return [unescape(address) for address in _LINK.findall(self.html) if part in address]

    def _form(self, found: re.Match[str]) -> Form | None:
        about = _attributes(found[1])
        if about.get("method") != "post":
            return None
        return Form(urljoin(self.path, unescape(about.get("action") or self.path)), tuple(_fields(found[2])))


class Browser:
    """One person's browser at an address of its own (127.x.y.z), as people come from many."""

    def __init__(self, port: int, number: int, seen: Seen, *, cookies: Mapping[str, str] | None = None) -> None:
        low = number % 62_500 + 1
        self._from = f"127.{1 + number // 62_500}.{low // 250}.{low % 250 + 1}"
        self._port, self._seen = port, seen
        self._cookies: dict[str, str] = dict(cookies or {})
        self._line: http.client.HTTPConnection | None = None
        self.page = Page("/", 0, "")

    def open(self, address: str) -> Page:
        """Type an address, or follow a link."""
        return self._go("GET", address)

    def send(self, form: Form, said: Said | None = None) -> Page:
        """Fill in a form, press its button and go where the server sends the person."""
        return self._go("POST", form.action, urlencode(form.filled(said or {})).encode())

    def press(self, form: Form, said: Said | None = None) -> tuple[int, str]:
        """The same, but go nowhere: the status, and where the server would send the person."""
        status, place, _html = self._ask("POST", form.action, urlencode(form.filled(said or {})).encode())
        return status, place

    @property
    def cookies(self) -> str:
        """As they are sent."""
        return "; ".join(f"{name}={value}" for name, value in self._cookies.items())

    def close(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None

    def _go(self, method: str, address: str, body: bytes | None = None) -> Page:
        for _ in range(_MOST_REDIRECTS):
            parts = urlsplit(urljoin(self.page.path, address))
            path = parts.path + (f"?{parts.query}" if parts.query else "")
            status, place, html = self._ask(method, path, body)
            if status not in (301, 302, 303, 307, 308):
                self.page = Page(path, status, html)
                return self.page
            method, address, body = "GET", place, None
        raise Lost(f"sent on and on, last to {address}")

    def _ask(self, method: str, path: str, body: bytes | None) -> tuple[int, str, str]:
        began, status = time.perf_counter(), 0
        try:
            answer = self._answer(method, path, body)
            status = answer.status
            data = answer.read()
        except (OSError, http.client.HTTPException):
            self.close()
            raise
        finally:
            self._seen(method, path, status, time.perf_counter() - began)
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self._cookies[key] = rest.partition(";")[0]
        return status, answer.getheader("Location", ""), _text(data, answer.getheader("Content-Encoding", ""))

    def _answer(self, method: str, path: str, body: bytes | None) -> http.client.HTTPResponse:
        """On the line that is open; a server may close a line nobody used for a while, so once more on a new one."""
        headers = {"Accept-Encoding": "br, gzip", "Sec-Fetch-Site": "same-origin", "Accept-Language": "zh-CN"}
        if self._cookies:
            headers["Cookie"] = self.cookies
        if body is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"http://127.0.0.1:{self._port}"}
        is_new = self._line is None
        if self._line is None:
            self._line = http.client.HTTPConnection(
                "127.0.0.1", self._port, timeout=_PATIENCE, source_address=(self._from, 0)
            )
        try:
            self._line.request(method, path, body, headers)
            return self._line.getresponse()
        except (http.client.RemoteDisconnected, BrokenPipeError):
            self.close()
            if is_new:
                raise
            return self._answer(method, path, body)


def _text(data: bytes, encoding: str) -> str:
    if encoding == "br":
        data = brotli.decompress(data)
    elif encoding == "gzip":
        data = gzip.decompress(data)
    return data.decode("utf-8", errors="replace")


def _attributes(written: str) -> dict[str, str]:
    return dict(_ATTRIBUTE.findall(written))


def _fields(inside: str) -> Iterator[tuple[str, str, str, bool]]:
    for control in _CONTROL.finditer(inside):
        about = _attributes(control[2])
        name = about.get("name", "")
        if not name:
            continue
        if control[1] == "select":
            end = inside.find("</select>", control.end())
            for option in _OPTION.finditer(inside, control.end(), end):
                one = _attributes(option[1])
                yield name, "select", unescape(one.get("value", "")), "selected" in one
            continue
        kind = {"button": "submit", "textarea": "textarea"}.get(control[1], about.get("type", "text"))
        yield name, kind, unescape(about.get("value", "")), "checked" in about
