"""The start page in Chromium as somebody with an old phone on a slow line meets it, beside the same page without any
style or script, and beside the same page with what a GOV.UK page ships. All in one run, in turns.
"""

from __future__ import annotations

import re
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median
from typing import Any

import brotli

from benchmarks.first_view import _body, _fetch, _server
from benchmarks.table import show
from citizen.web import assets

ROUNDS = 9
_CHROMIUM = Path("/usr/bin/chromium-headless-shell")
#: What Chromium's tools call slow 3G: 400 kbit/s, 400 ms; and a processor four times slower than this one.
_SLOW_3G = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
_CPU = 4
#: Bytes over the wire of govuk-frontend 6.6.0: style, script, each of two fonts (npm, brotli).
_STYLE, _SCRIPT, _FONT = 13_178, 10_125, 32_431
_STYLED = re.compile(rb"<style>.*?</style>|<link rel=\"stylesheet\"[^>]*>|<script.*?</script>", re.DOTALL)
_WATCH = """() => new Promise(done => {
  const seen = {lcp: 0, cls: 0, tbt: 0};
  const watch = (type, note) =>
    new PerformanceObserver(list => list.getEntries().forEach(note)).observe({type, buffered: true});
  watch("largest-contentful-paint", e => { seen.lcp = e.startTime; });
  watch("layout-shift", e => { seen.cls += e.value; });
  watch("longtask", e => { seen.tbt += Math.max(0, e.duration - 50); });
  setTimeout(() => done(seen), 400);
})"""


@dataclass(slots=True)
class Seen:
    """What the browser measured, one entry per round."""

    lcp: list[float]
    tbt: list[float]
    cls: list[float]
    requests: int = 0
    bytes: int = 0


def run() -> None:
    """Opens each page in turns, each time in a browser that never saw it, and prints the table."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        print("\nNot measured in a browser: playwright is not installed here")
        return
    assets.build()
    with _server() as origin:
        whole = _body(_fetch(origin, "/"))
        with _twins(whole) as other, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=_CHROMIUM, args=["--no-sandbox"])
            addresses = {
                "the page without style and script": f"{other}/bare",
                "the page": f"{origin}/",
                "with what a GOV.UK page ships": f"{other}/govuk",
            }
            seen = {name: Seen([], [], []) for name in addresses}
            for _ in range(ROUNDS):
                for name, address in addresses.items():
                    _open(browser, address, seen[name])
            browser.close()
    _print(seen)


def _print(seen: dict[str, Seen]) -> None:
    bare = seen["the page without style and script"]
    rows = [
        [
            name,
            f"{one.requests}",
            f"{one.bytes:,}",
            f"{median(one.lcp):.0f}",
            f"{median(mine / least for mine, least in zip(one.lcp, bare.lcp, strict=True)):.2f}",
            f"{median(one.tbt):.0f}",
            f"{max(one.cls):.4f}",
        ]
        for name, one in seen.items()
    ]
    show(
        f"First view in Chromium: slow 3G, processor {_CPU} times slower, {ROUNDS} rounds in turns",
        ("page", "requests", "bytes", "LCP ms", "LCP / without", "TBT ms", "CLS, worst"),
        rows,
        "LCP / without: median over the rounds, each compared within itself; a busy machine is in all three alike",
    )


def _open(browser: Any, address: str, seen: Seen) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740}, device_scale_factor=2, is_mobile=True)
    page = context.new_page()
    wire = context.new_cdp_session(page)
    sizes: list[int] = []
    wire.send("Network.enable")
    wire.on("Network.loadingFinished", lambda event: sizes.append(int(event["encodedDataLength"])))
    wire.send("Network.emulateNetworkConditions", _SLOW_3G)
    wire.send("Emulation.setCPUThrottlingRate", {"rate": _CPU})
    page.goto(address, wait_until="load")
    found = page.evaluate(_WATCH)
    for kept, name in ((seen.lcp, "lcp"), (seen.tbt, "tbt"), (seen.cls, "cls")):
        kept.append(found[name])
    loaded = [size for size in sizes if size]  # an icon in the page itself is no request
    seen.requests, seen.bytes = len(loaded), sum(loaded)
    context.close()


@contextmanager
def _twins(whole: bytes) -> Iterator[str]:
    """The same words without style and script, and with the weight of a GOV.UK page, compressed like the page."""
    bare = _STYLED.sub(b"", whole)
    weight = (
        b'<link rel="stylesheet" href="/style.css"><script src="/script.js" defer></script>'
        b'<link rel="preload" href="/1.woff2" as="font" crossorigin>'
        b'<link rel="preload" href="/2.woff2" as="font" crossorigin>'
    )
    answers = {
        "/bare": ("text/html; charset=utf-8", bare),
        "/govuk": ("text/html; charset=utf-8", bare.replace(b"</head>", weight + b"</head>")),
        "/style.css": ("text/css", _filled(_STYLE)),
        "/script.js": ("text/javascript", _filled(_SCRIPT)),
        "/1.woff2": ("font/woff2", secrets.token_bytes(_FONT)),
        "/2.woff2": ("font/woff2", secrets.token_bytes(_FONT)),
    }
    server = ThreadingHTTPServer(("127.0.0.1", 0), _answering(answers))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _filled(size: int) -> bytes:
    """A comment that weighs so much on the wire: nothing has to be parsed, which flatters the heavy page."""
    return b"/*%s*/" % secrets.token_hex(size // 2 - 2).encode()


def _answering(answers: dict[str, tuple[str, bytes]]) -> type[BaseHTTPRequestHandler]:
    sent = {path: (kind, brotli.compress(body, quality=5)) for path, (kind, body) in answers.items() if "html" in kind}

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            kind, body = sent.get(self.path) or answers[self.path]
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Access-Control-Allow-Origin", "*")
            if self.path in sent:
                self.send_header("Content-Encoding", "br")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nothing to say."""

    return Handler
