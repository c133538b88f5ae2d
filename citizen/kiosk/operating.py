"""Everything around operating a terminal, registered in one place: help, the curtain, going on elsewhere."""

from __future__ import annotations

from flask import Flask, request, url_for

from citizen.kiosk import (
    call_desk,
    call_routes,
    curtain_routes,
    hand_off_routes,
    keyboard_routes,
    reader_routes,
    scanning_routes,
    slip_routes,
)
from citizen.kiosk.hand_off import forget_of_visit
from citizen.people.endings import also_forget
from citizen.web.pages import local_path, this_page_with


def install(app: Flask) -> None:
    for room in (hand_off_routes, call_routes, call_desk, curtain_routes):
        app.register_blueprint(room.blueprint)
    for room in (keyboard_routes, scanning_routes, reader_routes, slip_routes):
        room.install(app)
    also_forget(forget_of_visit)
    app.jinja_env.globals["page_to_come_back_to"] = page_to_come_back_to


def page_to_come_back_to() -> str:
    """The page of this request, as a path: where somebody goes on after a page of the terminal itself."""
    if request.path.startswith("/kiosk"):
        return local_path(request.values.get("back"), default=url_for("kiosk.attract"))
    return request.full_path.rstrip("?") if request.method == "GET" else this_page_with()
