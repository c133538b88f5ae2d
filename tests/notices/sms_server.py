"""A gateway for SMS on this machine that keeps to docs/notices.md: it checks the signature and keeps one message per
idempotency key. Written from the protocol, without the code of the service."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

SECRET = "a-secret-of-the-tests-" + "0" * 20


class SmsServer:
    """Answers with `status` (several: one after the other, the last for ever) and remembers what came."""

    def __init__(self) -> None:
        self.secret = SECRET
        self.statuses: list[int] = [202]
        self.headers: dict[str, str] = {}
        self.body: bytes | None = None
        #: Seconds between keeping the message and answering.
        self.delay = 0.0
        self.kept: dict[str, dict[str, Any]] = {}
        self.asked: Counter[str] = Counter()
        self.came = threading.Event()
        self.answering = threading.Event()
        self.answering.set()
        self.seen_headers: list[dict[str, str]] = []
        self._lock = threading.Lock()
        self.url = ""

    def take(self, headers: Any, body: bytes) -> tuple[int, bytes]:
        with self._lock:
            self.seen_headers.append(dict(headers.items()))
            if not self._is_signed(headers, body):
                return 401, b"{}"
            key = headers["Idempotency-Key"]
            self.asked[key] += 1
            status = self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]
            if status < 300 and key in self.kept:
                status = 409
            elif status < 300:
                self.kept[key] = json.loads(body)
        self.came.set()
        time.sleep(self.delay)
        self.answering.wait(timeout=30)
        return status, self.body if self.body is not None else json.dumps({"id": f"n-{len(self.kept)}"}).encode()

    def _is_signed(self, headers: Any, body: bytes) -> bool:
        stamp = headers["X-Citizen-Timestamp"]
        expected = hmac.new(self.secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
        return hmac.compare_digest(headers["X-Citizen-Signature"], f"v1={expected}")


@contextmanager
def running_sms_server() -> Iterator[SmsServer]:
    """Serve on a free port of this machine until the block ends."""
    gateway = SmsServer()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status, answer = gateway.take(self.headers, body)
            try:
                self.send_response(status)
                for name, value in gateway.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)
            except (BrokenPipeError, ConnectionResetError):
                pass  # the sender was killed

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    gateway.url = f"http://127.0.0.1:{server.server_port}/sms"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield gateway
    finally:
        gateway.answering.set()
        server.shutdown()
        server.server_close()
        thread.join(timeout=10)
