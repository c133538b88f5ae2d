"""The room's blueprint. The modules of pages register themselves with it; routes.py gathers them."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("concerns", __name__)
