"""The first page of a terminal, the question whether somebody is still there, and the end of a visit."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, request, url_for

from citizen.accessibility import ui
from citizen.core.errors import NotFound
from citizen.kiosk import spoken_question, wipe
from citizen.kiosk.attract_page import modes
from citizen.kiosk.offline import worker_script
from citizen.kiosk.shell import idle
from citizen.kiosk.terminals import current_terminal, hand_out_again, note_seen
from citizen.proxies.acting import current_who
from citizen.web import browser_key
from citizen.web.access import needs_visit, open_to_all
from citizen.web.pages import local_path, page, see_other
from citizen.web.transaction import session

blueprint = Blueprint("kiosk", __name__, url_prefix="/kiosk")
_FOR_EVER = "public, max-age=31536000, immutable"


@blueprint.get("")
@open_to_all
def attract() -> Response:
    """Makes this browser a terminal: language, ways of reading and operating, and the three tasks."""
    ui.enter_kiosk()
    browser_key.keep_until_browser_closes()
    note_seen()
    response = page(
        "kiosk/attract.html",
        idle=idle(),
        modes=modes(),
        cleared="cleared" in request.args,
        unfinished=current_who().visit_id is not None,
        is_enrolled=current_terminal() is not None,
    )
    return hand_out_again(response)


@blueprint.post("/end")
@needs_visit
def end() -> Response:
    """Ends the visit, deletes what was not submitted, and forgets language and look."""
    on_terminal = ui.current_ui().kiosk
    wipe.end_visit(session())
    response = see_other("kiosk.attract", cleared="yes") if on_terminal else see_other("home.start")
    return wipe.told_to_forget(response)


@blueprint.get("/still-there")
@open_to_all
def still_there() -> Response:
    """Asked after a time without a touch. Going on has no limit."""
    if not ui.current_ui().kiosk:
        return see_other("home.start")
    back = local_path(request.args.get("back"), default=url_for("home.start"))
    if request.args.get("back", back) != back:
        return see_other(".still_there")  # nothing of another site stands in the links of this page either
    return page("kiosk/still_there.html", back=back, idle=idle())


@blueprint.get("/still-there/spoken")
@open_to_all
def question_spoken() -> Response:
    """The same question by voice, for whoever listens. It says nothing about anybody."""
    recording = spoken_question.find_question_spoken()
    if recording is None:
        raise NotFound("voice")
    return Response(recording, content_type="audio/mpeg")


@blueprint.get("/here")
@open_to_all
def here() -> Response:
    """Somebody touched the screen, or came back to a page: 204 while a visit goes on in this browser, else 205."""
    answer = make_response("", 204 if current_who().visit_id is not None else 205)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.get("/ended")
@open_to_all
def ended() -> Response:
    """Where a forgotten terminal arrives by itself: everything is cleared."""
    if not ui.current_ui().kiosk:
        return see_other("home.start")
    wipe.end_visit_now()
    return wipe.told_to_forget(page("kiosk/ended.html"))


@blueprint.post("/leave")
@needs_visit
def leave() -> Response:
    """This device is no terminal any more. An enrolled one is set free by the operator only, never by a visitor."""
    if current_terminal() is not None:
        raise NotFound("leave")
    wipe.end_visit(session())
    ui.leave_kiosk()
    return wipe.told_to_forget(see_other("home.start"), marks=())


@blueprint.get("/screen/<int:hundredths>.css")
@open_to_all
def screen(hundredths: int) -> Response:
    """How many pixels 100 millimetres of a screen are, for everything that is measured in millimetres."""
    if not 20 <= hundredths <= 8000:
        raise NotFound("screen")
    sheet = Response(f"[data-kiosk] {{ --mm: {hundredths / 100:g}px; }}\n", mimetype="text/css")
    sheet.headers["Cache-Control"] = _FOR_EVER
    return sheet


@blueprint.get("/worker.js")
@open_to_all
def worker() -> Response:
    """The script that shows the page for a site out of reach. It may look after all pages, and keeps none."""
    script = Response(worker_script(), mimetype="text/javascript")
    script.headers["Service-Worker-Allowed"] = "/"
    script.headers["Cache-Control"] = "no-cache"
    return script
