"""The start page, help, the statements, and health."""

from __future__ import annotations

from flask import Blueprint, Response

from citizen.web.access import open_to_all
from citizen.web.pages import page

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
@open_to_all
def start() -> Response:
    return page("home/start.html")


@blueprint.get("/help")
@open_to_all
def help_page() -> Response:
    return page("home/help.html")
