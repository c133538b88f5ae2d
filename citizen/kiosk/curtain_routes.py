"""The privacy curtain: an empty page at once, until the person presses again."""

from __future__ import annotations

from flask import Blueprint, Response, request, url_for

from citizen.web.access import open_to_all
from citizen.web.pages import local_path, page

blueprint = Blueprint("kiosk_curtain", __name__)


@blueprint.get("/kiosk/curtain")
@open_to_all
def curtain() -> Response:
    """Says nothing of the page behind it. Its address holds the way back, which is a path of this site."""
    back = local_path(request.args.get("back"), default=url_for("kiosk.attract"))
    return page("kiosk/curtain.html", back=back)
