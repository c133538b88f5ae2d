"""What wiring registers of the day itself: checking in, the screen of the hall, joining remotely."""

from __future__ import annotations

from flask import Flask

from citizen.booking import arrival, arrival_routes, hall_routes, joining_routes


def install(app: Flask) -> None:
    """The pages, and what other pages ask before they lead here."""
    for room in (arrival_routes, hall_routes, joining_routes):
        app.register_blueprint(room.blueprint)
    app.jinja_env.globals["can_arrive"] = arrival.can_arrive
