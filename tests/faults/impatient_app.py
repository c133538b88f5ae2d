"""The site with so little patience that a test need not wait for it."""

from __future__ import annotations

from citizen import create_app
from citizen.web import slow_requests

slow_requests.GRACE_SECONDS = 1.0
app = create_app()
