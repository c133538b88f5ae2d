"""The site without what helps it when a disk is full, and with endless patience for forms: a control."""

from __future__ import annotations

from citizen import create_app
from citizen.web import slow_requests

slow_requests.GRACE_SECONDS = 3600.0
app = create_app()
del app.error_handler_spec[None][None][OSError]
