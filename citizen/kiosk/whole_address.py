"""Addresses of this site as another device reaches them."""

from __future__ import annotations

from typing import Any

from flask import current_app, url_for


def address_of(endpoint: str, **values: Any) -> str:
    """The whole address of a page."""
    public: str = current_app.extensions["settings"].public_url
    return f"{public}{url_for(endpoint, **values)}" if public else url_for(endpoint, _external=True, **values)
