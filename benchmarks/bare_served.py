"""`benchmarks.bare_served:create()`: the bare twin of the page in the file BARE_PAGE, for gunicorn."""

from __future__ import annotations

import os
from pathlib import Path

from flask import Flask

from benchmarks.bare_page import bare_app


def create() -> Flask:
    return bare_app(Path(os.environ["BARE_PAGE"]).read_text(encoding="utf-8"))
