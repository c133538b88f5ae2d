"""The request and the notes kept with it (`g`), asked for directly: a page asks some two hundred times, and each way
through the framework's stand-ins costs more than what is asked.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask, Request, current_app, g, request

#: All raise RuntimeError where nobody asked for anything, as the stand-ins do.
this_request: Callable[[], Request] = request._get_current_object  # type: ignore[attr-defined]  # of the stand-in
this_app: Callable[[], Flask] = current_app._get_current_object  # type: ignore[attr-defined]  # of the stand-in
notes: Callable[[], Any] = g._get_current_object  # type: ignore[attr-defined]  # of the stand-in
