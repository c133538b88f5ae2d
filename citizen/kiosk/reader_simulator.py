"""A card reader that is none: the loopback service of docs/kiosk-reader.md with an invented card, for tests and demos.

It refuses every page but the site's own, and never writes down what it answers.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from citizen.core import clock
from citizen.kiosk import reader_protocol

_LARGEST = 4096


class SimulatedReader(ThreadingHTTPServer):
    """Listens on this machine only. `card` is what lies on it; None: nothing does."""

    daemon_threads = True

    def __init__(self, *, port: int, site: str, key: str, card: Mapping[str, str] | None) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.site, self.key, self.card = site, key, card

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    server: SimulatedReader

    def do_OPTIONS(self) -> None:
        """The browser asks before it sends JSON to another origin."""
        self._answer(204, None) if self._is_the_site() else self._answer(403, {"problem": "origin"})

    def do_GET(self) -> None:
        if self.path != "/v1/status":
            self._answer(404, {"problem": "address"})
            return
        self._answer(200, {"version": reader_protocol.VERSION, "reader": "ready"})

    def do_POST(self) -> None:
        if not self._is_the_site():
            self._answer(403, {"problem": "origin"})
        elif self.path != "/v1/read":
            self._answer(404, {"problem": "address"})
        elif (asked := self._asked()) is None:
            self._answer(400, {"problem": "request"})
        elif self.server.card is None:
            self._answer(408, {"problem": "no_card"})
        else:
            self._answer(200, self._read(*asked, self.server.card))

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing of a card may end up in a log."""

    def _read(self, request: str, names: tuple[str, ...], card: Mapping[str, str]) -> dict[str, Any]:
        fields = {name: card.get(name, "") for name in names}
        read_at = clock.now().isoformat()
        signature = reader_protocol.sign(self.server.key, request=request, read_at=read_at, fields=fields)
        return {"request": request, "fields": fields, "read_at": read_at, "signature": signature}

    def _asked(self) -> tuple[str, tuple[str, ...]] | None:
        try:
            length = int(self.headers.get("Content-Length", "0"))
            said = json.loads(self.rfile.read(min(length, _LARGEST)))
            names = tuple(str(one) for one in said["fields"])
            request = str(said["request"])
        except (ValueError, KeyError, TypeError):
            return None
        return (request, names) if names and set(names) <= set(reader_protocol.FIELDS) else None

    def _is_the_site(self) -> bool:
        return self.headers.get("Origin") == self.server.site

    def _answer(self, status: int, body: Mapping[str, Any] | None) -> None:
        data = b"" if body is None else json.dumps(body).encode()
        self.send_response(status)
        if self._is_the_site():
            self.send_header("Access-Control-Allow-Origin", self.server.site)
            self.send_header("Access-Control-Allow-Headers", "Content-Type")
            self.send_header("Access-Control-Allow-Private-Network", "true")
            self.send_header("Vary", "Origin")
        self.send_header("Content-Type", "application/json")
        self.send_header("Cache-Control", "no-store")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)
