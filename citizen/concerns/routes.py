"""What people tell the district, and talking at a counter. Importing the modules of pages registers them."""

from __future__ import annotations

from citizen.concerns import barrier_routes, needs_routes, report_routes, talk_routes
from citizen.concerns.blueprint import blueprint

__all__ = ["barrier_routes", "blueprint", "needs_routes", "report_routes", "talk_routes"]
