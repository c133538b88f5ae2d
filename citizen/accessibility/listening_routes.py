"""Pages that can be listened to: as a page with the words and a player, as a recording, and as its captions."""

from __future__ import annotations

import io
import threading

from flask import Blueprint, Response, current_app, request, send_file, url_for

from citizen.accessibility import page_speech
from citizen.accessibility.listening_audio import Recording, find_or_record, fitting, record, web_vtt
from citizen.accessibility.listening_pages import NotReadable, OtherPage, find_page, lead_on, readable_address
from citizen.accessibility.spoken_answers import Lines, find_lines, keep_lines, unseal_lines
from citizen.accessibility.spoken_slots import Spoken, recordings_for
from citizen.accessibility.ui import current_ui
from citizen.accessibility.voices import can_be_spoken, voice_of_this_server
from citizen.config import Settings
from citizen.core.errors import NotFound
from citizen.web.access import open_to_all
from citizen.web.limits import costly
from citizen.web.pages import page, see_other
from citizen.web.transaction import session

blueprint = Blueprint("listening", __name__, url_prefix="/listen")
blueprint.register_error_handler(NotReadable, lead_on)

#: Speaking takes a processor: the others wait instead of standing in each other's way.
_SPEAKING = threading.BoundedSemaphore(2)


@blueprint.get("")
@open_to_all
def listen() -> Response:
    """A page as words and a player."""
    other = find_page(request.args.get("of"))
    lines = _lines_of(other)
    audio, captions = (url_for(f".{name}", of=other.address) for name in ("page_audio", "page_captions"))
    return _player(lines, audio, captions, recordings_for(other.reading.slot, lines.language))


@blueprint.post("")
@open_to_all
def listen_to_answer() -> Response:
    """An answer to a form, as the page that holds it sends it back."""
    lines = unseal_lines(request.form.get("page", ""))
    if lines is None:
        raise NotFound("page")
    return see_other(".answer", token=keep_lines(session(), lines=lines))


@blueprint.get("/page.mp3")
@open_to_all
@costly
def page_audio() -> Response:
    other = find_page(request.args.get("of"))
    return _audio(_recording(_lines_of(other), may_be_kept=other.is_public))


@blueprint.get("/page.vtt")
@open_to_all
def page_captions() -> Response:
    other = find_page(request.args.get("of"))
    return _captions(_lines_of(other), may_be_kept=other.is_public)


@blueprint.get("/answer/<token>")
@open_to_all
def answer(token: str) -> Response:
    """The words and a player for an answer to a form."""
    audio, captions = (url_for(f".{name}", token=token) for name in ("answer_audio", "answer_captions"))
    return _player(_answer_of(token), audio, captions, ())


@blueprint.get("/answer/<token>/page.mp3")
@open_to_all
@costly
def answer_audio(token: str) -> Response:
    return _audio(_recording(_answer_of(token), may_be_kept=False))


@blueprint.get("/answer/<token>/page.vtt")
@open_to_all
def answer_captions(token: str) -> Response:
    return _captions(_answer_of(token), may_be_kept=False)


def _lines_of(other: OtherPage) -> Lines:
    lines = tuple(page_speech.lines_of(other.reading))
    return Lines(other.reading.title, current_ui().locale.code, other.address, lines)


def _answer_of(token: str) -> Lines:
    found = find_lines(session(), token=token)
    if found is None:
        raise NotFound("answer")
    return found


def _player(lines: Lines, audio: str, captions: str, spoken: tuple[Spoken, ...]) -> Response:
    # The page it came from may not be one that can be opened: then there is the start page.
    back = lines.back if _can_be_opened(lines.back) else url_for("home.start")
    can_speak = can_be_spoken(voice_of_this_server(), lines.language)
    fits = len(fitting(lines.lines)) == len(lines.lines)
    response = page(
        "accessibility/listen.html",
        spoken_page=lines,
        back=back,
        audio=audio if can_speak else "",
        captions=captions,
        is_whole=fits,
        recordings=spoken,
    )
    return _kept_nowhere(response)


def _can_be_opened(address: str) -> bool:
    try:
        readable_address(address)
    except NotFound:
        return False
    return True


def _recording(lines: Lines, *, may_be_kept: bool) -> Recording:
    """Spoken now, or, where nothing in it is about anybody, taken from what was spoken before."""
    voice = voice_of_this_server()
    if voice is None or not can_be_spoken(voice, lines.language):
        raise NotFound("voice")
    spoken = fitting(lines.lines)
    with _SPEAKING:
        if not may_be_kept:
            return record(spoken, lines.language, voice)
        settings: Settings = current_app.extensions["settings"]
        return find_or_record(spoken, lines.language, voice, folder=settings.audio_folder)


def _audio(recording: Recording) -> Response:
    """With ranges: a listener goes back and forth."""
    response = send_file(io.BytesIO(recording.mp3), mimetype="audio/mpeg", conditional=True)
    return _kept_nowhere(response)


def _captions(lines: Lines, *, may_be_kept: bool) -> Response:
    starts = _recording(lines, may_be_kept=may_be_kept).starts
    return _kept_nowhere(Response(web_vtt(lines.lines, starts), content_type="text/vtt; charset=utf-8"))


def _kept_nowhere(response: Response) -> Response:
    """By no browser: on a shared machine nothing is left of what was listened to."""
    response.headers["Cache-Control"] = "no-store"
    return response
