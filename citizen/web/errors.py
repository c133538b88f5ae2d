"""Error pages: in the layout, in the person's language, each with what happened and what to do next."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from flask import Flask, Response, g, make_response, request
from sqlalchemy.exc import InterfaceError, OperationalError
from werkzeug.exceptions import HTTPException, InternalServerError

from citizen.core import security_log
from citizen.core.errors import (
    NO_ROOM_ERRORS,
    CitizenError,
    Conflict,
    NotAllowed,
    NotFound,
    RuleBroken,
    TooBusy,
    TooMany,
    Unreachable,
)
from citizen.web.csrf import CsrfFailed
from citizen.web.i18n import N_
from citizen.web.kept_form import KeptForm, kept_form
from citizen.web.large_requests import read_away
from citizen.web.pages import page
from citizen.web.slow_requests import was_too_slow

_log = logging.getLogger("citizen.errors")


@dataclass(frozen=True, slots=True)
class ErrorText:
    """What an error page says."""

    title: str
    happened: str
    next_step: str


_TEXTS = {
    400: ErrorText(
        N_("We could not read this request"),
        N_("Something in the address or the form was not complete."),
        N_("Go back, and send the form again."),
    ),
    403: ErrorText(
        N_("This page is not open to you"),
        N_("You do not have the permission for this step."),
        N_("Go to the start page. If you think this is wrong, ask us."),
    ),
    404: ErrorText(
        N_("We cannot find this page"),
        N_("The address may be mistyped, or the page may no longer be there."),
        N_("Check the address, or start again from the start page."),
    ),
    405: ErrorText(
        N_("This page cannot be opened in this way"),
        N_("The address belongs to a button on another page."),
        N_("Go back to the page before, and press the button there."),
    ),
    408: ErrorText(
        N_("This form took too long to arrive"),
        N_("The connection was too slow, or broke off. The form did not reach us, and nothing was changed."),
        N_("Look whether you are connected. Then go back, and send the form again; files must be chosen again."),
    ),
    409: ErrorText(
        N_("This has changed in the meantime"),
        N_("Somebody, perhaps you in another window, has already changed this."),
        N_("Go back and open the page again to see how it stands now."),
    ),
    413: ErrorText(
        N_("The file is too large"),
        N_("Nothing was saved from this form."),
        N_("Go back, and choose a smaller file, or take a smaller photo."),
    ),
    422: ErrorText(
        N_("Something needs to be changed"),
        N_("We could not use what was sent."),
        N_("Go back, and check what you entered."),
    ),
    429: ErrorText(
        N_("Too many attempts"),
        N_("To protect your information we stop for a short time."),
        N_("Wait 10 minutes, then try again. Nothing you saved is lost."),
    ),
    500: ErrorText(
        N_("Something is not working on our side"),
        N_("It is not your fault. What you had saved before is still there."),
        N_("Wait a few minutes, then try again."),
    ),
    503: ErrorText(
        N_("The service is being maintained"),
        N_("It will be back soon. What you had saved before is still there."),
        N_("Wait a few minutes, then try again."),
    ),
}
_UNREACHABLE = ErrorText(
    N_("Please try again in a moment"),
    N_("At this moment the site cannot reach what it keeps. What you had saved before is still there."),
    N_("Wait a minute, then open the page again."),
)
_UNREACHABLE_WITH_FORM = ErrorText(
    N_("Please try again in a moment"),
    N_("At this moment the site could not save. What you have just entered is not lost: this page keeps it."),
    N_("Wait a minute, then press “Send it again”. Leave this page open until then."),
)
#: A page cannot give files back.
_UNREACHABLE_WITH_FILE = ErrorText(
    N_("Please try again in a moment"),
    N_("At this moment the site could not save. The file was not added. What you had saved before is still there."),
    N_("Wait a minute, go back, and choose the file again."),
)
_BUSY = ErrorText(
    N_("Too much was asked for at once"),
    N_("From this browser or this connection came more than the site can take in a few minutes."),
    N_("Wait 10 minutes, then open the page again. Nothing you saved is lost. Urgent? Call 12345."),
)
_BUSY_WITH_FORM = ErrorText(
    N_("Too much was asked for at once"),
    N_("Nothing was sent yet. What you have just entered is not lost: this page keeps it."),
    N_("Wait 10 minutes, then press “Send it again”. Leave this page open until then."),
)
_CSRF_WITH_FORM = ErrorText(
    N_("This form was open for too long"),
    N_("Nothing was sent yet. What you have just entered is not lost: this page keeps it."),
    N_("Press “Send it again”."),
)
_CSRF = ErrorText(
    N_("This form was open for too long"),
    N_("For your protection a form is valid only in the browser that opened it. Nothing was sent."),
    N_("Go back, open the page again, and send the form once more."),
)
#: Needs nothing: no template, no language, no style sheet.
_LAST_RESORT = (
    '<!DOCTYPE html><html lang="zh-Hans-CN"><head><meta charset="utf-8"><title>网站出了问题 – 助残服务</title></head>'
    "<body><main><h1>网站出了问题</h1><p>这不是您的错。您之前保存的内容还在。请过几分钟再试，或者拨打 12345。</p>"
    '<p lang="en">Something is not working on our side. Please try again in a few minutes, or call 12345.</p>'
    '<p><a href="/">回到首页</a></p></main></body></html>'
)
_DATABASE_GONE = (OperationalError, InterfaceError)
#: What SQLite calls operational and no waiting mends: wrong SQL, writing where only reading is allowed.
_OUR_FAULTS = ("SQLITE_ERROR", "SQLITE_READONLY")
_STATUS: dict[type[CitizenError], int] = {NotFound: 404, NotAllowed: 403, Conflict: 409, RuleBroken: 422, TooMany: 429}


def install(app: Flask) -> None:
    app.register_error_handler(CsrfFailed, _stale_form)
    app.register_error_handler(OperationalError, _unreachable)
    app.register_error_handler(InterfaceError, _unreachable)
    app.register_error_handler(Unreachable, _unreachable)
    app.register_error_handler(OSError, _system_error)
    app.register_error_handler(TooBusy, _too_busy)
    app.register_error_handler(CitizenError, _citizen_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _unexpected)


def _citizen_error(error: CitizenError) -> Response:
    if isinstance(error, (NotAllowed, TooMany)):
        security_log.note("refused", why=error.code or type(error).__name__, page=str(request.endpoint))
    return _answer(next(status for kind, status in _STATUS.items() if isinstance(error, kind)))


def _too_busy(error: TooBusy) -> Response:
    """Refused before anything was looked up, and answered without looking anything up."""
    security_log.note("too-busy", kind=error.code, page=str(request.endpoint))
    g.failsafe = True
    kept = kept_form()
    response = _answer(429, _BUSY_WITH_FORM if kept else _BUSY, kept)
    response.headers["Retry-After"] = str(error.wait)
    return response


def _http_error(error: HTTPException) -> Response:
    if error.code is None or error.code < 400:
        return make_response(error.get_response())
    if isinstance(error, InternalServerError) and isinstance(error.original_exception, _DATABASE_GONE):
        return _unreachable(error.original_exception)  # it went while the answer was being committed
    if error.code == 413:
        read_away(request.environ)
    response = _answer(error.code)
    if error.code == 405:
        response.headers["Allow"] = ", ".join(sorted(getattr(error, "valid_methods", None) or []))
    return response


def _stale_form(_error: CsrfFailed) -> Response:
    security_log.note("form-not-ours", page=str(request.endpoint))
    kept = kept_form()
    return _answer(400, _CSRF_WITH_FORM if kept else _CSRF, kept)


def _unreachable(error: Exception) -> Response:
    """The database or the papers are away, full or busy: a page that needs nothing of them, and the form again."""
    if str(getattr(getattr(error, "orig", None), "sqlite_errorname", "")).startswith(_OUR_FAULTS):
        return _unexpected(error)
    return _cannot_keep(error, 503)


def _system_error(error: OSError) -> Response:
    """A full disk, for example while a file is on its way in. What still comes is read: a browser that is sending does
    not listen.
    """
    if error.errno not in NO_ROOM_ERRORS:
        return _unexpected(error)
    read_away(request.environ)
    return _cannot_keep(error, 507)


def _cannot_keep(error: Exception, status: int) -> Response:
    _log.error("nothing can be kept in %s: %s", request.endpoint, security_log.fault_lines(error))
    kept = kept_form()
    response = _answer(status, _unreachable_text(has_form=kept is not None), kept)
    response.headers["Retry-After"] = "60"
    return response


def _unreachable_text(*, has_form: bool) -> ErrorText:
    if has_form:
        return _UNREACHABLE_WITH_FORM
    had_files = request.method == "POST" and request.mimetype == "multipart/form-data"
    return _UNREACHABLE_WITH_FILE if had_files else _UNREACHABLE


def _unexpected(error: Exception) -> Response:
    # The route's name, never its values or the form: logs hold nothing personal.
    _log.error("unexpected error in %s: %s", request.endpoint, security_log.fault_lines(error))
    return _answer(500)


def answer_for(status: int) -> Response:
    """The general page for this status, for a room that has nothing better to say."""
    return _answer(status)


def _answer(status: int, text: ErrorText | None = None, kept: KeptForm | None = None) -> Response:
    # Nothing that could fail again may be called while rendering.
    g.failsafe = status >= 500 or g.get("failsafe", False)
    if status == 400 and was_too_slow():  # half a form is no wrong form
        status, text, kept = 408, None, None
    if text is None:
        text = _TEXTS.get(status) or _TEXTS[500 if status >= 500 else 400]
    try:
        return page("errors/error.html", status=status, text=text, status_code=status, kept=kept)
    except Exception as fault:
        _log.critical("the error page itself failed: %s", security_log.fault_lines(fault))
        return Response(_LAST_RESORT, status=status, mimetype="text/html")
