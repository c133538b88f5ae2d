"""“Listen to this page”: the way to it on every page, and the player on every page for whoever wants to listen always.

A page that can be asked for again is listened to by its address. An answer to a form exists once: it carries its own
lines, sealed, back to the server when somebody presses the button; for whoever listens always they wait there already.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from flask import Flask, Response, current_app, render_template, request, url_for
from jinja2 import pass_context
from jinja2.runtime import Context

from citizen.accessibility import page_speech
from citizen.accessibility.listening_pages import without_look
from citizen.accessibility.page_text import read
from citizen.accessibility.preferences import Switch
from citizen.accessibility.spoken_answers import Lines, keep_lines, seal_lines
from citizen.accessibility.ui import current_ui
from citizen.accessibility.voices import can_be_spoken, voice_of_this_server
from citizen.web.access import Access
from citizen.web.at_hand import this_request
from citizen.web.kept_parts import ANY_ADDRESS, is_for_everybody
from citizen.web.transaction import database, let_go_of_writing

#: What stands in the page at the place of the way, until the whole page is there.
_PLACE = re.compile(r"<li class=\"ways__listen\".*?</li>", re.DOTALL)
_WITHOUT_WAYS = frozenset({"listening", "page_formats", "kiosk", "kiosk_curtain", "kiosk_hand_off"})
_GOOD, _REFUSED, _BROKEN = 200, 400, 500


@dataclass(frozen=True, slots=True)
class Ways:
    """How this page can be taken in otherwise. `audio` is empty unless a player belongs on the page itself."""

    address: str
    audio: str = ""
    captions: str = ""
    #: Instead of a link: the lines of a page that cannot be asked for again.
    sealed: str = ""
    #: Where a recording by a person can stand.
    slot: str = ""

    @property
    def listen(self) -> str:
        return url_for("listening.listen", of=self.address)

    @property
    def of_any_page(self) -> Ways:
        """The same for every page that is only linked to from here."""
        return replace(self, address=ANY_ADDRESS)

    @property
    def can_be_kept(self) -> bool:
        """Whether nothing but the address tells it from those of other pages."""
        return not self.audio and not self.sealed

    @property
    def formats(self) -> str:
        return url_for("page_formats.choose", of=self.address)


def install(app: Flask) -> None:
    """Must run before what packs answers for the way (compression)."""
    app.jinja_env.globals["reading_ways"] = reading_ways
    app.after_request(_carry_own_lines)


@pass_context
def reading_ways(context: Context) -> Ways | None:
    """The ways of this page; None for the desk of staff, the shell of a terminal, and these ways themselves."""
    view = current_app.view_functions.get(request.endpoint or "")
    is_for_staff = getattr(view, "access", None) is Access.STAFF or request.path.startswith("/staff")
    if is_for_staff or request.blueprint in _WITHOUT_WAYS:
        return None
    address = ANY_ADDRESS if is_for_everybody() else address_of_page()
    slot = str(context.get("sign_slot_id") or (context.name or "").removesuffix(".html"))
    if not (_listens_always() and request.method == "GET"):
        return Ways(address, slot=slot)
    audio, captions = (url_for(f"listening.{name}", of=address) for name in ("page_audio", "page_captions"))
    return Ways(address, audio, captions, slot=slot)


def address_of_page() -> str:
    """Where this page can be asked for again, in whatever look."""
    here = this_request()
    return without_look(here.path, here.query_string.decode(errors="replace"))


def lines_of_page(html: str) -> Lines | None:
    """The lines of a page of this request; None for what is no page."""
    try:
        reading = read(html)
    except ValueError:
        return None
    back = request.path if request.method == "GET" else without_look(request.path, "")
    return Lines(reading.title, current_ui().locale.code, back, tuple(page_speech.lines_of(reading)))


def _listens_always() -> bool:
    listens = current_ui().preferences.listen is Switch.ON
    return listens and can_be_spoken(voice_of_this_server(), current_ui().locale.code)


def _carry_own_lines(response: Response) -> Response:
    """A page that cannot be asked for again gets its own lines with it."""
    can_be_asked_for = response.status_code == _GOOD and this_request().method == "GET"
    if can_be_asked_for or response.mimetype != "text/html" or response.status_code >= _BROKEN:
        return response
    html = response.get_data(as_text=True)
    lines = lines_of_page(html) if _PLACE.search(html) else None
    if lines is not None:
        way = render_template("accessibility/listen_way.html", read_by=_ways_with(lines, response))
        response.set_data(_PLACE.sub(lambda _found: way.strip(), html, count=1))
    return response


def _ways_with(lines: Lines, response: Response) -> Ways:
    if not _listens_always() or response.status_code < _REFUSED:
        return Ways(request.path, sealed=seal_lines(lines))
    # Nothing of a refused form is kept; on SQLite its transaction would keep out the short one.
    let_go_of_writing()
    with database().writing() as short:
        token = keep_lines(short, lines=lines)
    audio, captions = (url_for(f"listening.{name}", token=token) for name in ("answer_audio", "answer_captions"))
    return Ways(request.path, audio, captions)
