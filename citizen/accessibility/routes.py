"""Reading settings, as a page that works without script and leads back to where the person came from."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from flask import Blueprint, Response, make_response, redirect, request, url_for

from citizen.accessibility.forms import PreferencesForm
from citizen.accessibility.ui import change_ui, current_ui
from citizen.web.access import open_to_all
from citizen.web.pages import local_path, page

blueprint = Blueprint("accessibility", __name__)
_LOOK = ("lang", "text", "contrast")


@blueprint.route("/preferences", methods=["GET", "POST"])
@open_to_all
def preferences() -> Response:
    """Shows and changes language and look."""
    ui, back = current_ui(), _where_from()
    if request.method == "GET" and "back" not in request.args and back != url_for("home.start"):
        # In the address, so that the way back outlives a change of language on this page.
        values: dict[str, Any] = {**request.args.to_dict(), "back": back}
        return make_response(redirect(url_for(".preferences", **values)))
    form = PreferencesForm.from_request(start=ui.preferences.as_values())
    if form.submitted_and_valid():
        chosen = {"text": str(form.text.data), "contrast": str(form.contrast.data)}
        change_ui(None, ui.preferences.changed(chosen))
        return make_response(redirect(back, code=303))
    status = 422 if form.problems else 200
    return page("accessibility/preferences.html", status=status, form=form, back=back)


def _where_from() -> str:
    """The page to go back to: as the link or the form says it, else the page the browser came from."""
    start = url_for("home.start")
    came_from = request.values.get("back") or request.referrer or start
    parts = urlsplit(came_from)
    if parts.netloc == request.host:
        came_from = urlunsplit(("", "", *parts[2:]))
    parts = urlsplit(local_path(came_from, default=start))
    if parts.path == request.path:
        return start
    # The address must not bring back the look that was just changed.
    kept = [(name, value) for name, value in parse_qsl(parts.query) if name not in _LOOK]
    return urlunsplit(("", "", parts.path, urlencode(kept), ""))
