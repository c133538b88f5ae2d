"""A site that takes a moment to answer and says which process it was: so that somebody always waits when it changes."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable
from typing import Any


def app(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    """Reads what is sent, takes its time, and answers in full."""
    sent = environ["wsgi.input"].read()
    time.sleep(0.05)
    start("200 OK", [("Content-Type", "text/plain")])
    return [str(os.getpid()).encode(), b" ", sent]
