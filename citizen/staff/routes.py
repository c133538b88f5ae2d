"""All pages of the room, for whoever registers them."""

from __future__ import annotations

from citizen.staff import (
    counter_routes,
    desk_routes,
    hall_routes,
    kept_routes,
    linking_routes,
    looking_routes,
    mandate_routes,
    passkey_routes,
    pathway_routes,
    place_booking_routes,
    place_list_routes,
    place_routes,
    request_routes,
    sign_in_routes,
)
from citizen.staff.blueprint import blueprint

__all__ = [
    "blueprint",
    "counter_routes",
    "desk_routes",
    "hall_routes",
    "kept_routes",
    "linking_routes",
    "looking_routes",
    "mandate_routes",
    "passkey_routes",
    "pathway_routes",
    "place_booking_routes",
    "place_list_routes",
    "place_routes",
    "request_routes",
    "sign_in_routes",
]
