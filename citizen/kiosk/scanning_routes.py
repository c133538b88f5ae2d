"""Operating a terminal with one switch, or with two: how fast the frame moves, chosen by a link."""

from __future__ import annotations

from flask import Blueprint, Flask, Response, current_app, request, url_for

from citizen.kiosk.ways import current_ways
from citizen.web.access import open_to_all
from citizen.web.i18n import N_, _
from citizen.web.pages import local_path, page

blueprint = Blueprint("kiosk_scanning", __name__)

PACES = {
    "slow": N_("Slow: 4 seconds for each"),
    "medium": N_("Medium: 2.5 seconds for each"),
    "fast": N_("Fast: about 1 second for each"),
    "step": N_("Two switches: one goes on, the other presses"),
}


def install(app: Flask) -> None:
    app.register_blueprint(blueprint)
    app.jinja_env.globals["scanning"] = scanning


def scanning() -> dict[str, str]:
    """For the script: how fast, and which keys are the switch."""
    pace = current_ways().scan
    return {"pace": "" if pace == "off" else pace, "keys": current_app.extensions["settings"].switch_keys}


@blueprint.get("/kiosk/one-switch")
@open_to_all
def one_switch() -> Response:
    """What it is, how fast, and switching it off."""
    back = local_path(request.args.get("back"), default=url_for("kiosk.attract"))
    ways = [
        {"text": _(words), "href": url_for(".one_switch", scan=pace, back=back), "is_on": current_ways().scan == pace}
        for pace, words in PACES.items()
    ]
    return page(
        "kiosk/one_switch.html",
        back=back,
        paces=ways,
        is_on=current_ways().scan != "off",
        off=url_for(".one_switch", scan="off", back=back),
    )
