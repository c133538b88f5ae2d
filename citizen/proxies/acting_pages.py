"""All pages about who acts for whom: importing the modules registers them."""

from __future__ import annotations

from citizen.proxies import grant_routes, mandate_public_routes
from citizen.proxies.activity_routes import blueprint

__all__ = ["blueprint", "grant_routes", "mandate_public_routes"]
