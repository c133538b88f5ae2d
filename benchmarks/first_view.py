"""What a browser fetches to show the start page for the first time, and the next page after it: over a real socket."""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import brotli
from cryptography.fernet import Fernet

from benchmarks.table import show
from citizen.db import migrate
from citizen.web import assets

_ROOT = Path(__file__).resolve().parent.parent
_PATIENCE = 60
_NEXT_PAGE = "/check"


class DidNotStart(Exception):
    """The server gave no answer in time."""


def run() -> None:
    """What goes over the wire, then what a browser makes of it."""
    from benchmarks import in_browser  # it asks the same server

    on_the_wire()
    in_browser.run()


def on_the_wire() -> None:
    """Starts the server, fetches what a browser would, prints what went over the wire."""
    assets.build()
    with _server() as origin:
        start = _fetch(origin, "/")
        pieces = _pieces(_body(start).decode())
        first = {"the page itself": len(start), **{piece: len(_fetch(origin, piece)) for piece in pieces}}
        following = _fetch(origin, _NEXT_PAGE)
        already = set(pieces)
        then = {"the page": len(following)} | {
            piece: len(_fetch(origin, piece)) for piece in _pieces(_body(following).decode()) if piece not in already
        }
    rows = [_line(f"  {name}", [size], start) for name, size in first.items()]
    rows.append(_line("start page, first view", [*first.values()], start))
    rows.append(_line(f"next page ({_NEXT_PAGE})", [*then.values()], start))
    show(
        "First view over the wire (brotli; headers counted, TCP and TLS not)",
        ("what", "requests", "bytes", "/ page alone"),
        rows,
        "fetched: style sheets, scripts, images shown at once, icons; what is cached for ever is not fetched again",
    )


def _line(name: str, sizes: list[int], page: bytes) -> list[str]:
    return [name, str(len(sizes)), f"{sum(sizes):,}", f"{sum(sizes) / len(page):.2f}"]


@contextmanager
def _server() -> Iterator[str]:
    """gunicorn with one worker in production settings, on a free port and a database of its own."""
    with tempfile.TemporaryDirectory() as folder, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        environment = _environment(Path(folder))
        migrate.upgrade(environment["DATABASE_URL"])
        command = [sys.executable, "-m", "gunicorn", "app:app", "--bind", f"127.0.0.1:{port}", "--log-level", "error"]
        server = subprocess.Popen(command, cwd=_ROOT, env=environment)
        try:
            _wait_for(server, port)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(timeout=_PATIENCE)


def _environment(folder: Path) -> dict[str, str]:
    """Production but for HTTPS, which a proxy in front would end."""
    return {
        **os.environ,
        "CITIZEN_MODE": "production",
        "CITIZEN_HTTPS": "no",
        "SECRET_KEY": secrets.token_urlsafe(48),
        "DATA_KEYS": Fernet.generate_key().decode(),
        "DATABASE_URL": f"sqlite:///{folder / 'benchmark.db'}",
        "PAPERS_FOLDER": str(folder),
    }


def _wait_for(server: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until and server.poll() is None:
        with socket.socket() as knock:
            if knock.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise DidNotStart(f"gunicorn on port {port}")


def _fetch(origin: str, address: str) -> bytes:
    """Every byte of the answer, headers too, compressed as it came."""
    host = urlsplit(origin)
    request = f"GET {address} HTTP/1.1\r\nHost: {host.netloc}\r\nAccept-Encoding: br\r\nConnection: close\r\n\r\n"
    with socket.create_connection((host.hostname, host.port), timeout=_PATIENCE) as line:
        line.sendall(request.encode())
        answer = b"".join(iter(lambda: line.recv(65536), b""))
    status = answer.split(b" ", 2)[1]
    assert status == b"200", f"{address} answered {status!r}"
    return answer


def _body(answer: bytes) -> bytes:
    head, _, body = answer.partition(b"\r\n\r\n")
    fields = head.lower()
    if b"transfer-encoding: chunked" in fields:
        body = _joined(body)
    return brotli.decompress(body) if b"content-encoding: br" in fields else body


def _joined(chunked: bytes) -> bytes:
    parts = []
    while chunked:
        size, _, rest = chunked.partition(b"\r\n")
        length = int(size, 16)
        parts.append(rest[:length])
        chunked = rest[length + 2 :]
        if length == 0:
            break
    return b"".join(parts)


def _pieces(html: str) -> list[str]:
    """The addresses a browser asks for at once, each once."""
    found = _Pieces()
    found.feed(html)
    return list(dict.fromkeys(urljoin("/", address) for address in found.addresses))


class _Pieces(HTMLParser):
    _RELATIONS = frozenset({"stylesheet", "icon", "preload", "modulepreload", "manifest"})

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "link" and self._RELATIONS & set(found.get("rel", "").split()) and self._fits_screen(found):
            self._note(found.get("href", ""))
        elif tag in ("script", "img") and found.get("loading") != "lazy":
            self._note(found.get("src", ""))
        elif tag == "video" and found.get("preload") != "none":
            self._note(found.get("poster", ""))

    def _fits_screen(self, found: dict[str, str]) -> bool:
        return found.get("media", "all") != "print"

    def _note(self, address: str) -> None:
        if address and not address.startswith("data:"):
            self.addresses.append(address)
