"""The screen of a hall: the numbers being called, large, in text, and on request by voice. It shows no names."""

from __future__ import annotations

from flask import Blueprint, Response, request

from citizen.accessibility.ui import current_ui
from citizen.accessibility.voices import can_be_spoken, short_recording, voice_of_this_server
from citizen.booking import arrival_page, inventory, tickets
from citizen.booking.wording import in_words
from citizen.core.errors import NotFound
from citizen.web.access import open_to_all
from citizen.web.i18n import _
from citizen.web.pages import about_district, page
from citizen.web.transaction import session

blueprint = Blueprint("hall", __name__, url_prefix="/hall")


@blueprint.get("/<site_code>/board")
@open_to_all
def board(site_code: str) -> Response:
    """Looks for new calls by itself every 20 seconds, unless it is asked to stand still."""
    site = inventory.find_site(session(), code=site_code)
    if site is None:
        raise NotFound("site")
    about_district(site.district)
    is_paused, has_sound = "pause" in request.args, "sound" in request.args
    response = page(
        "arrival/board.html",
        site=site,
        place=in_words(site.name),
        calls=arrival_page.calls_on_board(site),
        waiting=len(tickets.list_waiting(session(), site=site)),
        is_paused=is_paused,
        has_sound=has_sound,
        can_speak=can_be_spoken(voice_of_this_server(), current_ui().locale.code),
        seconds=arrival_page.REFRESH_SECONDS,
    )
    if not is_paused:
        response.headers["Refresh"] = str(arrival_page.REFRESH_SECONDS)
    return response


@blueprint.get("/<site_code>/spoken/<number>")
@open_to_all
def spoken(site_code: str, number: str) -> Response:
    """A number that is being called now, by voice, as often as it is asked for."""
    site = inventory.find_site(session(), code=site_code)
    called = [] if site is None else tickets.list_called(session(), site=site)
    found = next((one for one in called if tickets.shown(one) == number), None)
    voice, language = voice_of_this_server(), current_ui().locale.code
    if found is None or voice is None or not can_be_spoken(voice, language):
        raise NotFound("call")
    said = _("Number %(number)s, please come to %(counter)s.", number=" ".join(number), counter=found.counter)
    return Response(short_recording(voice, f"{said}\n{said}", language), content_type="audio/mpeg")
