"""What a terminal shows when the site cannot be reached: one page that stands on its own, with the way to a person.

A small script of the browser (a service worker) carries the page inside itself and hands it out when an answer does
not come. It keeps nothing else: no page of the site, nothing of anybody.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from functools import lru_cache

from citizen.web.assets import STATIC

#: After so long the terminal looks by itself whether the site is back; the visit of before is then ended.
RETRY_SECONDS = 60
_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)


def offline_page() -> str:
    """The page as it lies in static/: it can also be kept as a file on the machine."""
    return (STATIC / "kiosk-offline.html").read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def worker_script() -> str:
    """The script with the page and its headers in it."""
    html = offline_page()
    style = _STYLE.search(html)
    hashed = base64.b64encode(hashlib.sha256((style[1] if style else "").encode()).digest()).decode()
    headers = {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{hashed}'; frame-ancestors 'none'",
        "Cache-Control": "no-store",
        "Refresh": f"{RETRY_SECONDS}; url=/kiosk/ended",
    }
    script = (STATIC / "js" / "kiosk-worker.js").read_text(encoding="utf-8")
    return f"const PAGE = {json.dumps(html)};\nconst HEADERS = {json.dumps(headers)};\n{script}"
