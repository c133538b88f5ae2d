"""Reading settings, as pages that work without script and lead back to where the person came from."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlencode, urlunsplit

from flask import Blueprint, Response, current_app, make_response, redirect, request, url_for

from citizen.accessibility import locales
from citizen.accessibility.forms import LookCodeForm, PreferencesForm, look_lines
from citizen.accessibility.look_codes import look_code, read_look
from citizen.accessibility.preferences import PRESETS, Preferences
from citizen.accessibility.ui import LOOK_PARAMETERS, change_ui, current_ui
from citizen.core.addresses import parts_of
from citizen.web.access import open_to_all
from citizen.web.pages import local_path, page, see_other, with_query
from citizen.web.squares import square_of

blueprint = Blueprint("accessibility", __name__)


@blueprint.route("/preferences", methods=["GET", "POST"])
@open_to_all
def preferences() -> Response:
    """Shows and changes how pages look; says what has changed, in words."""
    before, back = current_ui().preferences, _where_from()
    if request.method == "GET" and "back" not in request.args and back != url_for("home.start"):
        return _with_the_way_back(back)
    form = PreferencesForm.from_request(start=before.as_values())
    if request.form.get("what") == "standard":
        return _show_as(Preferences(), before=before, back=back)
    if form.submitted_and_valid():
        return _show_as(form.look, before=before, back=back)
    return page(
        "accessibility/preferences.html",
        status=422 if form.problems else 200,
        form=form,
        back=back,
        done=_what_was_done(),
        lines=look_lines(before),
        can_be_undone=before != Preferences(),
    )


@blueprint.route("/preferences/link", methods=["GET", "POST"])
@open_to_all
def link() -> Response:
    """The look of this device as one short address, as a square for a camera, and as a code to type in."""
    form = LookCodeForm.from_request()
    before = current_ui().preferences
    if form.submitted_and_valid() and (look := read_look(form.code.data)) is not None:
        return _show_as(look, before=before, back=url_for("home.start"))
    address = _address_of(before)
    return page(
        "accessibility/preferences_link.html",
        status=422 if form.problems else 200,
        form=form,
        address=address,
        code=look_code(before),
        lines=look_lines(before),
        picture=square_of(address),
    )


def _with_the_way_back(back: str) -> Response:
    """In the address, so that it outlives a change of language on this page."""
    return make_response(redirect(with_query(url_for(".preferences"), {**request.args.to_dict(), "back": back})))


def _show_as(look: Preferences, *, before: Preferences, back: str) -> Response:
    """Use this look from now on; the settings come again in it, with what has changed in words."""
    change_ui(None, look)
    return see_other(".preferences", back=back, was=look_code(before))


def _what_was_done() -> dict[str, Any] | None:
    """What the page says first: a saved change, or the combination that a link has just put on."""
    now = current_ui().preferences
    if (preset := request.args.get("preset")) in PRESETS:
        return {"preset": preset, "lines": look_lines(now)}
    if (was := read_look(request.args.get("was"))) is not None:
        return {"preset": None, "lines": look_lines(now, than=was)}
    return None


def _address_of(look: Preferences) -> str:
    """The start page in this look, and in this language where it is not the first one of the site."""
    ui = current_ui()
    language = {"lang": ui.locale.code} if ui.locale != locales.DEFAULT else {}
    public: str = current_app.extensions["settings"].public_url
    values: dict[str, Any] = {"look": look_code(look), **language}
    return public + url_for("home.start", **values) if public else url_for("home.start", _external=True, **values)


def _where_from() -> str:
    """The page to go back to: as the link or the form says it, else the page the browser came from."""
    start = url_for("home.start")
    came_from = request.values.get("back") or request.referrer or start
    parts = parts_of(came_from)
    if parts.netloc == request.host:
        came_from = urlunsplit(("", "", *parts[2:]))
    parts = parts_of(local_path(came_from, default=start))
    if parts.path in (url_for(".preferences"), url_for(".link")):
        return start
    # The address must not bring back the look that was just changed.
    kept = [(name, value) for name, value in parse_qsl(parts.query) if name not in LOOK_PARAMETERS]
    return urlunsplit(("", "", parts.path, urlencode(kept), ""))
