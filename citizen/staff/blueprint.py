"""The pages of staff. None of them is for search engines, and no browser keeps one."""

from __future__ import annotations

from flask import Blueprint, Response

blueprint = Blueprint("staff", __name__, url_prefix="/staff")


@blueprint.after_request
def _hide_from_search_engines(response: Response) -> Response:
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
